"""The registry's own ledger: whole, within scope, journalled, and importing it again changes nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.errors import NotAllowed, NotFound
from registry.domain.indicators import Indicator, Indicators, Kind, Level, Text
from registry.domain.names import name_key
from registry.services import imports, ledger_frames
from registry.services.candidate_query import CandidateQuery
from registry.services.demo.filling import fill
from registry.services.exports import write_candidates_of
from registry.services.firm_search import FirmQuery
from registry.services.ledger_export import ExportedLedger, extent, note_export, write_ledger_of
from registry.services.local_values import write_local_values
from registry.services.wording import Wording
from registry.store.database import make_engine, transaction
from registry.store.firms import FormerName
from registry.store.journal import JournalEntry
from tests.databases import Databases
from tests.factories import CODES, NOW, TODAY, add_ripe_firm, make_figures, make_firm, make_person, make_title

SETTINGS = Settings(data_dir=Path(), database_url="sqlite://")


@pytest.fixture(scope="module")
def demo(databases: Databases, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The invented firms; the session is rolled back at the end."""
    url = databases.copy(databases.migrated(), tmp_path_factory.mktemp("demo"))
    engine = make_engine(url)
    with transaction(engine) as session:
        fill(session, catalogue, now=NOW)
        yield session
    engine.dispose()
    databases.drop(url)


def written(
    session: Session, catalogue: Catalogue, person: Person = SYSTEM, query: FirmQuery | None = None, **options: Any
) -> tuple[bytes, ExportedLedger]:
    stream = io.BytesIO()
    done = write_ledger_of(session, person, catalogue, query or FirmQuery(), stream, now=NOW, **options)
    return stream.getvalue(), done


def again(
    session: Session, catalogue: Catalogue, content: bytes, person: Person = SYSTEM, **options: Any
) -> imports.Preview:
    """What importing the file would do."""
    readout = imports.read(catalogue, content, "台账.xlsx", today=TODAY, settings=SETTINGS, **options)
    return imports.examine(session, person, catalogue, readout)


