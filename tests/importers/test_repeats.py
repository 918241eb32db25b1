"""Rows that repeat a firm: what counts as the same."""

from __future__ import annotations

from tests.importers.conftest import Read
from tests.importers.workbooks import CODES, book

HEAD = ["企业名称", "统一社会信用代码", "营业收入（万元）"]


def test_two_spellings_of_one_name_are_no_disagreement(read: Read) -> None:
    rows = [["晨曦（武汉）光电有限公司", CODES[0], 100], ["晨曦(武汉) 光电有限公司", CODES[0], 100]]
    readout = read(book({"2025年": [HEAD, *rows]}), "台账.xlsx")

    assert (readout.merged, readout.rejected.height) == (1, 0)
    assert readout.figures["name"].to_list() == ["晨曦（武汉）光电有限公司"]


def test_two_names_under_one_code_are(read: Read) -> None:
    rows = [["晨曦光电有限公司", CODES[0], 100], ["长河芯片有限公司", CODES[0], 100]]
    readout = read(book({"2025年": [HEAD, *rows]}), "台账.xlsx")

    assert readout.rejected["row"].to_list() == [2, 3]
