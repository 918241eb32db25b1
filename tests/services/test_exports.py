"""Exported lists: typed, dated, cited, and no cell starts a formula."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import openpyxl
import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.errors import InvalidInput, NotAllowed
from registry.services.candidates import CandidateQuery
from registry.services.exports import note_export, write_candidates_of
from registry.services.wording import Wording
from registry.store.journal import JournalEntry
from tests.factories import NOW, TODAY, add_ripe_firm, make_person


@pytest.fixture
def firms(session: Session) -> Session:
    add_ripe_firm(session, 1, srdi_score=55.5).name = "=cmd|' /C calc'!A0"
    add_ripe_firm(session, 2).contact_phone = "13800000000"
    add_ripe_firm(session, 3, ip_class1=None).division_code = "420300"
    session.flush()
    return session


def exported(session: Session, catalogue: Catalogue, suffix: str, person: Person = SYSTEM, **query) -> bytes:
    stream = io.BytesIO()
    asked = CandidateQuery("little_giant", **query)
    table = write_candidates_of(session, person, catalogue, asked, stream, suffix=suffix, as_of=TODAY)
    note_export(session, person, asked, table, suffix=suffix, now=NOW)
    return stream.getvalue()


def workbook_rows(content: bytes) -> tuple[openpyxl.worksheet.worksheet.Worksheet, list[dict[str, object]]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    heads, *rows = sheet.iter_rows(values_only=True)
    return sheet, [dict(zip(heads, row, strict=True)) for row in rows]


def test_a_workbook_has_one_row_per_candidate_with_reasons(firms: Session, catalogue: Catalogue) -> None:
    sheet, rows = workbook_rows(exported(firms, catalogue, ".xlsx"))
    assert sheet.freeze_panes == "C2"
    assert [row["候选类别"] for row in rows] == ["达标待复核", "临近达标", "待补数据"]
    near = rows[1]
    assert near["差什么"] == "专精特新发展评价得分还差 4.5 分；待人工判断：主导产品属重点领域"
    assert near["未达标条件"] == "专精特新发展评价得分"
    assert near["评估结果：专精特新发展评价得分（分）"] == 55.5
    assert near["评估结果：专精特新发展评价得分 差距（分）"] == -4.5
    assert near["认定标准文号"] == "工信部企业〔2026〕2号 附件2"
    assert near["截止日"] == datetime(2026, 6, 30)
    assert near["数据年"] == 2025


def test_cells_are_typed(firms: Session, catalogue: Catalogue) -> None:
    sheet, _ = workbook_rows(exported(firms, catalogue, ".xlsx"))
    by_head = {cell.value: column for column, cell in enumerate(sheet[1], start=1)}
    code = sheet.cell(2, by_head["统一社会信用代码"])
    share = sheet.cell(2, by_head["评估结果：主营业务收入占营业收入"])
    assert (code.data_type, code.value) == ("s", "91420100MA4KTEXT1X")
    assert (share.data_type, share.number_format) == ("n", "0.0%")


def test_no_cell_of_a_workbook_is_a_formula(firms: Session, catalogue: Catalogue) -> None:
    sheet, rows = workbook_rows(exported(firms, catalogue, ".xlsx"))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert rows[1]["企业名称"] == "=cmd|' /C calc'!A0"


def test_csv_opens_in_excel_and_guards_formulas(firms: Session, catalogue: Catalogue) -> None:
    content = exported(firms, catalogue, ".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1]["企业名称"] == "'=cmd|' /C calc'!A0"
    assert rows[1]["评估结果：专精特新发展评价得分 差距（分）"] == "-4.5"


def test_json_is_for_machines(firms: Session, catalogue: Catalogue) -> None:
    rows = json.loads(exported(firms, catalogue, ".json"))
    assert [row["class"] for row in rows] == ["review", "near", "incomplete"]
    assert rows[1]["unmet"] == ["srdi_score"]
    assert rows[1]["manual"] == ["product_field"]
    assert rows[2]["unknown"] == ["ip_class1"]
    assert rows[1]["figures"]["srdi_score.gap"] == -4.5
    assert (rows[0]["tier"], rows[0]["data_year"], rows[0]["as_of"]) == ("little_giant", 2025, "2026-06-30")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json"])
def test_an_empty_list_is_a_file_too(session: Session, catalogue: Catalogue, suffix: str) -> None:
    assert exported(session, catalogue, suffix)


def test_personal_data_stays_inside(firms: Session, catalogue: Catalogue) -> None:
    for suffix in (".csv", ".json"):
        assert b"13800000000" not in exported(firms, catalogue, suffix)


def test_an_export_is_journalled_with_filter_and_count(firms: Session, catalogue: Catalogue) -> None:
    exported(firms, catalogue, ".csv", classes=("near",), division="42")
    entry = firms.exec(select(JournalEntry)).one()
    assert entry.action == "candidates.export"
    assert entry.note == "tier=little_giant class=near division=42 as_of=2026-06-30 format=csv rows=1"


def test_an_export_stays_within_scope(firms: Session, catalogue: Catalogue) -> None:
    officer = make_person(Role.PARK_OFFICER, division="4203")
    assert [row["credit_code"] for row in json.loads(exported(firms, catalogue, ".json", officer))] == [
        "91420300MA4KTEXT2X"
    ]
    with pytest.raises(NotAllowed, match="导出"):
        exported(firms, catalogue, ".json", make_person(Role.ENTERPRISE, firm_id=1))


def test_another_file_type_is_refused(firms: Session, catalogue: Catalogue) -> None:
    with pytest.raises(InvalidInput, match="扩展名"):
        exported(firms, catalogue, ".pdf")


def test_a_tier_without_a_rule_set_gives_an_empty_list(firms: Session, catalogue: Catalogue) -> None:
    stream = io.BytesIO()
    query = CandidateQuery("moose")
    table = write_candidates_of(firms, SYSTEM, catalogue, query, stream, suffix=".json", as_of=TODAY)
    assert not len(table.rows)


def test_heads_and_words_follow_the_language(firms: Session, catalogue: Catalogue) -> None:
    stream = io.BytesIO()
    query = CandidateQuery("little_giant")
    english = Wording("en", lambda text: text)
    write_candidates_of(firms, SYSTEM, catalogue, query, stream, suffix=".xlsx", as_of=TODAY, wording=english)
    _, rows = workbook_rows(stream.getvalue())
    assert rows[1]["Class"] == "Near"
    assert rows[1]["Conditions failed"] == "Development score"