@lru_cache(maxsize=2)
def sheets_of(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The values of every sheet. Read row by row: the prepared blank rows below would become cells otherwise."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def sheet_rows(content: bytes, name: str) -> list[dict[str, Any]]:
    heads, *rows = sheets_of(content)[name]
    return [dict(zip(heads, row, strict=True)) for row in rows if row[0]]


def changes(counts: imports.ImportCounts) -> dict[str, int]:
    """The counts that must be zero where nothing changes."""
    said = ("read", "unchanged", "warnings", "doubtful")
    return {name: count for name, count in asdict(counts).items() if name not in said}


def test_importing_the_whole_register_again_changes_nothing(demo: Session, catalogue: Catalogue) -> None:
    content, done = written(demo, catalogue, personal=True)
    found = again(demo, catalogue, content)

    assert done.firms > 300
    assert found.counts.read == done.firms + done.figures + done.titles == found.counts.unchanged
    assert not any(changes(found.counts).values()), found.counts


def test_a_register_filled_from_its_export_exports_the_same(
    demo: Session, catalogue: Catalogue, session: Session
) -> None:
    content, done = written(demo, catalogue, personal=True)
    readout = imports.read(catalogue, content, "台账.xlsx", today=TODAY, settings=SETTINGS)
    imports.take(session, SYSTEM, catalogue, content, "台账.xlsx", readout, options={}, now=NOW)
    copy, copied = written(session, catalogue, personal=True)

    assert copied == done
    for sheet in ("企业名录", "2025年", "称号"):
        assert sheet_rows(copy, sheet) == sheet_rows(content, sheet)


@pytest.mark.parametrize("year", [None, 2025])
def test_importing_candidates_again_changes_nothing(demo: Session, catalogue: Catalogue, year: int | None) -> None:
    for tier in ("hnte", "srdi_sme", "little_giant", "gazelle"):
        stream = io.BytesIO()
        write_candidates_of(demo, SYSTEM, catalogue, CandidateQuery(tier), stream, suffix=".xlsx", as_of=TODAY)
        found = again(demo, catalogue, stream.getvalue(), year=year)
        assert found.counts.unchanged == found.counts.read > 0
        assert not any(changes(found.counts).values()), (tier, found.counts)


@pytest.fixture
def firms(session: Session) -> Session:
    """Three firms with the values that are hardest to carry through a workbook."""
    first = add_ripe_firm(session, 1)
    first.contact_phone, first.main_product, first.is_listed = "13800000000", "+AI 视觉", False
    first.founded_on = date(1900, 1, 5)
    add_ripe_firm(session, 2, revenue=0.3, net_profit=-123456789.123457, market_share=0.123456789)
    add_ripe_firm(session, 3).division_code = "420300"
    session.add(FormerName(firm_id=1, name="武汉旧名有限公司", name_key=name_key("武汉旧名有限公司")))
    session.add(make_title(1, "hnte", number="GR1", valid_from=date(2023, 1, 1)))
    session.add(make_title(1, "gazelle", number="DL1", revoked_on=date(2026, 1, 1), revoke_reason="示例"))
    session.add(make_figures(1, 2022))
    session.flush()
    return session


def test_values_survive_the_way_through_a_workbook(firms: Session, catalogue: Catalogue) -> None:
    content, _ = written(firms, catalogue, personal=True)

    assert not any(changes(again(firms, catalogue, content).counts).values())
    rows = sheet_rows(content, "企业名录")
    first = next(row for row in rows if row["统一社会信用代码"] == CODES[0])
    assert (first["主导产品"], first["是否上市"], first["曾用名"]) == ("+AI 视觉", "否", "武汉旧名有限公司")
    assert (first["所属地区"], first["行政区划代码"]) == ("湖北省武汉市洪山区", None)
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content))["企业名录"].iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}


def test_years_without_any_figure_and_revoked_titles_are_left_out(firms: Session, catalogue: Catalogue) -> None:
    content, done = written(firms, catalogue)
    workbook = openpyxl.load_workbook(io.BytesIO(content))

    assert workbook.sheetnames == ["填写说明", "企业名录", "2025年", "2024年", "2023年", "称号"]
    assert [row["证书编号"] for row in sheet_rows(content, "称号") if row["称号"] == "高新技术企业"] == ["GR1"]
    assert "瞪羚企业" not in {row["称号"] for row in sheet_rows(content, "称号")}
    assert done.titles == 4


