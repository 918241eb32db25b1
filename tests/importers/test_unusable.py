"""Files that cannot be read as tables: each has its own sentence, and none takes the server along."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from importers import errors
from importers.limits import Limits
from importers.reading import read_file
from registry.domain.errors import UnusableFile
from tests.importers.conftest import Read
from tests.importers.workbooks import book

pytestmark = pytest.mark.usefixtures("own_reader")

LEDGER = book({"2025年": [["企业名称", "营业收入（万元）"], ["甲示例有限公司", 1]]})


def zipped(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "filename", "kind"),
    [
        (b"", "台账.xlsx", errors.EmptyFile),
        (b"\n\n , ,\n", "台账.csv", errors.EmptyFile),
        (b"\x89PNG\r\n\x1a\n0000", "台账.xlsx", errors.NotASpreadsheet),
        (b"%PDF-1.7", "台账.xls", errors.NotASpreadsheet),
        (b"<html><table><tr><td>1</td></tr></table></html>", "台账.xls", errors.NotASpreadsheet),
        (b"\0\1\2\3" * 100, "台账.csv", errors.NotASpreadsheet),
        (zipped(**{"word/document.xml": "<a/>"}), "台账.xlsx", errors.NotASpreadsheet),
        (zipped(**{"a.txt": "a"}), "台账.xlsx", errors.NotASpreadsheet),
        (LEDGER[:2000], "台账.xlsx", errors.HalfWritten),
        (zipped(**{"xl/workbook.xml": "<workbook/>"}), "台账.xlsx", errors.HalfWritten),
        (LEDGER, "台账.xls", errors.WrongExtension),
        (LEDGER, "台账.csv", errors.WrongExtension),
        (b"a,b\n1,2\n", "台账.xlsx", errors.WrongExtension),
        (LEDGER, "台账.docx", errors.UnknownExtension),
        (book({"空": []}), "台账.xlsx", errors.EmptyFile),
        (book({"数": [[1, 2], [3, 4]]}), "台账.xlsx", errors.NoHeaderFound),
    ],
)
def test_unusable_file_is_refused_with_its_own_sentence(
    content: bytes, filename: str, kind: type[UnusableFile], read: Read
) -> None:
    with pytest.raises(kind) as caught:
        read(content, filename)

    assert filename in str(caught.value)
    assert "{" not in str(caught.value)


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(read: Read) -> None:
    with pytest.raises(errors.SheetNotFound, match="2025年"):
        read(LEDGER, "台账.xlsx", sheet="2024年")


def test_too_many_rows_are_refused_and_not_cut_off(read: Read) -> None:
    with pytest.raises(errors.TooLarge, match="行数"):
        read(LEDGER, "台账.xlsx", limits=Limits(rows=1))


def test_too_many_rows_of_text_are_refused(read: Read) -> None:
    with pytest.raises(errors.TooLarge, match="行数"):
        read(b"a,b\n1,2\n1,2\n", "台账.csv", limits=Limits(rows=2))


def test_a_large_file_is_refused_before_it_is_opened(read: Read) -> None:
    with pytest.raises(errors.TooLarge, match="文件大小"):
        read(b"PK\x03\x04" + bytes(2_000_000), "台账.xlsx", limits=Limits(file_megabytes=1))


def test_a_small_file_that_unpacks_to_much_is_refused(read: Read) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(5_000_000))
    with pytest.raises(errors.TooLarge, match="解压后大小"):
        read(stream.getvalue(), "台账.xlsx", limits=Limits(unpacked_megabytes=4))


def test_a_reader_that_does_not_end_is_stopped(read: Read) -> None:
    with pytest.raises(errors.ReaderTimeout):
        read(LEDGER, "台账.xlsx", limits=Limits(seconds=0))


def test_a_reader_out_of_memory_is_only_its_own_end(read: Read) -> None:
    wide = b"x," * 300 + b"\n"
    with pytest.raises(errors.ReaderCrashed):
        read(wide * 20_000, "台账.csv", limits=Limits(megabytes=60))


def test_the_hidden_sheet_is_read_when_asked_for_by_name(read: Read) -> None:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        workbook.add_worksheet("说明").write(0, 0, "说明")
        hidden = workbook.add_worksheet("2025年")
        hidden.write_row(0, 0, ["企业名称", "营业收入（万元）"])
        hidden.write_row(1, 0, ["甲示例有限公司", 1])
        hidden.hide()

    assert read(stream.getvalue(), "台账.xlsx", sheet="2025年").rows_read == 1


def test_hidden_sheets_only_are_said(tmp_path: Path, read: Read) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["企业名称", "营业收入（万元）"])
    workbook.active.title = "数据"
    workbook.create_sheet("封面")
    workbook["数据"].sheet_state = "hidden"
    workbook.save(tmp_path / "台账.xlsx")
    with pytest.raises(errors.HiddenSheetsOnly, match="数据"):
        read(tmp_path / "台账.xlsx")


def test_every_kind_of_unusable_file_has_a_sentence_of_its_own() -> None:
    kinds = UnusableFile.__subclasses__()

    assert len({kind.template for kind in kinds}) == len(kinds) >= 12
    assert read_file.__doc__
