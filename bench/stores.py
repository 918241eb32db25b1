"""From the database to stored results: firms with four years of plausible figures, evaluated and kept; and questions about them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, select

from bench.invented import AS_OF, NOW, YEARS, figures, firms
from bench.kept import Afresh, kept, own_copy
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
from registry.store.schema import upgrade

RULES, MOVED = "little_giant/CN/2026-04-01", "srdi_score"
FILE = "bench.sqlite3"
Work = Callable[[], object]
FIRM, FIGURES = FirmRecord.__table__, YearlyFigures.__table__  # type: ignore[attr-defined]


def fill(engine: Engine, size: int) -> None:
    """Tables, catalogue, firms and figures."""
    upgrade(engine)
    with transaction(engine) as session:
        catalogue_service.publish_catalogue(session, load_catalogue(), now=NOW)
        insert_frame(session, FIRM, firms(size))
        for year in YEARS:
            insert_frame(session, FIGURES, figures(size, year))


def evaluate(engine: Engine) -> None:
    """As `tidu evaluate` does."""
    with transaction(engine) as session:
        evaluations.run(session, SYSTEM, load_catalogue(), as_of=AS_OF, now=NOW)


def read_figures(engine: Engine) -> None:
    """Every yearly row as columns, read beside a session."""
    with reading(engine) as session, reading_apart(session) as apart:
        apart.frame(select(FIGURES))


def template(size: int, *, evaluated: bool = False) -> Path:
    """A filled SQLite file, made once per size and schema; evaluated too, where standings are needed."""

    def make(folder: Path) -> None:
        if evaluated:
            shutil.copyfile(template(size), folder / FILE)
        engine = make_engine(f"sqlite:///{folder / FILE}")
        if evaluated:
            evaluate(engine)
        else:
            fill(engine, size)
        engine.dispose()

    return kept(f"{size}{'-evaluated' if evaluated else ''}", make) / FILE


def store(size: int, *, evaluated: bool = False) -> tuple[Engine, Path]:
    """A copy of the template of one's own."""
    folder = own_copy(template(size, evaluated=evaluated).parent)
    return make_engine(f"sqlite:///{folder / FILE}"), folder


def bare_read(size: int) -> Work:
    """The floor: every yearly row read as columns, and nothing done with it."""
    engine, _ = store(size)
    return lambda: read_figures(engine)


def whole_run(size: int) -> Work:
    """`tidu evaluate`: read, evaluate every tier, archive, replace the standings, count, commit."""
    load_catalogue()
    engine, _ = store(size)
    return lambda: evaluate(engine)


def whole_run_again(size: int) -> Work:
    """The same in a process that has done it before, each time with a store that was never evaluated."""
    load_catalogue()
    fresh: list[tuple[Engine, Path]] = []

    def before() -> None:
        for engine, folder in fresh:
            engine.dispose()
            shutil.rmtree(folder, ignore_errors=True)
        fresh[:] = [store(size)]

    return Afresh(before, lambda: evaluate(fresh[0][0]))


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
