"""Workbooks and text files made to harm: each is read or refused in words, within the limits, and leaves nothing behind."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from importers.limits import Limits
from registry.domain.errors import UnusableFile
from tests.importers.conftest import Read
from tests.importers.opendocument import opendocument
from tests.importers.workbooks import CODES, NAMES, book

pytestmark = pytest.mark.usefixtures("own_reader")

HEAD = ["企业名称", "统一社会信用代码", "成立日期", "营业收入（万元）", "从业人员数"]
LEDGER = book({"2025年": [HEAD, [NAMES[0], CODES[1], "2015-01-01", 100, 10], [NAMES[1], CODES[2], "2015-01-01", 5, 3]]})
SHEET, TEXTS, RELATIONS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"
TIGHT = Limits(seconds=20, megabytes=1024, unpacked_megabytes=64)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "哈">' + "".join(
    f'<!ENTITY {chr(98 + step)} "{f"&{chr(97 + step)};" * 10}">' for step in range(12)
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY m SYSTEM "/etc/passwd">'
READ, REFUSED = "read", "refused"


def part(name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(LEDGER)).read(name).decode()


def with_parts(parts: dict[str, str]) -> bytes:
    """The ledger with some of its parts in another form, and others added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in zipfile.ZipFile(io.BytesIO(LEDGER)).namelist():
            archive.writestr(name, parts.get(name) or part(name))
        for name in parts.keys() - zipfile.ZipFile(io.BytesIO(LEDGER)).namelist():
            archive.writestr(name, parts[name])
    return stream.getvalue()


def changed(name: str, old: str, new: str) -> bytes:
    text = part(name)
    assert old in text
    return with_parts({name: text.replace(old, new)})


def declaring(name: str, entities: str, old: str) -> bytes:
    head, body = part(name).split("?>", 1)
    assert old in body
    return with_parts({name: f"{head}?>{entities}]>{body.replace(old, '&m;')}"})


def added(row: str) -> bytes:
    return changed(SHEET, "</sheetData>", f"{row}</sheetData>")


def lying() -> bytes:
    """Its directory says that the sheet has 100 bytes; it has five million."""
    content = bytearray(added(f'<row r="9"><c r="A9" t="inlineStr"><is><t>{"x" * 5_000_000}</t></is></c></row>'))
    directory = content.rfind(b"PK\x01\x02", 0, content.rfind(SHEET.encode()))
    struct.pack_into("<I", content, directory + 24, 100)
    return bytes(content)


def repeated(what: str) -> bytes:
    """An OpenDocument sheet that says of one row or cell that it comes two thousand million times."""
    cell = '<table:table-cell table:number-columns-repeated="{}" office:value-type="string"><text:p>甲</text:p></table:table-cell>'
    if what == "columns":
        return opendocument([list(HEAD), [cell.format(2_000_000_000)]])
    content = opendocument([list(HEAD), [cell.format(1)]])
    return repacked(
        content,
        b"<table:table-row><table:table-cell table:",
        b'<table:table-row table:number-rows-repeated="2000000000"><table:table-cell table:',
    )


