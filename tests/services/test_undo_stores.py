"""An undo on both databases: facts, years, titles and local values together, once to the end and once interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM
from registry.domain.indicators import Indicator, Indicators, Kind, Level, Text
from registry.services import imports, undo
from registry.services.undoing.tables import GOING_WITH_A_FIRM, speaking_of_firms
from registry.store.base import Record
from registry.store.bulk import read_frame
from registry.store.database import make_engine, reading, transaction
from registry.store.schema import upgrade
from tests.factories import NOW, TODAY, make_workbook
from tests.services.conftest import A, ledger

FACTS = ("firm", "former_name", "yearly_figures", "local_figure", "title", "value_origin")
UNCOUNTED = {"version", "updated_at", "created_at", "id"}
Sheets = dict[str, list[list[Any]]]


@pytest.fixture
def local(catalogue: Catalogue) -> Catalogue:
    """The catalogue with indicators that a bureau added: one of the firm, two of its years."""
    added = (
        Indicator("bureau_note", Text("备注事项", "Note"), Level.FIRM, Kind.TEXT, local=True),
        Indicator("energy_use", Text("综合能耗", "Energy"), Level.ANNUAL, Kind.NUMBER, local=True),
        Indicator("audited_on", Text("审计日期", "Audited on"), Level.ANNUAL, Kind.DATE, local=True),
    )
    return replace(catalogue, indicators=Indicators((*catalogue.indicators.values(), *added)))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "postgresql":
        engine = request.getfixturevalue("postgres")
    else:
        engine = make_engine(f"sqlite:///{tmp_path / 'undo.sqlite3'}")
    upgrade(engine)
    yield engine
    engine.dispose()


def first() -> Sheets:
    sheets = ledger()
    sheets["企业"] = [[*row, cell] for row, cell in zip(sheets["企业"], ["备注事项", "老备注", None], strict=True)]
    sheets["2025年"] = [[*row, *cells] for row, cells in zip(sheets["2025年"], _local(10, "2026-01-05"), strict=True)]
    return sheets


def second() -> Sheets:
    """Changes something in every table: a rename, facts, figures, local values, titles, a new firm and a new year."""
    sheets = ledger()
    for sheet, column in (("企业", 1), ("2025年", 1), ("2024年", 1), ("称号", 0)):
        sheets[sheet][1][column] = "武汉示例新名有限公司"
    sheets["企业"] = [[*row, cell] for row, cell in zip(sheets["企业"], ["备注事项", "新备注", "乙备注"], strict=True)]
    sheets["企业"].append(
        ["91420303MA4KCCCC2Q", "十堰示例丙有限公司", "湖北省十堰市", "丙园", "2019-01-01", 10, "是", "丙"]
    )
    sheets["2025年"] = [[*row, *cells] for row, cells in zip(sheets["2025年"], _local(12, "2026-02-06"), strict=True)]
    sheets["2025年"][1][2] = 6300
    sheets["2023年"] = [["统一社会信用代码", "企业名称", "营业收入(万元)"], [A, "武汉示例新名有限公司", 5000]]
    sheets["称号"][1][7] = "2028-06-30"
    sheets["称号"].append(["武汉示例新名有限公司", A, "高新技术企业", None, "GR-9", None, "2025-01-01", "2027-12-31"])
    return sheets


def _local(energy: float, day: str) -> list[list[Any]]:
    return [["综合能耗", "审计日期"], [energy, day], [None, None]]


def commit(engine: Engine, catalogue: Catalogue, sheets: Sheets, tmp_path: Path, source: str = "ledger") -> int:
    settings = Settings(data_dir=tmp_path, database_url="")
    with transaction(engine) as session:
        content = make_workbook(sheets)
        batch = imports.stage(
            session, SYSTEM, catalogue, content, "台账.xlsx", source=source, today=TODAY, now=NOW, settings=settings
        )
        imports.commit(session, SYSTEM, catalogue, batch, now=NOW)
    return batch


def state(session: Session) -> dict[str, pl.DataFrame]:
    """All that is known of firms, apart from what counts edits."""
    found = {}
    for name in FACTS:
        table = Record.metadata.tables[name]
        columns = [column for column in table.c if column.name not in UNCOUNTED]
        frame = read_frame(session, select(*columns))
        found[name] = frame.sort(frame.columns, nulls_last=True)
    return found


def test_an_undo_leaves_everything_as_it_was(store: Engine, local: Catalogue, tmp_path: Path) -> None:
    commit(store, local, first(), tmp_path)
    with reading(store) as session:
        before = state(session)
    batch = commit(store, local, second(), tmp_path)
    with reading(store) as session:
        assert not any(state(session)[name].equals(before[name]) for name in FACTS)
        foreseen = undo.preview(session, SYSTEM, local, batch)
    with transaction(store) as session:
        counts = undo.undo(session, SYSTEM, local, batch, now=NOW)
    assert counts.numbers == foreseen.numbers
    assert (counts.kept, counts.could_not, counts.firms_removed) == (0, 0, 1)
    with reading(store) as session:
        after = state(session)
    for name in FACTS:
        assert after[name].equals(before[name]), name


def test_origins_that_were_only_raised_go_back(store: Engine, catalogue: Catalogue, tmp_path: Path) -> None:
    commit(store, catalogue, ledger(), tmp_path)
    with reading(store) as session:
        before = state(session)["value_origin"]
    batch = commit(store, catalogue, ledger(), tmp_path, source="audit")
    with reading(store) as session:
        assert not state(session)["value_origin"].equals(before)
    with transaction(store) as session:
        assert undo.undo(session, SYSTEM, catalogue, batch, now=NOW).put_back == 0
        assert state(session)["value_origin"].equals(before)


def test_an_interrupted_undo_leaves_nothing_behind(store: Engine, catalogue: Catalogue, tmp_path: Path) -> None:
    batch = commit(store, catalogue, ledger(), tmp_path)
    with reading(store) as session:
        before = state(session)

    def pull_the_plug(step: str, done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction(store) as session:
        undo.undo(session, SYSTEM, catalogue, batch, now=NOW, watch=pull_the_plug)
    with reading(store) as session:
        assert undo.preview(session, SYSTEM, catalogue, batch).firms_removed == 2
        for name in FACTS:
            assert state(session)[name].equals(before[name]), name


def test_every_table_that_means_a_firm_is_thought_of() -> None:
    """One that goes with a removed firm must be named; any other keeps the firm, so that no reference ever breaks."""
    assert {table.name for table in GOING_WITH_A_FIRM} == {
        "standing",
        "newly_eligible",
        "value_origin",
        "former_name",
        "local_figure",
        "yearly_figures",
    }
    keeping = {column.table.name for column in speaking_of_firms()}
    assert {"manual_decision", "account", "name_decision"} <= keeping
