"""Lists as .xlsx: one sheet, a head that stays, text cells that start no formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services.wording import Wording

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MOST_ROWS = 1_000_000  # of a sheet
Head = tuple[str, int]  # the label as a message id, and the width of the column


class TooManyRows(InvalidInput):
    """A list that is longer than a sheet can be."""

    template = mark("名单有 {rows} 行，一张工作表最多放 {most} 行。请先按地区、园区或类别筛选，分几次导出。")


def require_fits(rows: int) -> int:
    """The number of rows. Raises TooManyRows where a sheet cannot hold so many: what writes sheets would drop the rest."""
    if rows > MOST_ROWS:
        raise TooManyRows(rows=f"{rows:,}", most=f"{MOST_ROWS:,}")
    return rows


def write_list(
    stream: BinaryIO,
    name: str,
    heads: Sequence[Head],
    rows: Iterable[Sequence[Any]],
    wording: Wording,
    *,
    frozen: int = 1,
    shown: Mapping[int, str] | None = None,
) -> int:
    """Write the rows under their heads and return how many there were; `frozen` columns stay when the sheet is moved, `shown`
    says how numbers of a column are shown."""
    with Workbook(stream, OPTIONS) as book:
        sheet = book.add_worksheet(wording.translate(name))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        numbers = {place: book.add_format({"num_format": form}) for place, form in (shown or {}).items()}
        sheet.freeze_panes(1, frozen)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        for place, (label, width) in enumerate(heads):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, wording.translate(label), bold)
        count = 0
        for count, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                _write(sheet, count, place, value, days, numbers.get(place))
        sheet.autofilter(0, 0, max(1, count), len(heads) - 1)
    return count


def _write(sheet: Worksheet, row: int, place: int, value: Any, days: Any, numbers: Any = None) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), days)
    elif isinstance(value, str):
        sheet.write_string(row, place, value)
    else:
        sheet.write_number(row, place, value, numbers)
