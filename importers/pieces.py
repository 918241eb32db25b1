"""A large sheet of an .xlsx cut into pieces that end with a row, each a small workbook of its own.

The pieces are parsed beside each other while the next is unpacked, in memory that is used again, and the sheet is unpacked once
for the reader and for what is searched beside it. A sheet that is not built the usual way is `Odd`, and read as a whole.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import IO

SIZE = 1 << 20  # bytes of one piece: what it becomes stays in the processor's cache
SHARES = 3  # a piece is as many times as large as what each of them reads of the workbook: formats, mostly
BEGIN, END, ROW_END, MERGES = b"<sheetData>", b"</sheetData>", b"</row>", b"<mergeCell"
FIRST_ROW = re.compile(rb'\s*<row\b[^>]*?\sr="\d')  # rows without numbers are counted from the first on
DECLARED = re.compile(rb"""encoding=["'](?!utf-8)""", re.IGNORECASE)
# The reader looks for merged cells from the beginning of a sheet until it has seen them all; seeing at once that there are
# none it need not go through all rows a second time.
NO_MERGES = b"<mergeCells></mergeCells>"
# The texts that cells share are read once for all pieces, in which each stands as its number, marked as no text of a sheet is.
TEXTS, IN_A_ROW, MARK = "xl/sharedstrings.xml", 1_000, "\U0010fffd"
SHARED, MARKED = b't="s"><v>', b't="str"><v>' + MARK.encode()
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
NOT_NEEDED = re.compile(
    r"xl/(worksheets|chartsheets|drawings|media|theme|tables|charts|pivot\w+|externallinks|embeddings)/|docprops/|xl/calcchain",
    re.IGNORECASE,
)


class Odd(Exception):
    """The sheet cannot be cut; whoever reads it as a whole says what is wrong with it, if anything."""


class Pieces:
    """The pieces of one part of a package; after the last `merges` is a workbook of the merged cells, if there are any."""

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        self._archive, self._part = archive, part
        needed = [entry for entry in archive.infolist() if not NOT_NEEDED.match(entry.filename.replace("\\", "/"))]
        texts = [entry for entry in needed if entry.filename.replace("\\", "/").lower() == TEXTS]
        self._size = max(SIZE, SHARES * sum(entry.file_size for entry in needed if entry not in texts))
        if archive.getinfo(part).file_size < 2 * self._size:
            raise Odd
        self._shared = {entry.filename: archive.read(entry) for entry in needed if entry not in texts}
        self._texts = {entry.filename: archive.read(entry) for entry in texts}
        self._head = b""
        self.merges: bytes | None = None

    def __iter__(self) -> Iterator[bytes]:
        """The rows of each piece."""
        with self._archive.open(self._part) as stream:
            self._head, rest = self._begin(stream)
            while (end := rest.find(END)) < 0:
                cut = rest.rfind(ROW_END) + len(ROW_END)
                if cut >= len(ROW_END):
                    yield _begun(rest[:cut])
                    rest = rest[cut:]
                rest += self._block(stream, rest)
            if rest[:end].strip():
                yield _begun(rest[:end])
            tail = rest[end:] + stream.read()
            self.merges = self._packed(self._head + BEGIN + tail) if MERGES in tail else None

    def book(self, rows: bytes) -> bytes:
        """A workbook whose sheet has these rows."""
        if self._texts:
            if MARK.encode() in rows:
                raise Odd
            rows = rows.replace(SHARED, MARKED)
        return self._packed(b"".join((self._head, NO_MERGES, BEGIN, rows, END, b"</worksheet>")))

    def texts(self) -> bytes | None:
        """A workbook whose sheet holds all texts that cells share, in their order; None where there are none."""
        count = sum(content.count(tag) for content in self._texts.values() for tag in (b"<si>", b"<si ", b"<si/>"))
        cells = [b'<c t="s"><v>%d</v></c>' % number for number in range(count)]
        rows = [b"<row>%b</row>" % b"".join(cells[at : at + IN_A_ROW]) for at in range(0, count, IN_A_ROW)]
        return self._packed(b"".join((SHEET, BEGIN, *rows, END, b"</worksheet>")), self._texts) if count else None

    def _begin(self, stream: IO[bytes]) -> tuple[bytes, bytes]:
        head, found, rest = self._block(stream, b"").partition(BEGIN)
        if not found or DECLARED.search(head):
            raise Odd
        return head, rest

    def _block(self, stream: IO[bytes], before: bytes) -> bytes:
        block = stream.read(self._size)
        if not block or (b"!" in block and b"<!" in before[-1:] + block):
            raise Odd  # it ends too soon, or has comments, in which anything may stand
        return block

    def _packed(self, sheet: bytes, texts: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as book:
            for name, content in (*self._shared.items(), *texts.items()):
                book.writestr(zipfile.ZipInfo(name), content)
            book.writestr(zipfile.ZipInfo(self._part), sheet)
        return buffer.getvalue()


def _begun(rows: bytes) -> bytes:
    if not FIRST_ROW.match(rows):
        raise Odd
    return rows
