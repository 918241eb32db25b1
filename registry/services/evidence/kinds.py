"""What a file is, by its content and never by its name; and a name that can be kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from registry.domain.errors import UnusableFile
from registry.domain.texts import mark

MIME: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ofd": "application/ofd",
}
_BEGINNINGS = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
_MEMBERS = (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"), ("OFD.xml", "ofd"))
LONGEST_NAME = 100


class UnknownKind(UnusableFile):
    """The content is none of the kinds that are taken, whatever the name says."""

    template = mark("文件「{file}」不是可以上传的类型。请上传 PDF、PNG、JPG、XLSX、DOCX 或 OFD 文件。")


class WithMacros(UnusableFile):
    """An office file that carries programs."""

    template = mark("文件「{file}」带有宏，不能上传。请另存为不带宏的文件，或导出为 PDF。")


def kind_of(content: bytes, name: str) -> str:
    """pdf, png, jpg, xlsx, docx or ofd. Raises UnknownKind and WithMacros.

    >>> kind_of(b"%PDF-1.7 ...", "x.exe")
    'pdf'
    """
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    members = _members(content)
    if any(member.lower().endswith("vbaproject.bin") for member in members):
        raise WithMacros(file=name)
    for member, kind in _MEMBERS:
        if member in members:
            return kind
    raise UnknownKind(file=name)


def cleaned_name(name: str, kind: str) -> str:
    r"""The last part of the name without anything that steers a terminal or a path, and with the ending of its kind.

    >>> cleaned_name("C:\\审计\\..\\2025年度 审计报告.PDF", "pdf"), cleaned_name("../../etc/passwd", "png"), cleaned_name("", "pdf")
    ('2025年度 审计报告.pdf', 'passwd.png', 'file.pdf')
    """
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*;%')
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", " ".join(plain.split())).strip(". ")
    return f"{stem[:LONGEST_NAME] or 'file'}.{kind}"


def _members(content: bytes) -> set[str]:
    """The names in an archive; only its list is read, nothing is unpacked."""
    if not content.startswith(b"PK"):
        return set()
    try:
        with ZipFile(BytesIO(content)) as archive:
            return set(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        return set()
