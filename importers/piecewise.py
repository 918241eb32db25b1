"""A large sheet read piece by piece, two at a time, and put together as if it had been read as a whole."""

from __future__ import annotations

import io
import zipfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from importers.limits import Limits
from importers.pieces import MARK, Odd, Pieces
from importers.sheetxml import BROKEN, Findings, names_in, part_of, percent_styles, search_chunk
from importers.travel import FIRST_PART, PART, packed, parts
from importers.unread import Note, Unread

Texts = Mapping[str, Any]
AT_ONCE = 2  # they spend most of their time outside the interpreter lock


@dataclass
class Piece:
    """Some rows of a sheet, counted from 0, in packed columns: none where they go past a limit."""

    rows: range
    width: int
    findings: Findings = field(default_factory=lambda: Findings(complete=True))
    columns: list[list[bytes]] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class InPieces:
    """A sheet with its size; `plain` as workbook.py gives it, incomplete where the size is past a limit."""

    height: int
    width: int
    plain: dict[str, Any]


def read_in_pieces(path: Path, sheet: str, limits: Limits) -> InPieces | None:
    """The sheet of an .xlsx; None where it is small, blank or odd, so that it has to be read as a whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = names_in(archive)
            pieces = Pieces(archive, names[part_of(archive, names, sheet)])
            styles = percent_styles(archive, names)

            def read(rows: bytes, is_first: bool) -> Piece | None:
                findings = Findings(complete=True)
                search_chunk(rows, styles, findings)
                table = _table(pieces.book(rows), sheet)
                return _read(table, findings, limits, is_first, texts.result())

            with ThreadPoolExecutor(AT_ONCE) as pool:
                texts = pool.submit(_texts, pieces, sheet)
                found = list(_one_after_another(pool.submit(read, rows, not n) for n, rows in enumerate(pieces)))
            merged = _table(pieces.merges, sheet).merged_cell_ranges if pieces.merges else None
            return _together(sheet, [piece for piece in found if piece], merged or [])
    except (Odd, CalamineError, *BROKEN):
        return None


def _one_after_another(futures: Iterator[Future[Piece | None]]) -> Iterator[Piece | None]:
    """What comes of them, in their order; no more are begun than keep the threads busy."""
    begun: deque[Future[Piece | None]] = deque()
    for future in futures:
        begun.append(future)
        if len(begun) > AT_ONCE:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()


def _table(book: bytes, sheet: str) -> CalamineSheet:
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(sheet)


def _texts(pieces: Pieces, sheet: str) -> Texts:
    """The texts that cells share, as they are marked in pieces."""
    book = pieces.texts()
    lines = _table(book, sheet).to_python(skip_empty_area=False) if book else []
    return {f"{MARK}{number}": text for number, text in enumerate(chain.from_iterable(lines))}


def _read(table: CalamineSheet, findings: Findings, limits: Limits, is_first: bool, texts: Texts) -> Piece | None:
    if table.start is None or table.end is None:
        if findings.errors or findings.formulas:
            raise Odd
        return None
    (top, left), (bottom, right) = table.start, table.end
    first = 0 if is_first else top
    piece = Piece(range(first, bottom + 1), right + 1, findings)
    if not all(top <= row <= bottom and column <= right for row, column in (*findings.errors, *findings.formulas)):
        raise Odd  # whether such a cell belongs to the sheet is told by its size as a whole
    if limits.exceeded(bottom + 1, right + 1):
        return piece
    lines: list[list[Any]] = table.to_python()
    if left:
        lines = [[*[""] * left, *line] for line in lines]
    _pack(piece, [[""] * piece.width for _ in range(top - first)] + lines, FIRST_PART if is_first else PART, texts)
    return piece


def _pack(piece: Piece, lines: list[list[Any]], first_part: int, texts: Texts) -> None:
    unread = Unread(piece.findings)
    unread.put_in(lines, piece.rows)
    columns: list[list[bytes]] = [[] for _ in range(piece.width)]
    for part in parts(len(lines), first_part):
        for column, cells in zip(columns, zip(*lines[part.start : part.stop], strict=True), strict=True):
            column.append(packed(_spelt(cells, texts) if texts else cells))
        piece.lengths.append(len(part))
    piece.columns, piece.notes = columns, unread.notes()


def _spelt(cells: Sequence[Any], texts: Texts) -> Sequence[Any]:
    """The cells with the texts that they share. Raises KeyError where there is no such text."""
    if str not in set(map(type, cells)):
        return cells
    return [texts[cell] if cell.__class__ is str and cell[:1] == MARK else cell for cell in cells]


def _together(sheet: str, pieces: list[Piece], merged: list[Any]) -> InPieces | None:
    """The sheet that the pieces are of; rows that none of them has are blank. Raises Odd where they do not follow each other."""
    if not pieces:
        return None
    if any(later.rows.start < earlier.rows.stop for earlier, later in pairwise(pieces)):
        raise Odd
    width, height = max(piece.width for piece in pieces), pieces[-1].rows.stop
    whole = Piece(range(height), width, columns=[[] for _ in range(width)])
    plain = {
        "name": sheet,
        "parts": whole.lengths,
        "columns": whole.columns,
        "merged": [(*first, *last) for first, last in merged],
        "percent": whole.findings.percent,
        "knows_formats": True,
        "notes": _counted(pieces),
    }
    for piece in pieces if all(piece.columns for piece in pieces) else ():
        _append(whole, piece)
    return InPieces(height, width, plain)


def _append(whole: Piece, piece: Piece) -> None:
    if gap := piece.rows.start - sum(whole.lengths):
        piece.lengths.insert(0, gap)
        for parts_of_column in piece.columns:
            parts_of_column.insert(0, _blank(gap))
    beyond = [_blank(length) for length in piece.lengths]
    for number, column in enumerate(whole.columns):
        column += piece.columns[number] if number < piece.width else beyond
    whole.lengths += piece.lengths
    for number, rows in piece.findings.percent.items():
        whole.findings.percent.setdefault(number, []).extend(rows)


def _blank(length: int) -> bytes:
    return packed([""] * length)


def _counted(pieces: list[Piece]) -> list[Note]:
    """The notes of all pieces as one: how many cells, and where the first of them is."""
    counts: dict[str, int] = {}
    first: dict[str, object] = {}
    for code, facts in (note for piece in pieces for note in piece.notes):
        counts[code] = counts.get(code, 0) + int(str(facts["count"]))
        first.setdefault(code, facts["first"])
    return [(code, {"count": counts[code], "first": first[code]}) for code in sorted(counts)]
