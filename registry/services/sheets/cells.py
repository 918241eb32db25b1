"""Frames as the XML of sheet rows: whole columns become cells at once, a row is their texts put together.

Texts are inline strings: nothing can start a formula, a credit code stays a text. Blank cells keep their style.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

LONGEST = 32_767  # characters that a cell may hold
UNWRITABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
NOT_AS_IT_IS = UNWRITABLE[:-1] + r"&<>]|^\s|\s$"
SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
ROWS_AT_ONCE = 4_000
DAY_ZERO = 25_569  # 1970-01-01 as spreadsheets count days


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet: its letter, the index of its style in the workbook, and the frame's column that fills it.

    Without `source` the cells stay blank. `style` may name a column of the frame instead, where cells of one column look
    different; `otherwise` is a second column, of texts, for the cells where the first is null.
    """

    letter: str
    style: int | str = 0
    source: str = ""
    otherwise: str = ""


def rows_xml(
    frame: pl.DataFrame, columns: Sequence[SheetColumn], first_row: int, attributes: str = ""
) -> Iterator[bytes]:
    """The frame's rows as `<row>` elements, numbered from `first_row`; columns go from left to right. In pieces of a few thousand
    rows, and as the bytes that go into the file: they never become Python's texts, which would take several times their room."""
    for start in range(0, frame.height, ROWS_AT_ONCE):
        yield _piece(frame.slice(start, ROWS_AT_ONCE), columns, first_row + start, attributes)


def _piece(frame: pl.DataFrame, columns: Sequence[SheetColumn], first_row: int, attributes: str) -> bytes:
    used = dict.fromkeys(name for column in columns for name in (column.source, column.otherwise) if name)
    number = pl.int_range(first_row, first_row + frame.height, dtype=pl.Int64).cast(pl.String).alias(NUMBER)
    looks = {column.style for column in columns if isinstance(column.style, str)}
    special = {name for name in used if frame.schema[name] == pl.String and _has_special(frame[name])}
    contents = frame.select(
        number,
        *(_content(frame, name, is_special=name in special).alias(name) for name in used),
        *(pl.col(name).cast(pl.String).alias(f"{NUMBER}{name}") for name in looks),
    )
    cells = [part for column in columns for part in _cell(column, contents, frame.schema, special)]
    start = [pl.lit('<row r="'), pl.col(NUMBER), pl.lit(f'"{attributes}>')]
    rows = pl.concat_str(*start, *cells, pl.lit("</row>"))
    piece: bytes = contents.select(rows.str.join("").cast(pl.Binary)).item()
    return piece


NUMBER, SPACES_COUNT = "\0row", ' xml:space="preserve"'


def _content(frame: pl.DataFrame, name: str, *, is_special: bool) -> pl.Expr:
    """What stands in the cells of a column, as texts; null where they stay blank."""
    value, kind = pl.col(name), frame.schema[name]
    if kind != pl.String:
        return _number(value, kind)
    if is_special:
        value = value.str.replace_all(UNWRITABLE, "").str.slice(0, LONGEST).str.replace_many(SPECIAL)
    return value.replace("", None)


def _has_special(texts: pl.Series) -> bool:
    """Most columns hold nothing that a sheet could not hold as it is, and no text that begins or ends with a space."""
    return bool(texts.str.contains(NOT_AS_IT_IS).any()) or (texts.str.len_bytes().max() or 0) > LONGEST  # type: ignore[operator]


def _cell(column: SheetColumn, contents: pl.DataFrame, kinds: pl.Schema, special: Container[str]) -> list[pl.Expr]:
    """The pieces of a cell in every row; one piece where it is blank in some. That spaces count is said for `special` texts only,
    which takes a fifth off the sheet."""
    named = [name for name in (column.source, column.otherwise) if name]
    filled = [_filled(column, name, kinds[name], keeps_spaces=name in special) for name in named]
    if not filled:
        return [_blank(column)]
    if len(filled) == 1 and not contents[column.source or column.otherwise].null_count():
        return filled[0]
    return [pl.coalesce(*(pl.concat_str(pieces) for pieces in filled), _blank(column))]


def _styled(column: SheetColumn, rest: str) -> list[pl.Expr]:
    """`<c r="B5" s="3"` and what follows, with the style of the column or of the cell; 0 goes without saying."""
    start = [pl.lit(f'<c r="{column.letter}'), pl.col(NUMBER)]
    if isinstance(column.style, str):
        return [*start, pl.lit('" s="'), pl.col(f"{NUMBER}{column.style}"), pl.lit(f'"{rest}')]
    style = f' s="{column.style}"' if column.style else ""
    return [*start, pl.lit(f'"{style}{rest}')]


def _blank(column: SheetColumn) -> pl.Expr:
    """A cell that shows nothing; none at all where it has no style."""
    return pl.lit("") if column.style == 0 else pl.concat_str(_styled(column, "/>"))


def _filled(column: SheetColumn, name: str, kind: pl.DataType, *, keeps_spaces: bool) -> list[pl.Expr]:
    """The pieces of the cells of a frame's column, one of them null where it is null."""
    if kind == pl.String:
        opening = f' t="inlineStr"><is><t{SPACES_COUNT if keeps_spaces else ""}>'
        return [*_styled(column, opening), pl.col(name), pl.lit("</t></is></c>")]
    return [*_styled(column, "><v>"), pl.col(name), pl.lit("</v></c>")]


def _number(value: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """As a sheet stores it: days as their number, whole numbers without a point, nothing for what is no number."""
    if kind == pl.Date:
        return (value.cast(pl.Int32) + DAY_ZERO).cast(pl.String)
    if kind.is_float():
        finite = pl.when(value.is_finite()).then(value)
        whole = (finite == finite.round(0)) & (finite.abs() < 1e15)
        return (
            pl.when(whole).then(finite.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(finite.cast(pl.String))
        )
    return value.cast(pl.Int64).cast(pl.String)