def test_a_ledger_in_small_portions_is_the_same_and_tells_how_far_it_is(
    firms: Session, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, done = written(firms, catalogue, personal=True)
    monkeypatch.setattr(ledger_frames, "PORTION", 1)
    told: list[tuple[int, int]] = []
    portioned, again_done = written(firms, catalogue, personal=True, tell=lambda *far: told.append(far))

    assert again_done == done
    assert sheets_of(portioned) == sheets_of(whole)
    rows, blank_years = done.firms + done.figures + done.titles, 1
    assert [far for far, _ in told] == sorted(far for far, _ in told)
    assert (told[0], told[-1]) == ((1, rows + blank_years), (rows, rows + blank_years))


def test_people_come_only_where_they_are_asked_for(firms: Session, catalogue: Catalogue) -> None:
    without, _ = written(firms, catalogue)
    with_people, _ = written(firms, catalogue, personal=True)

    assert "联系电话" not in sheet_rows(without, "企业名录")[0]
    assert "13800000000" in {row["联系电话"] for row in sheet_rows(with_people, "企业名录")}


def test_the_ledger_holds_what_the_list_shows(firms: Session, catalogue: Catalogue) -> None:
    officer = make_person(Role.PARK_OFFICER, division="4203")
    _, of_scope = written(firms, catalogue, officer)
    content, of_filter = written(firms, catalogue, query=FirmQuery(tier="hnte", sort="credit_code"), years=[2024])

    assert of_scope.firms == 1
    assert (of_filter.firms, of_filter.years) == (1, (2024,))
    assert [row["统一社会信用代码"] for row in sheet_rows(content, "2024年")] == [CODES[0]]


def test_the_extent_says_firms_and_years_with_figures(firms: Session, catalogue: Catalogue) -> None:
    found = extent(firms, SYSTEM, catalogue, FirmQuery(division="4201"))
    assert (found.firms, found.years) == (2, ((2025, 2), (2024, 2), (2023, 2), (2022, 1)))


def test_an_export_is_journalled_with_filter_years_and_counts(firms: Session, catalogue: Catalogue) -> None:
    query = FirmQuery(division="4201")
    _, done = written(firms, catalogue, query=query, years=[2025])
    note_export(firms, SYSTEM, query, done, now=NOW)

    entry = firms.exec(select(JournalEntry)).one()
    assert entry.action == "firms.export"
    assert entry.note == "division=4201 years=2025 firms=2 figures=2 titles=3 personal=no"


def test_an_enterprise_exports_nothing(firms: Session, catalogue: Catalogue) -> None:
    enterprise = make_person(Role.ENTERPRISE, firm_id=1)
    with pytest.raises(NotAllowed, match="导出台账"):
        written(firms, catalogue, enterprise)
    with pytest.raises(NotAllowed, match="导出台账"):
        extent(firms, enterprise, catalogue, FirmQuery())
    with pytest.raises(NotAllowed, match="导出台账"):
        note_export(firms, enterprise, FirmQuery(), ExportedLedger(0, 0, 0, ()), now=NOW)


def test_an_export_without_a_firm_is_refused(session: Session, catalogue: Catalogue) -> None:
    with pytest.raises(NotFound):
        written(session, catalogue)


def test_a_place_whose_name_leads_elsewhere_keeps_its_code(session: Session, catalogue: Catalogue) -> None:
    session.add(make_firm(division_code="429999"))
    session.flush()
    content, _ = written(session, catalogue)
    row = sheet_rows(content, "企业名录")[0]

    assert (row["行政区划代码"], row["所属地区"]) == ("429999", None)
    assert not any(changes(again(session, catalogue, content).counts).values())


def test_local_indicators_come_along(session: Session, catalogue: Catalogue) -> None:
    heat = Indicator("local_heat", Text("供热面积", "Heated area"), Level.ANNUAL, Kind.NUMBER, "", local=True)
    green = Indicator("local_green", Text("绿色工厂", "Green plant"), Level.FIRM, Kind.FLAG, local=True)
    seen = Indicator("local_seen", Text("走访日期", "Visited on"), Level.FIRM, Kind.DATE, local=True)
    known = replace(catalogue, indicators=Indicators((*catalogue.indicators.values(), heat, green, seen)))
    add_ripe_firm(session, 1)
    write_local_values(session, 1, 2025, {"local_heat": 12.5})
    write_local_values(session, 1, 0, {"local_green": True, "local_seen": TODAY - timedelta(days=3)})
    session.flush()
    content, _ = written(session, known)

    assert sheet_rows(content, "2025年")[0]["供热面积"] == 12.5
    assert sheet_rows(content, "企业名录")[0]["绿色工厂"] == "是"
    assert not any(changes(again(session, known, content).counts).values())


def test_the_guide_says_when_and_follows_the_language(firms: Session, catalogue: Catalogue) -> None:
    content, _ = written(firms, catalogue, wording=Wording("en", lambda text: text))
    guide = openpyxl.load_workbook(io.BytesIO(content))["填写说明"]

    assert guide["A1"].value == "导出时间 2026-06-30 01:30，共 3 家企业。"
    assert guide["A2"].value.startswith("Exported from the registry")
