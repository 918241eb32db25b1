"""A ledger to fill in: what it offers, and that a filled one asks no questions."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import polars as pl
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from importers.firm_form import FACTS, FIGURES, KnownFirm, firm_form
from importers.issues import INFO
from importers.templates import ledger_template, titles_template
from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Indicator, Indicators, Kind, Level, Text
from tests.importers.conftest import Read
from tests.importers.workbooks import CODES, NAMES, book


@pytest.fixture(scope="module")
def template(catalogue: Catalogue) -> bytes:
    return ledger_template(catalogue.indicators, catalogue.ladder, [2025, 2024])


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def filled(content: bytes, rows: dict[str, list[dict[str, Any]]]) -> bytes:
    """The template with rows typed under its example rows, by the beginnings of heads."""
    workbook = opened(content)
    for name, values in rows.items():
        sheet = workbook[name]
        heads = {cell.value.partition("（")[0]: cell.column for cell in sheet[1]}
        for number, row in enumerate(values, 3 if sheet["A2"].value == "示例行" else 2):
            for head, value in row.items():
                sheet.cell(number, heads[head]).value = value
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def checked(workbook: Workbook, sheet: str, head: str) -> DataValidation:
    cell = next(cell for cell in workbook[sheet][1] if cell.value.partition("（")[0] == head)
    checks = workbook[sheet].data_validations.dataValidation
    return next(check for check in checks if f"{cell.column_letter}3" in check.sqref)


def test_an_empty_template_reads_as_nothing_and_asks_nothing(template: bytes, read: Read) -> None:
    readout = read(template, "台账模板.xlsx")

    assert (readout.rows_read, readout.firms.height, readout.figures.height, readout.titles.height) == (0, 0, 0, 0)
    assert {issue.code for issue in readout.issues if issue.level != INFO} == set()
    assert {issue.code for issue in readout.issues} == {"guide_sheet", "skipped_example"}


def test_every_column_of_the_template_is_recognised(template: bytes, read: Read, catalogue: Catalogue) -> None:
    readout = read(template, "台账模板.xlsx")
    columns = [column for sheet in readout.sheets for column in sheet.columns]

    assert {column.indicator for column in columns} - {None} == set(catalogue.indicators)
    assert [c.header for c in columns if not c.indicator and not c.reason.startswith("title:")] == []
    assert [sheet.name for sheet in readout.sheets] == ["填写说明", "企业名录", "2025年", "2024年", "称号"]


def test_a_filled_template_imports_with_no_questions(template: bytes, read: Read, catalogue: Catalogue) -> None:
    key = {"统一社会信用代码": CODES[1], "企业名称": NAMES[1]}
    content = filled(
        template,
        {
            "企业名录": [{**key, "成立日期": date(2012, 5, 1), "是否上市": "否"}],
            "2025年": [{**key, "营业收入": 1200.5, "职工总数": 36, "主导产品市场占有率": 0.35}],
            "2024年": [{**key, "营业收入": 1000, "主导产品市场占有率": 0.004}],
            "称号": [{**key, "称号": catalogue.ladder["little_giant"].label.zh, "有效期起": date(2024, 7, 1)}],
        },
    )
    readout = read(content, "台账.xlsx")

    assert [issue.sentence() for issue in readout.issues if issue.level != INFO] == []
    assert readout.firms.select("row", "founded_on", "is_listed").rows() == [(3, date(2012, 5, 1), False)]
    figures = readout.figures.select("year", "revenue", "staff", "market_share")
    assert figures.rows() == [(2025, 1200.5, 36, 0.35), (2024, 1000.0, None, 0.004)]
    assert readout.titles["tier"].to_list() == ["little_giant"]


def test_flags_choices_and_titles_are_chosen_from_lists(template: bytes, catalogue: Catalogue) -> None:
    workbook = opened(template)
    choices = [indicator for indicator in catalogue.indicators.values() if indicator.choices]

    assert checked(workbook, "企业名录", "是否上市").formula1 == '"是,否"'
    for indicator in choices:
        sheet = "企业名录" if indicator.level is Level.FIRM else "2025年"
        assert checked(workbook, sheet, indicator.label.zh).formula1 == f'"{",".join(indicator.choices)}"'
    names = checked(workbook, "称号", "称号").formula1
    assert names == f"'填写说明'!$E$2:$E${len(catalogue.ladder) + 1}"
    listed = workbook["填写说明"][names.partition("!")[2].replace("$", "")]
    assert [cell.value for (cell,) in listed] == [tier.label.zh for tier in catalogue.ladder.values()]


def test_every_column_has_a_prompt_and_numbers_are_checked(template: bytes) -> None:
    workbook = opened(template)
    for sheet in workbook.worksheets[1:]:
        for cell in sheet[1]:
            prompt = checked(workbook, sheet.title, cell.value.partition("（")[0]).prompt
            assert prompt
            assert len(prompt) <= 255
    staff = checked(workbook, "2025年", "职工总数")
    assert (staff.type, staff.operator, staff.showErrorMessage) == ("whole", None, True)


def test_codes_are_text_heads_carry_units_and_panes_are_frozen(template: bytes) -> None:
    sheet = opened(template)["2025年"]

    assert sheet["A2"].number_format == "@"
    assert sheet.column_dimensions["A"].number_format == "@"
    assert {"营业收入（万元）", "职工总数（人）", "主导产品市场占有率（%）"} <= {cell.value for cell in sheet[1]}
    assert sheet.freeze_panes == "C2"
    assert sheet["A2"].value == "示例行"


def test_a_list_of_every_tier_says_its_title_by_its_name(catalogue: Catalogue, read: Read) -> None:
    key = {"统一社会信用代码": CODES[1], "企业名称": NAMES[1], "证书编号": "GR1", "有效期起": date(2024, 7, 1)}
    for code, tier in catalogue.ladder.items():
        template = titles_template(catalogue.indicators, catalogue.ladder, code)
        readout = read(filled(template, {tier.label.zh: [key]}), "名单.xlsx")
        assert readout.titles.select("tier", "number").rows() == [(code, "GR1")]
        assert [issue.sentence() for issue in readout.issues if issue.level != INFO] == []


def test_a_list_of_all_tiers_asks_for_the_title_row_by_row(catalogue: Catalogue, read: Read) -> None:
    key = {"统一社会信用代码": CODES[1], "企业名称": NAMES[1]}
    rows = [{**key, "称号": tier.label.zh, "有效期止": "长期"} for tier in catalogue.ladder.values()]
    content = filled(titles_template(catalogue.indicators, catalogue.ladder), {"称号": rows})
    readout = read(content, "名单.xlsx")

    assert readout.titles["tier"].to_list() == list(catalogue.ladder)
    assert [issue.sentence() for issue in readout.issues if issue.level != INFO] == []


def test_the_form_of_a_firm_asks_what_the_firm_may_say(catalogue: Catalogue) -> None:
    workbook = opened(firm_form(catalogue.indicators, [2025, 2024]))
    heads = {cell.value.partition("（")[0] for cell in workbook[FACTS][1]}
    kept = {each.label.zh for each in catalogue.indicators.values() if each.kept}
    asked = [cell.value for (cell,) in workbook[FIGURES]["A5:A60"] if cell.value]

    assert heads & kept == {"统一社会信用代码", "企业名称"}
    assert asked == [each.label.zh for each in catalogue.indicators.at_level(Level.ANNUAL)]
    assert [cell.value for cell in workbook[FIGURES][4]] == ["指标", "单位", "填写要求", "2025年", "2024年"]
    assert checked_line(workbook, "是否规上").formula1 == '"是,否"'
    assert checked_line(workbook, "职工总数").type == "whole"


def checked_line(workbook: Workbook, label: str) -> DataValidation:
    row = next(cell.row for (cell,) in workbook[FIGURES]["A5:A60"] if cell.value == label)
    checks = workbook[FIGURES].data_validations.dataValidation
    return next(check for check in checks if f"D{row}" in check.sqref)


def test_a_filled_form_of_a_firm_imports_with_no_questions(catalogue: Catalogue, read: Read) -> None:
    known = KnownFirm(
        {"credit_code": CODES[1], "name": NAMES[1], "founded_on": date(2012, 5, 1), "is_listed": False},
        {2024: {"revenue": 1000.0, "market_share": 0.125}},
    )
    workbook = opened(firm_form(catalogue.indicators, [2025, 2024], known))
    sheet = workbook[FIGURES]
    lines = {cell.value: cell.row for (cell,) in sheet["A5:A60"] if cell.value}
    for label, value in {"营业收入": 1200.5, "职工总数": 36, "主导产品市场占有率": 0.35, "是否规上": "是"}.items():
        sheet.cell(lines[label], 4).value = value
    stream = io.BytesIO()
    workbook.save(stream)
    readout = read(stream.getvalue(), "填报表.xlsx")

    assert [issue.sentence() for issue in readout.issues if issue.level != INFO] == []
    assert readout.firms.select("credit_code", "founded_on", "is_listed").rows() == [
        (CODES[1], date(2012, 5, 1), False)
    ]
    known_values = readout.figures.group_by("year", "credit_code").agg(
        pl.col("revenue", "staff", "market_share", "is_above_scale").drop_nulls().first()
    )
    assert known_values.sort("year").rows() == [
        (2024, CODES[1], 1000.0, None, 0.125, None),
        (2025, CODES[1], 1200.5, 36, 0.35, True),
    ]


def test_a_blank_form_that_names_no_firm_is_refused_with_what_lacks(catalogue: Catalogue, read: Read) -> None:
    workbook = opened(firm_form(catalogue.indicators, [2025]))
    workbook[FIGURES]["D6"] = 12
    stream = io.BytesIO()
    workbook.save(stream)
    assert "missing_firm" in {issue.code for issue in read(stream.getvalue(), "填报表.xlsx").issues}


def test_a_firm_that_names_itself_above_its_figures_is_found(catalogue: Catalogue, read: Read) -> None:
    workbook = opened(firm_form(catalogue.indicators, [2025]))
    workbook[FIGURES]["C1"], workbook[FIGURES]["C2"], workbook[FIGURES]["D6"] = CODES[1], NAMES[1], 12
    stream = io.BytesIO()
    workbook.save(stream)
    readout = read(stream.getvalue(), "填报表.xlsx")

    assert [issue.sentence() for issue in readout.issues if issue.level != INFO] == []
    assert readout.figures.select("credit_code", "name", "year", "revenue").rows() == [(CODES[1], NAMES[1], 2025, 12.0)]


def test_an_english_template_prompts_in_english_under_the_same_heads(catalogue: Catalogue, read: Read) -> None:
    content = ledger_template(catalogue.indicators, catalogue.ladder, [2025], language="en")
    workbook = opened(content)

    assert checked(workbook, "2025年", "营业收入").promptTitle == catalogue.indicators["revenue"].label.en[:32]
    assert workbook["填写说明"]["A1"].value.startswith("One row per firm")
    assert {issue.level for issue in read(content, "ledger.xlsx").issues} == {INFO}


def test_a_local_indicator_has_its_column(catalogue: Catalogue) -> None:
    local = Indicator("local_heat", Text("供热面积", "Heated area"), Level.ANNUAL, Kind.NUMBER, "万平方米", local=True)
    indicators = Indicators((*catalogue.indicators.values(), local))
    workbook = opened(ledger_template(indicators, catalogue.ladder, [2025]))

    assert "供热面积" in [cell.value for cell in workbook["2025年"][1]]


def test_a_sheet_named_like_a_guide_that_holds_firms_is_read_all_the_same(read: Read) -> None:
    content = book({"说明": [["企业名称", "统一社会信用代码", "所属园区"], [NAMES[1], CODES[1], "示例园区"]]})

    assert read(content, "台账.xlsx").rows_read == 1
