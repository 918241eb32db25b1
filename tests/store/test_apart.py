"""A large SQLite file is read by a process of its own: the same values as by this one, of one snapshot, or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import Boolean, Column, Date, Engine, Float, Integer, MetaData, String, Table, delete, select
from sqlmodel import Session

from registry.store import reader_process
from registry.store.apart import reading_apart
from registry.store.bulk import insert_frame, read_frame
from registry.store.database import make_engine, reading
from registry.store.reader_process import ReaderBroke, reader_of

NEVER, ALWAYS = 10**12, 0  # bytes from which on another process reads
ODD = Table(
    "odd",
    MetaData(),
    Column("id", Integer, primary_key=True),
    *(Column(name, kind) for name, kind in (("count", Integer), ("amount", Float), ("flag", Boolean))),
    *(Column(name, kind) for name, kind in (("day", Date), ("text", String), ("no_amount", Float), ("no_day", Date))),
)
ROWS = [
    {"count": None, "amount": None, "flag": None, "day": None, "text": None},
    {"count": 2**62 + 1, "amount": 1e300, "flag": True, "day": date(9999, 12, 31), "text": "梯度 𠮷 🚀\n'%\""},
    {"count": -(2**63), "amount": -5e-324, "flag": False, "day": date(1, 1, 1), "text": ""},
    {"count": 0, "amount": -0.0, "flag": False, "day": date(2024, 2, 29), "text": "0012"},
    {"count": 7, "amount": 0.1 + 0.2, "flag": True, "day": date(1949, 10, 1), "text": "null"},
    {"count": 7, "amount": 2.0**53 + 2, "flag": True, "day": None, "text": "é e\u0301 \u3000\t"},
    {"count": 7, "amount": float("inf"), "flag": True, "day": None, "text": "x" * 70_000},
]


@pytest.fixture
def odd_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / '台账 100%.sqlite3'}")
    ODD.create(engine)
    with Session(engine) as session, session.begin():
        late = [dict.fromkeys(ROWS[0])] * 2_000  # a type that shows only after many nulls
        frame = pl.DataFrame([*late, *ROWS], infer_schema_length=None).with_row_index("id")
        insert_frame(session, ODD, frame.cast({"id": pl.Int64}))
    yield engine
    engine.dispose()


def ways(session: Session) -> list[pl.DataFrame]:
    """The table by this process over the session and beside it, and by the other."""
    statement = select(ODD).order_by(ODD.c.id)
    found = [read_frame(session, statement)]
    for large in (NEVER, ALWAYS):
        with reading_apart(session, large=large) as apart:
            found.append(apart.frame(statement))
    return found


def test_another_process_reads_the_same(odd_engine: Engine) -> None:
    with reading(odd_engine) as session:
        here, beside, by_process = ways(session)
        assert here.height == 2_000 + len(ROWS)
        assert here.tail(len(ROWS)).drop("id", "no_amount", "no_day").to_dicts() == ROWS
        assert_frame_equal(beside, here)
        assert_frame_equal(by_process, here)
        with reading_apart(session, large=ALWAYS) as apart:
            asked = select(ODD.c.day, ODD.c.text, ODD.c.flag).where(ODD.c.text == "'%")
            assert_frame_equal(apart.frame(asked), read_frame(session, asked))  # no rows: the types stand all the same


def test_all_answers_are_of_one_snapshot_and_a_fault_is_told(odd_engine: Engine) -> None:
    with reading(odd_engine) as session, reading_apart(session, large=ALWAYS) as apart:
        with Session(odd_engine) as writer, writer.begin():
            writer.execute(delete(ODD))
        assert apart.frame(select(ODD.c.id)).height == 2_000 + len(ROWS)
        with pytest.raises(ReaderBroke, match="no such table"):
            apart.frame(select(Table("gone", MetaData(), Column("id", Integer))))
        assert apart.frame(select(ODD.c.id)).height == 2_000 + len(ROWS)


@pytest.mark.parametrize("command", [(sys.executable, "-c", ""), ("/no/such/program",)])
def test_where_no_process_begins_this_one_reads(
    odd_engine: Engine, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(reader_process, "COMMAND", command)
    with reading(odd_engine) as session:
        here, _, by_itself = ways(session)
    assert_frame_equal(by_itself, here)


def test_a_reader_that_dies_is_noticed(odd_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    said_ready = "import sys; sys.stdout.buffer.write(bytes(9)); sys.stdout.flush()"
    monkeypatch.setattr(reader_process, "COMMAND", (sys.executable, "-c", said_ready))
    with reader_of(Path(str(odd_engine.url.database))) as reader:
        assert reader is not None
        with pytest.raises(ReaderBroke):
            reader.frame("SELECT 1")