def repacked(content: bytes, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(stream, "w") as archive:
        for name in made.namelist():
            archive.writestr(name, made.read(name).replace(old, new))
    return stream.getvalue()


def text(*cells: str) -> bytes:
    return (",".join(HEAD) + "\n" + ",".join(cells) + "\n").encode()


# what is sent; its name; whether it ends as a refusal, or is read with which faults
HOSTILE: dict[str, tuple[Callable[[], bytes], str, str, set[str]]] = {
    "entities in entities": (lambda: declaring(TEXTS, LAUGHS, NAMES[0]), "a.xlsx", REFUSED, {"HalfWritten"}),
    "a file of the server": (lambda: declaring(TEXTS, OUTSIDE, NAMES[0]), "a.xlsx", REFUSED, {"HalfWritten"}),
    "an entity for a figure": (lambda: declaring(SHEET, OUTSIDE, "<v>100</v>"), "a.xlsx", REFUSED, {"HalfWritten"}),
    "zeros that unpack": (lambda: with_parts({"xl/a.bin": "0" * 65_000_000}), "a.xlsx", REFUSED, {"TooLarge"}),
    "a size that lies": (lying, "a.xlsx", REFUSED, {"HalfWritten"}),
    "many parts": (lambda: with_parts({f"xl/{n}.png": "0" for n in range(3000)}), "a.xlsx", READ, set()),
    "ways out of the folder": (lambda: with_parts({"../../tidu-out": "x", "/srv/tidu-out": "x"}), "a.xlsx", READ, set()),
    "a sheet elsewhere": (
        lambda: changed(RELATIONS, "worksheets/sheet1.xml", "../../../../etc/passwd"), "a.xlsx", REFUSED, {"HalfWritten"},
    ),
    "a cell at the far end": (
        lambda: added('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "a.xlsx", REFUSED, {"ReaderCrashed"},
    ),
    "a cell beyond the end": (
        lambda: added('<row r="99999999999999"><c r="ZZZZZZ99999999999999"><v>1</v></c></row>'),
        "a.xlsx", REFUSED, {"ReaderCrashed"},
    ),
    "a text that is not there": (
        lambda: changed(SHEET, 't="s"><v>0</v>', 't="s"><v>4294967296</v>'), "a.xlsx", REFUSED, {"HalfWritten"},
    ),
    "all cells merged": (
        lambda: changed(SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "a.xlsx", READ, {"missing_credit_code", "duplicate_column"},
    ),
    "merged nowhere": (
        lambda: changed(SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="ZZZZ9:A-1"/></mergeCells>'),
        "a.xlsx", REFUSED, {"HalfWritten"},
    ),
    "deep in itself": (lambda: changed(SHEET, "</sheetData>", "</sheetData>" + "<a>" * 200_000), "a.xlsx", READ, set()),
    "numbers without end": (lambda: changed(SHEET, "<v>100</v>", f"<v>{'9' * 5000}</v>"), "a.xlsx", READ, {"out_of_bounds"}),
    "no number": (lambda: changed(SHEET, "<v>100</v>", "<v>NaN</v>"), "a.xlsx", READ, {"out_of_bounds"}),
    "rows repeated": (lambda: repeated("rows"), "a.ods", REFUSED, {"TooLarge"}),
    "columns repeated": (lambda: repeated("columns"), "a.ods", REFUSED, {"TooLarge"}),
    "a hundred sheets": (lambda: book({f"表{n}": [["企业名称"]] for n in range(100)}), "a.xlsx", REFUSED, {"TooLarge"}),
    "a cell of two million": (lambda: text("甲", *["9" * 2_000_000] * 4), "a.csv", READ, {"missing_year", "text_too_long"}),
    "a quotation mark lost": (lambda: text('"甲', "乙,\n" * 100_000), "a.csv", READ, {"missing_year", "text_too_long"}),
    "a hundred thousand columns": (lambda: text(*["甲"] * 100_000), "a.csv", REFUSED, {"TooLarge"}),
    "nothing among letters": (lambda: text("甲\x00乙"), "a.csv", REFUSED, {"NotASpreadsheet"}),
    "half a character": (lambda: b"\xff\xfe" + b"\xd8" * 1001, "a.csv", REFUSED, {"NoHeaderFound"}),
    "letters that look alike": (
        lambda: text("\u202e甲公司\u200b", "９１４２０1００ΜА4КХХХХ01", "", "1"), "a.csv", READ, {"missing_year", "code_form"},
    ),
    "formulas": (
        lambda: text("=cmd|' /C calc'!A0", CODES[1], "@SUM(1)", "=1+1"), "a.csv", READ,
        {"missing_year", "formula_not_calculated", "not_a_date"},
    ),
    "digits": (
        lambda: text("甲公司", CODES[1], "9" * 199, "9" * 199, "-1e999"), "a.csv", READ,
        {"missing_year", "not_a_date", "out_of_bounds"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_harm_ends_in_words(name: str, read: Read, tmp_path: Path) -> None:
    make, filename, ending, kinds = HOSTILE[name]
    content = make()
    if ending is REFUSED:
        with pytest.raises(UnusableFile) as caught:
            read(content, filename, limits=TIGHT)
        assert {type(caught.value).__name__} == kinds
        assert filename in str(caught.value)
    else:
        found = read(content, filename, limits=TIGHT)
        assert {issue.code for issue in found.issues} == kinds
        assert found.rows_read
    assert not Path("/srv/tidu-out").exists()


@pytest.mark.parametrize("seed", range(24))
def test_a_damaged_workbook_is_read_or_refused(seed: int, read: Read) -> None:
    chance = random.Random(seed)
    name = chance.choice([SHEET, TEXTS, "xl/styles.xml", "xl/workbook.xml", RELATIONS, "[Content_Types].xml"])
    damaged = list(part(name))
    for _ in range(chance.choice([1, 3, 30])):
        at = chance.randrange(len(damaged))
        damaged[at] = chance.choice(["", "<", ">", '"', "&", "0", "-", "\x01", "光", damaged[at] * 40])
    refusal = "台账.xlsx"
    try:
        read(with_parts({name: "".join(damaged)}), "台账.xlsx", limits=TIGHT)
    except UnusableFile as refused:
        refusal = str(refused)
    assert "台账.xlsx" in refusal
