"""A list in the layout of somebody's workbook: every cell as the template shows it, everything around it kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Role
from registry.domain.errors import NotAllowed, NotFound
from registry.services import layouts
from registry.services.layouts import FillColumn
from registry.services.layouts.columns import unpacked
from registry.services.layouts.keeping import LayoutRetired
from registry.store.journal import JournalEntry
from registry.store.layouts import TableLayout
from tests.factories import CODES, NOW, make_person, make_workbook
from tests.services.layouts.books import DAY, FIRST, SIGNED, TOTAL, official, opened
from tests.services.layouts.conftest import Export

ROWS = 3
MOVED = ROWS - (TOTAL - FIRST)


def test_the_heads_say_what_fills_the_columns(session: Session, kept: Callable[..., int]) -> None:
    layout = session.get_one(TableLayout, kept())
    assert (layout.sheet, layout.header_row) == ("申报汇总表", FIRST - 1)
    found = {column.letter: column for column in unpacked(layout.columns)}
    assert {letter: column.meaning for letter, column in found.items()} == {
        "A": "fact:serial",
        "B": "name",
        "C": "credit_code",
        "D": "revenue",
        "E": "revenue",
        "F": "",
        "G": "founded_on",
        "H": "title:srdi_sme:valid_to",
        "I": "fact:shortfall",
        "J": "",
    }
    assert [(found[letter].year, found[letter].unit) for letter in "DE"] == [(2025, "亿元"), (2024, "亿元")]
    assert (found["J"].why, found["H"].why) == ("unknown", "tier")


def test_a_list_stands_in_the_rows_of_the_template(export: Export, kept: Callable[..., int]) -> None:
    sheet = opened(export(kept()))
    rows = [[cell.value for cell in sheet[row]] for row in range(FIRST, FIRST + ROWS)]
    assert [row[0] for row in rows] == [1, 2, 3]
    assert [row[2] for row in rows] == ["91420100MA4KTEXT1X", "91420100MA4KTEXT0X", "91420300MA4KTEXT2X"]
    assert rows[0][3:5] == [0.623, 0.58]
    assert rows[0][6:8] == [datetime(2012, 5, 1), datetime(2027, 6, 30)]
    assert rows[1][8] == "专精特新发展评价得分还差 4.5 分；待人工判断：主导产品属重点领域"
    assert [row[9] for row in rows] == [None] * ROWS


def test_styles_formats_widths_and_merged_cells_stay(export: Export, kept: Callable[..., int]) -> None:
    sheet, blank = opened(export(kept())), opened(official())
    assert sheet["A1"].font.b
    assert sheet["B3"].fill.fgColor.rgb == "00DDEBF7"
    assert sheet.column_dimensions["B"].width == 41
    for row in range(FIRST, FIRST + ROWS):
        assert (sheet[f"D{row}"].number_format, sheet[f"G{row}"].number_format) == ("0.0000", DAY)
        assert sheet[f"J{row}"].border.left.style == "thin"
        assert sheet.row_dimensions[row].height == 28
    above = {str(area) for area in blank.merged_cells.ranges if area.max_row < FIRST}
    assert {str(area) for area in sheet.merged_cells.ranges} == above | {f"A{SIGNED + MOVED}:J{SIGNED + MOVED}"}
    assert sheet["H5"].number_format == "yyyy-mm-dd"


def test_the_total_row_stays_below_and_adds_up(export: Export, kept: Callable[..., int]) -> None:
    content, row = export(kept()), TOTAL + MOVED
    sheet, shown = opened(content), opened(content, data_only=True)
    assert sheet[f"A{row}"].value == "合计"
    assert sheet[f"D{row}"].value == f"=SUM(D{FIRST}:D{row - 1})"
    assert shown[f"D{row}"].value == pytest.approx(0.623 * ROWS)
    assert shown[f"E{row}"].value == pytest.approx(0.58 * ROWS)
    assert sheet[f"A{row + 1}"].value.startswith("填表人")
    assert sheet.print_area.endswith(f"$J${row + 1}")


@pytest.mark.parametrize(
    "blank", [official(), official(foot=False), make_workbook({"表": [["企业名称", "营业收入"], ["合计"]]})]
)
def test_every_row_of_a_sheet_comes_once_and_in_order(export: Export, kept: Callable[..., int], blank: bytes) -> None:
    with ZipFile(BytesIO(export(kept(blank), evidence=True))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    for sheet in sheets:
        rows = [int(row) for row in re.findall(r'<row r="(\d+)"', sheet)]
        assert rows == sorted(set(rows))
        assert len(rows) > ROWS


def test_macros_stay_behind(session: Session, export: Export, kept: Callable[..., int]) -> None:
    layout = session.get_one(TableLayout, kept())
    layout.filename = "汇总表.xlsm"
    with ZipFile(BytesIO(export(layout.id))) as book:
        assert not [name for name in book.namelist() if "vba" in name.lower()]
        assert b"macroEnabled" not in book.read("[Content_Types].xml")


def test_a_template_without_a_foot_ends_with_the_list(export: Export, kept: Callable[..., int]) -> None:
    assert opened(export(kept(official(foot=False)))).max_row == FIRST + ROWS - 1


@pytest.mark.parametrize("foot", [None, "合计"])
def test_a_template_needs_no_row_of_its_own(export: Export, kept: Callable[..., int], foot: str | None) -> None:
    rows = [["企业名单"], ["企业名称", "营业收入（万元）"], *([[foot]] if foot else [])]
    sheet = opened(export(kept(make_workbook({"表": rows}))), "表")
    shown = list(sheet.iter_rows(min_row=2, values_only=True))
    assert shown[:2] == [("企业名称", "营业收入（万元）"), ("武汉示例光电有限公司", 6230)]
    assert shown[1 + ROWS :] == ([("合计", "=SUM(B3:B5)")] if foot else [])


@pytest.mark.parametrize(("unit", "revenue"), [("元", 62_300_000), ("千元", 62_300), ("万元", 6230), ("亿元", 0.623)])
def test_amounts_stand_in_the_unit_of_the_template(
    export: Export, kept: Callable[..., int], unit: str, revenue: float
) -> None:
    assert opened(export(kept(official(unit))))[f"D{FIRST}"].value == revenue


def test_no_cell_starts_a_formula_and_codes_are_texts(export: Export, kept: Callable[..., int]) -> None:
    sheet = opened(export(kept()))
    texts = [sheet[f"{column}{row}"] for row in range(FIRST, FIRST + ROWS) for column in "BC"]
    assert {cell.data_type for cell in texts} == {"s"}
    assert sheet[f"B{FIRST + 1}"].value == "=cmd|' /C calc'!A0"
    assert sheet[f"C{FIRST}"].number_format == "@"


def test_a_share_is_a_percentage_as_its_head_says(
    session: Session, catalogue: Catalogue, export: Export, kept: Callable[..., int]
) -> None:
    layout = session.get_one(TableLayout, kept())
    columns = [
        replace(column, meaning="market_share", unit="%") if column.letter == "F" else column
        for column in unpacked(layout.columns)
    ]
    layouts.change(session, make_person(), catalogue, layout.id or 0, name="表", columns=columns, version=1, now=NOW)
    assert opened(export(layout.id))[f"F{FIRST}"].value == 12


def test_a_column_set_needs_no_workbook(session: Session, catalogue: Catalogue, export: Export) -> None:
    columns = [
        FillColumn("A", "企业", "name"),
        FillColumn("B", "代码", "credit_code"),
        FillColumn("C", "收入（元）", "revenue", unit="元", year=-1),
        FillColumn("D", "占有率", "market_share"),
        FillColumn("E", "成立", "founded_on"),
        FillColumn("F", "类别", "fact:class"),
        FillColumn("G", "国家", "text", text="中国"),
        FillColumn("H", "小巨人", "title:little_giant:held"),
    ]
    added = layouts.add_columns(session, make_person(), catalogue, name="短表", columns=columns, now=NOW)
    sheet = opened(export(added.id, list="firms", arguments={"tier": "srdi_sme"}), "名单")
    heads, *rows = sheet.iter_rows(values_only=True)
    assert heads == ("企业", "代码", "收入（元）", "占有率", "成立", "类别", "国家", "小巨人")
    row = next(row for row in rows if row[1] == CODES[0])
    assert row[2:5] == (58_000_000, 0.12, datetime(2012, 5, 1))
    assert row[6:] == ("中国", "否")
    assert sheet["D2"].number_format == "0.0%"


def test_contacts_stay_inside_unless_asked_for(session: Session, catalogue: Catalogue, export: Export) -> None:
    columns = [FillColumn("A", "代码", "credit_code"), FillColumn("B", "电话", "contact_phone")]
    added = layouts.add_columns(session, make_person(), catalogue, name="电话", columns=columns, now=NOW)
    shown = {
        personal: {row[1] for row in opened(export(added.id, personal=personal), "名单").iter_rows(values_only=True)}
        for personal in (False, True)
    }
    assert shown == {False: {"电话", None}, True: {"电话", None, "13800000000"}}


def test_every_export_is_journalled_with_filter_and_count(
    session: Session, export: Export, kept: Callable[..., int]
) -> None:
    layout_id = kept()
    export(layout_id, arguments={"tier": "little_giant", "class": "near"}, evidence=True)
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "layouts.export")).one()
    assert entry.note == (
        f"list=candidates layout={layout_id} tier=little_giant class=near rows=1 evidence=yes personal=no"
    )


def test_an_export_stays_within_scope(export: Export, kept: Callable[..., int]) -> None:
    layout_id = kept()
    officer = make_person(Role.BUREAU, division="4203")
    sheet = opened(export(layout_id, person=officer))
    assert [sheet[f"C{row}"].value for row in (FIRST, FIRST + 1)] == ["91420300MA4KTEXT2X", None]
    with pytest.raises(NotAllowed):
        export(layout_id, person=make_person(Role.ENTERPRISE, firm_id=1))
    with pytest.raises(NotFound):
        export(layout_id, person=make_person(Role.BUREAU, division="4210"))


def test_a_retired_layout_fills_nothing(session: Session, export: Export, kept: Callable[..., int]) -> None:
    layout_id = kept()
    layouts.retire(session, make_person(), layout_id, version=1, now=NOW)
    with pytest.raises(LayoutRetired, match="停用"):
        export(layout_id)


def test_evidence_stands_beside_the_list(export: Export, kept: Callable[..., int]) -> None:
    book = load_workbook(BytesIO(export(kept(), evidence=True)))
    heads, *rows = book["依据"].iter_rows(values_only=True)
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert {row["统一社会信用代码"] for row in told} == set(CODES[:3])
    score = next(row for row in told if row["条件"] == "专精特新发展评价得分" and row["结果"] == "未达标")
    assert (score["取值"], score["差距"], score["标准"], score["年度"]) == (55.5, -4.5, "≥ 60 分", "2025")
    assert score["文号"] == "工信部企业〔2026〕2号 附件2"
    presumed = next(row for row in told if row["条件"] == "未列入经营异常名录")
    assert (presumed["来源"], presumed["结果"]) == ("推定（没有记录）", "达标")
