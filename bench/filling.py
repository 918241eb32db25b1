"""A store of any size: the firms of the demo, copied in the database itself under other names and codes, then evaluated.

The firms differ in name, code and number only, so lists are long and every filter finds many. Made once per size and kept in
the temporary folder.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Table, text
from sqlmodel import Session

from registry.catalogue.reader import load_catalogue
from registry.domain.access import SYSTEM
from registry.services import catalogue as catalogue_service
from registry.services import demo, evaluations, journal
from registry.services.dashboards.counting import count_parts, keep
from registry.services.demo.targets import add_demo_targets
from registry.store import name_words
from registry.store.base import Record
from registry.store.database import make_engine, transaction
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.origins import ValueOrigin
from registry.store.pools import PoolMember
from registry.store.schema import upgrade
from registry.store.titles import TitleRecord

TODAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 9, tzinfo=UTC)
FILE = "tidu.sqlite3"
COPIED: tuple[type[Record], ...] = (YearlyFigures, ValueOrigin, TitleRecord, PoolMember)
NEW = "(firm.id + copies.number * :step)"
CHANGED = {
    "id": NEW,
    "credit_code": f"substr(firm.credit_code, 1, 8) || substr('000000000' || {NEW}, -9, 9) || '0'",
    "name": "firm.name || copies.number || '厂'",
    "name_key": "firm.name_key || copies.number || '厂'",
    "initials": "firm.initials || 'c'",
}
COPIES = "WITH RECURSIVE copies(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copies WHERE number < :most) "


def filled_store(firms: int) -> Path:
    """The data directory of a registry with about so many firms of a province, evaluated for the day of the demo."""
    folder = Path(tempfile.gettempdir()) / f"tidu-bench-store-{firms}"
    if (folder / FILE).exists():  # perhaps made by an older version
        engine = make_engine(f"sqlite:///{folder / FILE}")
        upgrade(engine)
        name_words.fold(engine)
        engine.dispose()
        return folder
    unfinished = Path(tempfile.mkdtemp(prefix="tidu-bench-filling-"))
    _fill(f"sqlite:///{unfinished / FILE}", firms)
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    return folder


def write_something(folder: Path) -> None:
    """An entry in the journal of a store, after which no answer is remembered that was given before."""
    engine = make_engine(f"sqlite:///{folder / FILE}")
    with transaction(engine) as session:
        journal.note(session, SYSTEM, "bench.write", now=NOW)
    engine.dispose()


def _fill(url: str, firms: int) -> None:
    engine, catalogue = make_engine(url), load_catalogue()
    upgrade(engine)
    with transaction(engine) as session:
        catalogue_service.publish_catalogue(session, catalogue, now=NOW)
        demo.fill(session, catalogue, now=NOW)
        _copy(session, firms)
    with transaction(engine) as session:
        evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
        add_demo_targets(session, catalogue, today=TODAY, now=NOW)
    with transaction(engine) as session:
        keep(session, count_parts(session, catalogue, TODAY, NOW))
    name_words.fold(engine)  # as a worker does in the minutes after
    engine.dispose()


def _copy(session: Session, firms: int) -> None:
    step, held = session.execute(text("SELECT max(id), count(*) FROM firm")).one()
    facts = {"step": step, "most": max(1, firms // held - 1)}
    for record in COPIED:  # first, while only the firms of the demo have any
        session.execute(
            text(f"CREATE TEMPORARY TABLE kept_{_table(record).name} AS SELECT * FROM {_table(record).name}")
        )
    firm = _table(FirmRecord)
    columns = [column.name for column in firm.columns]
    values = ", ".join(CHANGED.get(name, f"firm.{name}") for name in columns)
    session.execute(
        text(f"{COPIES} INSERT INTO firm ({', '.join(columns)}) SELECT {values} FROM copies CROSS JOIN firm"), facts
    )
    for record in COPIED:
        table = _table(record)
        columns = [column.name for column in table.columns if column.name != "id"]
        values = ", ".join(
            "k.firm_id + copies.number * :step" if name == "firm_id" else f"k.{name}" for name in columns
        )
        copied = f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {values}"
        session.execute(text(f"{COPIES} {copied} FROM copies CROSS JOIN kept_{table.name} AS k"), facts)


def _table(record: type[Record]) -> Table:
    table: Table = record.__table__  # type: ignore[attr-defined]
    return table


if __name__ == "__main__":
    import sys

    sys.stdout.write(f"{filled_store(int(sys.argv[1]))}\n")
