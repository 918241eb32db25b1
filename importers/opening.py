"""What a file really is, by its content and not by its name. Runs in the reading process, reads only what it must."""

from __future__ import annotations

import zipfile
from pathlib import Path

from importers.errors import (
    EmptyFile,
    Encrypted,
    HalfWritten,
    NotASpreadsheet,
    TooLarge,
    UnknownExtension,
    WrongExtension,
)
from importers.limits import Limits
from registry.domain.texts import mark

FORMATS = {
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".xlsb": "xlsb",
    ".ods": "ods",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
}
NAMES = {
    "xlsx": mark("Excel 工作簿"),
    "xls": mark("旧版 Excel 工作簿"),
    "xlsb": mark("Excel 二进制工作簿"),
    "ods": mark("OpenDocument 表格"),
    "csv": mark("纯文本"),
}
OTHERS = (
    (b"\x89PNG", mark("图片")),
    (b"\xff\xd8\xff", mark("图片")),
    (b"GIF8", mark("图片")),
    (b"%PDF", mark("PDF 文件")),
    (b"Rar!", mark("压缩包")),
    (b"7z\xbc\xaf", mark("压缩包")),
    (b"\x1f\x8b", mark("压缩包")),
    (b"{\\rtf", mark("RTF 文档")),
)
DOCUMENT_TYPE = b"<!DOCTYPE"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def identify(path: Path, filename: str, limits: Limits) -> str:
    """The format to read `path` in: xlsx, xls, xlsb, ods or csv. Raises the UnusableFile that fits otherwise."""
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile(file=filename)
    if size > limits.file_megabytes * 1_000_000:
        raise TooLarge(
            file=filename, what=mark("文件大小"), found=f"{size // 1_000_000} MB", limit=f"{limits.file_megabytes} MB"
        )
    suffix = Path(filename).suffix.lower()
    if suffix not in FORMATS:
        raise UnknownExtension(file=filename)
    actual = _by_content(path, filename, limits)
    if actual != FORMATS[suffix]:
        raise WrongExtension(file=filename, actual=NAMES[actual], suffix=f".{actual}")
    return actual


def _by_content(path: Path, filename: str, limits: Limits) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path, filename, limits)
    if head.startswith(OLE):
        return _compound(path.read_bytes(), filename)
    for magic, name in OTHERS:
        if head.startswith(magic):
            raise NotASpreadsheet(file=filename, actual=name)
    return _text(head, filename)


def _zipped(path: Path, filename: str, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename.replace("\\", "/").lower() for entry in entries}
            _declares_nothing(archive, filename)
            if "mimetype" in names and b"spreadsheet" in archive.read("mimetype")[:200]:
                names.add("content.ods")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, KeyError):
        raise HalfWritten(file=filename) from None
    unpacked = sum(entry.file_size for entry in entries) // 1_000_000
    if unpacked > limits.unpacked_megabytes:
        raise TooLarge(
            file=filename,
            what=mark("解压后大小"),
            found=f"{unpacked} MB",
            limit=f"{limits.unpacked_megabytes} MB",
        )
    if "content.ods" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    kinds = (("word/", mark("Word 文档")), ("ppt/", mark("演示文稿")))
    for folder, name in kinds:
        if any(entry.startswith(folder) for entry in names):
            raise NotASpreadsheet(file=filename, actual=name)
    if "[content_types].xml" in names:
        raise HalfWritten(file=filename)
    raise NotASpreadsheet(file=filename, actual=mark("压缩包"))


def _declares_nothing(archive: zipfile.ZipFile, filename: str) -> None:
    """No part begins with a document type: no office program writes one, and the entities that it may hold would be lost."""
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as part:
                if DOCUMENT_TYPE in part.read(1024):
                    raise HalfWritten(file=filename)


def _compound(content: bytes, filename: str) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise Encrypted(file=filename)
    if holds("Workbook") or holds("Book"):
        return "xls"
    if holds("WordDocument"):
        raise NotASpreadsheet(file=filename, actual=mark("Word 文档"))
    raise NotASpreadsheet(file=filename, actual=mark("其他办公文件"))


def _text(head: bytes, filename: str) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:300].lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<div")):
        raise NotASpreadsheet(file=filename, actual=mark("网页"))
    if start.startswith(b"<?xml"):
        raise NotASpreadsheet(file=filename, actual=mark("XML 文件"))
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotASpreadsheet(file=filename, actual=mark("二进制数据"))
    return "csv"
