"""A large sheet is read piece by piece: what comes of it is what the reader makes of the whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from importers import pieces
from importers.errors import TooLarge
from importers.limits import Limits
from importers.piecewise import read_in_pieces
from importers.sheetxml import search
from importers.travel import unpacked
from importers.workbook import plain_sheet, read_workbook

NAME, PART = "台账", "xl/worksheets/sheet1.xml"


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "SIZE", 3_000)
    monkeypatch.setattr(pieces, "SHARES", 0)


def _sheet(*, top: int = 0, left: int = 0, gap: range = range(0), odd_cells: bool = False) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd", "constant_memory": odd_cells}) as workbook:
        sheet, percent = workbook.add_worksheet(NAME), workbook.add_format({"num_format": "0.0%"})
        for row in (row for row in range(top, 300) if row not in gap):
            sheet.write_row(row, left, [f"企业{row} arrow></t>", row, row / 7, "" if row % 3 else "短<&", row % 2 == 0])
            sheet.write_datetime(row, left + 5, date(2025, 1, 1 + row % 28))
            sheet.write_number(row, left + 6, row / 300, percent)
            if odd_cells and row % 40 == 9:
                sheet.write_formula(row, left + 1, "=1/0", None, "#DIV/0!")
                sheet.write_formula(row, left + 2, "=A1&B1", None, "")
        if not odd_cells:
            sheet.write(290, left + 9, "一格")  # only the last piece is as wide
            sheet.write_rich_string(288, left + 8, "粗", workbook.add_format({"bold": True}), "细\n ", "尾")
            sheet.merge_range(2, left + 7, 5, left + 7, "并")
            sheet.merge_range(280, left + 7, 281, left + 8, "")
    return stream.getvalue()


SHEETS = {
    "plain": _sheet(),
    "lower and to the right": _sheet(top=7, left=3),
    "blank rows": _sheet(gap=range(60, 240)),
    "errors and formulas": _sheet(odd_cells=True),
}


def _written(path: Path, content: bytes, change: Callable[[bytes], bytes] = lambda xml: xml) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(old.read(entry)) if entry.filename == PART else old.read(entry))
    return path


def _cells(plain: dict[str, Any]) -> list[list[Any]]:
    return [[cell for part in column for cell in unpacked(part)] for column in plain["columns"]]


@pytest.mark.parametrize("content", SHEETS.values(), ids=SHEETS)
def test_pieces_make_the_same_sheet_as_the_whole(tmp_path: Path, content: bytes) -> None:
    path = _written(tmp_path / "file.xlsx", content)
    found = read_in_pieces(path, NAME, Limits())
    assert found is not None
    whole = plain_sheet(CalamineWorkbook.from_path(str(path)).get_sheet_by_name(NAME), NAME, search(path, NAME))
    assert repr(_cells(found.plain)) == repr(_cells(whole))
    assert len(found.plain["parts"]) > len(whole["parts"])
    assert sum(found.plain["parts"]) == found.height == sum(whole["parts"])
    told = ("name", "merged", "percent", "knows_formats", "notes")
    assert {name: found.plain[name] for name in told} == {name: whole[name] for name in told}


ODD: dict[str, Callable[[bytes], bytes]] = {
    "a comment": lambda xml: xml.replace(b"</sheetData>", b"<!-- </row> --></sheetData>"),
    "rows without numbers": lambda xml: xml.replace(b'<row r="', b'<row s="'),
    "another order": lambda xml: xml.replace(b'r="300"', b'r="30"').replace(b'300"', b'30"'),
    "named otherwise": lambda xml: xml.replace(b"sheetData>", b"x:sheetData>"),
    "no end": lambda xml: xml[: len(xml) * 3 // 4],
    "broken in the middle": lambda xml: xml.replace(b'<c r="B150"', b'<c r="B150'),
    "another encoding": lambda xml: xml.replace(b"UTF-8", b"GB18030"),
    "a text that the workbook lacks": lambda xml: xml.replace(b't="s"><v>100<', b't="s"><v>99999<'),
    "a text that looks like a mark": lambda xml: xml.replace(b't="s"><v>100<', f't="str"><v>{pieces.MARK}1<'.encode()),
    "shared texts written otherwise": lambda xml: xml.replace(b't="s"><v>100<', b't="s" x="1"><v>100<'),
    "a formula beyond": lambda xml: xml.replace(b'<row r="200"', b'<row r="200" x="1"').replace(
        b'<c r="A200"', b'<c r="ZZ200"><f>A1</f></c><c r="A200"'
    ),
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_an_odd_sheet_is_left_to_the_whole(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    assert read_in_pieces(_written(tmp_path / "file.xlsx", SHEETS["plain"], change), NAME, Limits()) is None


def test_a_sheet_that_is_hardly_larger_than_a_piece_is_read_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "SIZE", 1 << 20)
    assert read_in_pieces(_written(tmp_path / "file.xlsx", SHEETS["plain"]), NAME, Limits()) is None


@pytest.mark.parametrize("limits", [Limits(rows=250), Limits(columns=8), Limits(cells=2_000)])
def test_what_goes_past_a_limit_is_refused_with_its_whole_size(tmp_path: Path, limits: Limits) -> None:
    path = _written(tmp_path / "file.xlsx", SHEETS["plain"])
    with pytest.raises(TooLarge) as refused:
        read_workbook(path, "file.xlsx", "xlsx", None, limits)
    assert refused.value.facts["found"] in (300, 10, 3_000)
