"""Frames as the XML of sheet rows: whole columns become cells at once, a row is their texts put together.

Texts are inline strings: nothing can start a formula, a credit code stays a text. Blank cells keep their style.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

LONGEST = 32_767  # characters that a cell may hold
UNWRITABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
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


def rows_xml(frame: pl.DataFrame, columns: Sequence[SheetColumn], first_row: int, attributes: str = "") -> str:
    """The frame's rows as `<row>` elements, numbered from `first_row`; columns go from left to right."""
    if not frame.height:
        return ""
    number = pl.int_range(first_row, first_row + frame.height, dtype=pl.Int64).cast(pl.String).alias(NUMBER)
    numbered = frame.with_columns(number)
    cells = [_cell(column, numbered.schema) for column in columns]
    start = pl.concat_str(pl.lit('<row r="'), pl.col(NUMBER), pl.lit(f'"{attributes}>'))
    return "".join(numbered.select(pl.concat_str(start, *cells, pl.lit("</row>"))).to_series().to_list())


NUMBER = "\0row"


def _cell(column: SheetColumn, schema: pl.Schema) -> pl.Expr:
    blank = _blank(column)
    filled = _filled(column, column.source, schema[column.source]) if column.source else None
    if column.otherwise:
        other = _filled(column, column.otherwise, schema[column.otherwise])
        filled = other if filled is None else pl.coalesce(filled, other)
    return blank if filled is None else pl.coalesce(filled, blank)


def _place(column: SheetColumn) -> list[pl.Expr]:
    """`<c r="B5" s="3"`, with the style of the column or of the cell."""
    style = pl.col(column.style).cast(pl.String) if isinstance(column.style, str) else pl.lit(str(column.style))
    return [pl.lit(f'<c r="{column.letter}'), pl.col(NUMBER), pl.lit('" s="'), style]


def _blank(column: SheetColumn) -> pl.Expr:
    """A cell that shows nothing; none at all where it has no style."""
    if column.style == 0:
        return pl.lit("")
    return pl.concat_str(*_place(column), pl.lit('"/>'))


def _filled(column: SheetColumn, source: str, kind: pl.DataType) -> pl.Expr:
    """The cells of a frame's column, null where it is null."""
    value = pl.col(source)
    if kind == pl.String:
        text = value.str.replace_all(UNWRITABLE, "").str.slice(0, LONGEST).str.replace_many(SPECIAL)
        text = pl.when(text != "").then(text)
        opening = pl.lit('" t="inlineStr"><is><t xml:space="preserve">')
        return pl.concat_str(*_place(column), opening, text, pl.lit("</t></is></c>"))
    return pl.concat_str(*_place(column), pl.lit('"><v>'), _number(value, kind), pl.lit("</v></c>"))


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
