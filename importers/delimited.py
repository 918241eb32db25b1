"""Tables as plain text: the encoding and the separator are found out, stray bytes are kept visible and reported."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from importers.errors import TooLarge
from importers.limits import Limits
from registry.domain.texts import mark

SEPARATORS = ",;\t"
STRAY = "\ufffd"


def read_delimited(path: Path, filename: str, limits: Limits) -> tuple[list[list[str]], dict[str, int]]:
    """All rows of a text file as columns of one length, and the rows with undecodable bytes (`stray`, `first`)."""
    text = decode(path.read_bytes())
    csv.field_size_limit(limits.file_megabytes * 1_000_000)  # a lost quotation mark; the cell is told, not the file
    rows: list[list[str]] = []
    width = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)):
        rows.append(row)
        width = max(width, len(row))
        if len(rows) > limits.rows:
            raise TooLarge(file=filename, what=mark("行数"), found=f"> {limits.rows}", limit=limits.rows)
        if width > limits.columns:
            raise TooLarge(file=filename, what=mark("列数"), found=width, limit=limits.columns)
    for row in rows:
        row.extend([""] * (width - len(row)))
    stray = [index for index, row in enumerate(rows, 1) if STRAY in "".join(row)] if STRAY in text else []
    columns = [list(column) for column in zip(*rows, strict=True)]
    return columns, {"count": len(stray), "first": stray[0]} if stray else {}


def decode(content: bytes) -> str:
    """Text in UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030; bytes that fit nowhere become U+FFFD.

    >>> decode("企业".encode("gb18030")), decode(b"\\xef\\xbb\\xbfa")
    ('企业', 'a')
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    readings = (content.decode("utf-8-sig", errors="replace"), content.decode("gb18030", errors="replace"))
    return min(readings, key=lambda text: text.count(STRAY))


def separator(text: str) -> str:
    """The separator that the first lines use most evenly; a comma when there is none.

    >>> separator("a;b;c\\n1,5;2;3"), separator("名称\\n甲公司")
    (';', ',')
    """
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:10]
    counts = {mark: [_outside_quotes(line, mark) for line in lines] for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: (min(counts[mark], default=0), sum(counts[mark])))
    return best if any(counts[best]) else ","


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])
