"""The user's own file back: marked where it is faulty, otherwise as it was, and readable again."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from importers.issues import ERROR, INFO, Issue
from importers.limits import Limits
from importers.marking import MarkedWorkbook, mark_workbook
from importers.reading import Readout
from tests.importers.cases import CASES
from tests.importers.conftest import Read
from tests.importers.workbooks import CODES, NAMES, book, text_file

HEAD = ["企业名称", "统一社会信用代码", "营业收入（万元）", "职工总数"]
ROWS = [[NAMES[1], CODES[1], "约30万", 12], [NAMES[2], CODES[2], 200, 20], [NAMES[3], CODES[3], 300, 2.5]]
LEDGER = book({"2025年": [HEAD, *ROWS]})
NO_ORIGINAL = Limits(marked_cells=0)


def marked(content: bytes, readout: Readout, filename: str = "台账.xlsx", **options: Any) -> MarkedWorkbook:
    statuses = options.pop("statuses", {})
    return mark_workbook(content, filename, readout.issues, statuses, sheets=readout.sheets, **options)


def opened(content: bytes, **options: Any) -> Worksheet:
    sheet = load_workbook(io.BytesIO(content), **options).active
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def findings(readout: Readout) -> list[tuple[str, int, str]]:
    return [(issue.code, issue.row, issue.column) for issue in readout.issues if issue.level != INFO]


def test_every_row_says_its_status_and_its_fault_in_plain_words(read: Read) -> None:
    made = marked(LEDGER, read(LEDGER, "台账.xlsx"), statuses={("2025年", 3): "new"})
    sheet = opened(made.content)

    assert made.is_original
    assert [[cell.value for cell in row] for row in sheet["E1:F4"]] == [
        ["状态", "说明"],
        ["退回", "「营业收入（万元）」是文字“约30万”，不是确定的数，请填写数字（单位：万元）"],
        ["新增", None],
        ["退回", "「职工总数」“2.5”不是整数，请填写整数（单位：人）"],
    ]
    assert sheet.auto_filter.ref == "A1:F4"


def test_a_faulty_cell_is_coloured_and_commented_in_a_box_that_shows_all(read: Read) -> None:
    sheet = opened(marked(LEDGER, read(LEDGER, "台账.xlsx")).content)
    comment = sheet["C2"].comment

    assert comment.text == "是文字“约30万”，不是确定的数，请填写数字（单位：万元）"
    assert sheet["C2"].fill.fgColor.rgb.endswith("FFC7CE")
    assert sheet["C3"].comment is None
    assert sheet["C3"].fill.fill_type is None


def test_a_remark_on_the_whole_sheet_stands_at_the_head_of_the_notes(read: Read) -> None:
    content = book({"台账": [HEAD, ROWS[1]]})
    sheet = opened(marked(content, read(content, "台账.xlsx"), statuses={("台账", 2): "rejected"}).content)

    assert "没有说明数据属于哪一年" in sheet["F1"].comment.text
    assert "没有说明数据属于哪一年" in sheet["F2"].value


def test_formats_widths_formulas_and_what_they_came_to_are_kept(read: Read) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        table = workbook.add_worksheet("2025年")
        money, run = workbook.add_format({"num_format": "#,##0.00", "bold": True}), workbook.add_format()
        table.set_column(0, 0, 33)
        table.set_column(4, 16383, 5, run)
        table.write_row(0, 0, HEAD)
        table.write_row(1, 0, [NAMES[1], CODES[1]])
        table.write_formula(1, 2, "=100*3", money, 300)
        table.write(1, 3, 2.5)
        table.data_validation(1, 3, 9, 3, {"validate": "integer", "criteria": ">", "value": 0})
    content = stream.getvalue()
    first = read(content, "台账.xlsx")
    made = marked(content, first)
    sheet = opened(made.content)

    assert sheet["C2"].value == "=100*3"
    assert (sheet["C2"].number_format, sheet["C2"].font.bold) == ("#,##0.00", True)
    assert opened(made.content, data_only=True)["C2"].value == 300
    assert sheet.column_dimensions["A"].width == pytest.approx(33, abs=1)
    runs = sorted((run.min, run.max) for run in sheet.column_dimensions.values())
    assert all(one[1] < other[0] for one, other in pairwise(runs))
    assert len(sheet.data_validations.dataValidation) == 1
    assert read(made.content, made.filename).figures.equals(first.figures)


def test_a_comment_of_the_users_own_stays_before_ours(read: Read) -> None:
    workbook = load_workbook(io.BytesIO(LEDGER))
    sheet = workbook.worksheets[0]
    sheet["C2"].comment, sheet["A2"].comment = Comment("请张工核实", "李四"), Comment("老客户", "李四")
    content = saved(workbook)
    again = opened(marked(content, read(content, "台账.xlsx")).content)

    assert again["C2"].comment.text.startswith("请张工核实\n——\n是文字“约30万”")
    assert (again["A2"].comment.text, again["A2"].comment.author) == ("老客户", "李四")


def test_a_fault_inside_a_merged_area_is_marked_at_its_first_cell(read: Read) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        table = workbook.add_worksheet("台账")
        table.write_row(0, 0, ["企业名称", "统一社会信用代码", "年度", "营业收入（万元）"])
        table.merge_range("A2:A3", NAMES[1])
        table.merge_range("B2:B3", "91420100MA4K")
        table.write_row("C2", [2024, 1])
        table.write_row("C3", [2025, 2])
    content = stream.getvalue()

    assert "共 12 位" in opened(marked(content, read(content, "台账.xlsx")).content)["B2"].comment.text


def test_marking_again_uses_the_same_columns_and_takes_old_marks_away(read: Read) -> None:
    once = marked(LEDGER, read(LEDGER, "台账.xlsx"))
    workbook = load_workbook(io.BytesIO(once.content))
    workbook.worksheets[0]["C2"] = 30
    mended = saved(workbook)
    readout = read(mended, "台账.xlsx")
    sheet = opened(marked(mended, readout, statuses={("2025年", 2): "changed"}).content)

    assert [row[0] for row in readout.rejected.select("row").rows()] == [4]
    assert [cell.value for cell in sheet["E"]] == ["状态", "变更", None, "退回"]
    assert sheet.max_column == 6
    assert sheet["C2"].comment is None
    assert sheet["C2"].fill.fill_type is None


def test_a_mended_file_imports_with_no_questions(read: Read) -> None:
    workbook = load_workbook(io.BytesIO(marked(LEDGER, read(LEDGER, "台账.xlsx")).content))
    workbook.worksheets[0]["C2"], workbook.worksheets[0]["D4"] = 30, 3
    readout = read(saved(workbook), "台账.xlsx")

    assert {issue.code for issue in readout.issues} == {"status_column"}
    assert readout.figures["revenue"].to_list() == [30, 200, 300]


def test_a_row_that_was_emptied_by_hand_is_blank_though_its_status_still_stands(read: Read) -> None:
    workbook = load_workbook(io.BytesIO(marked(LEDGER, read(LEDGER, "台账.xlsx")).content))
    for column in range(1, 5):
        workbook.worksheets[0].cell(4, column).value = None
    workbook.worksheets[0]["C2"] = 30

    assert read(saved(workbook), "台账.xlsx").rows_read == 2


def test_a_column_of_the_users_own_named_status_is_left_alone(read: Read) -> None:
    content = book({"2025年": [[*HEAD, "状态", "说明"], [*ROWS[0], "在营", "重点企业"]]})
    sheet = opened(marked(content, read(content, "台账.xlsx")).content)

    assert [cell.value for cell in sheet[2]][4:] == ["在营", "重点企业", "退回", sheet["H2"].value]


def test_a_filter_and_a_table_object_of_the_users_own_survive(read: Read) -> None:
    workbook = load_workbook(io.BytesIO(LEDGER))
    workbook.worksheets[0].auto_filter.ref = "B1:D4"
    content = saved(workbook)
    assert opened(marked(content, read(content, "台账.xlsx")).content).auto_filter.ref == "B1:F4"

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        table = made.add_worksheet("2025年")
        table.add_table(0, 0, 3, 3, {"data": ROWS, "columns": [{"header": head} for head in HEAD]})
    sheet = opened(marked(stream.getvalue(), read(stream.getvalue(), "台账.xlsx")).content)
    assert (sheet.auto_filter.ref, [one.ref for one in sheet.tables.values()]) == ("E1:F4", ["A1:D4"])


def test_macros_stay_in_a_macro_workbook(read: Read) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.add_vba_project(io.BytesIO(b"\xd0\xcf macros"), is_stream=True)
        table = workbook.add_worksheet("2025年")
        for index, row in enumerate([HEAD, *ROWS]):
            table.write_row(index, 0, row)
    made = marked(stream.getvalue(), read(stream.getvalue(), "台账.xlsm"), "台账.xlsm")

    assert made.is_original
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.read("xl/vbaProject.bin") == b"\xd0\xcf macros"


def test_pictures_that_cannot_be_kept_are_said(read: Read) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        table = workbook.add_worksheet("2025年")
        for index, row in enumerate([HEAD, *ROWS]):
            table.write_row(index, 0, row)
        table.insert_textbox(6, 6, "请如实填写")
    made = marked(stream.getvalue(), read(stream.getvalue(), "台账.xlsx"))

    assert made.is_original
    assert "没有保留" in made.remark()


@pytest.mark.parametrize("name", CASES)
def test_a_marked_workbook_reads_as_the_file_itself_did(name: str, read: Read) -> None:
    filename, content = CASES[name]()
    first = read(content, filename)
    made = marked(content, first, filename)
    if not made.is_original:
        return
    again = read(made.content, made.filename)

    assert findings(again) == findings(first)
    assert all(getattr(again, part).equals(getattr(first, part)) for part in ("firms", "figures", "titles", "rejected"))


@pytest.mark.parametrize(
    "name", sorted(CASES.keys() - {"percentages_by_format"})
)  # a mixture is seen in the whole column
def test_an_extract_refuses_the_same_cells_for_the_same_reasons(name: str, read: Read) -> None:
    filename, content = CASES[name]()
    first = read(content, filename)
    statuses = dict.fromkeys(first.rejected.rows(), "rejected")
    made = marked(content, first, filename, limits=NO_ORIGINAL, statuses=statuses)
    again = read(made.content, made.filename)

    def refusals(readout: Readout) -> list[tuple[str, str, str]]:
        errors = [issue for issue in readout.issues if issue.level == ERROR]
        return [("" if "=" in issue.value else issue.code, issue.column, issue.value.lstrip("'")) for issue in errors]

    assert not made.is_original
    assert refusals(again) == refusals(first)


def test_an_extract_of_a_text_file_holds_only_the_rows_to_mend_and_their_numbers(read: Read) -> None:
    content = text_file(
        [["单位：元", "", "", ""], ["企业名称", "统一社会信用代码", "2025年营业收入", "职工总数"], *ROWS]
    )
    made = marked(content.encode("gb18030"), read(content.encode("gb18030"), "导出.csv"), "导出.csv")
    sheet = opened(made.content)

    assert (made.filename, made.remark()[:4]) == ("导出-退回.xlsx", ".csv")
    assert [cell.value for cell in sheet["A"]] == ["单位：元", "企业名称", NAMES[1], NAMES[3]]
    assert sheet["F3"].value.startswith("第 3 行「2025年营业收入」是文字“约30万”")
    assert sheet["C3"].comment.text.startswith("是文字")


def test_too_large_a_workbook_comes_back_as_an_extract_that_says_so(read: Read) -> None:
    made = marked(LEDGER, read(LEDGER, "台账.xlsx"), limits=Limits(marked_cells=15))

    assert "共 16 个单元格，超过可以原样标注的 15 个" in made.remark()


def test_a_workbook_that_cannot_be_written_back_comes_back_as_an_extract(read: Read) -> None:
    readout = read(LEDGER, "台账.xlsx")
    beyond = Issue("not_a_number", ERROR, "2025年", 9, "C", "营业收入", "x")
    made = mark_workbook(LEDGER, "台账.xlsx", [beyond], {("2025年", 2): "rejected"}, sheets=readout.sheets)

    assert (made.is_original, made.filename) == (False, "台账-退回.xlsx")
    assert "结构不能原样写回" in made.remark()


@pytest.mark.parametrize("limits", [Limits(), NO_ORIGINAL])
def test_nothing_we_write_begins_a_formula(limits: Limits, read: Read) -> None:
    rows = [["=cmd|'/c calc'!A1", "@SUM(A1)", "+1+2", "-2+3"], [NAMES[1], CODES[1], "-5", "--"]]
    content = book({"2025年": [HEAD, *rows]}, strings_to_formulas=False)
    readout = read(content, "台账.xlsx")
    issues = [replace(issue, value=f"={issue.value}") for issue in readout.issues]
    made = mark_workbook(
        content, "台账.xlsx", issues, {}, sheets=readout.sheets, translate=lambda text: f"={text}", limits=limits
    )
    for cells in opened(made.content).iter_rows():
        for cell in cells:
            if made.is_original and cell.column <= 4:
                continue
            assert cell.data_type != "f"
            assert not str(cell.value).startswith(("=", "@", "+"))


def test_control_characters_and_other_languages_do_no_harm(read: Read) -> None:
    english = {"状态": "Status", "说明": "Notes", "退回": "Rejected"}
    readout = read(LEDGER, "台账.xlsx")
    issues = [replace(issue, value="坏\x07\x00字") for issue in readout.issues]
    made = mark_workbook(
        LEDGER, "台账.xlsx", issues, {}, sheets=readout.sheets, translate=lambda text: english.get(text, text)
    )

    assert [cell.value for cell in opened(made.content)["E"]] == ["Status", "Rejected", None, "Rejected"]
    assert findings(read(made.content, "台账.xlsx")) == findings(readout)


def test_a_bold_head_stays_bold(read: Read) -> None:
    workbook = load_workbook(io.BytesIO(LEDGER))
    workbook.worksheets[0]["A1"].font = Font(bold=True, color="FF0000")
    content = saved(workbook)
    head = opened(marked(content, read(content, "台账.xlsx")).content)["A1"]

    assert (head.font.bold, head.font.color.rgb[-6:]) == (True, "FF0000")
