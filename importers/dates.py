"""Dates and years as ledgers write them. A day or month that is not written is taken as the first."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

PATTERNS = (
    re.compile(r"(\d{4})年(?:(\d{1,2})月?(?:(\d{1,2})[日号]?)?)?"),
    re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})(\d{2})()"),
    re.compile(r"(\d{4})()()"),
)
CLOCK = re.compile(r"[t ]?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(z|[+-]\d{2}:?\d{2})?$")
SERIAL_START, SERIAL_END = 18264, 73051  # 1950-01-01 and 2100-01-01 in the count of Excel's days
EPOCH = date(1899, 12, 30)


def read_date(text: str) -> date | None:
    """The date that a text writes, or None.

    >>> for text in ("2018-05-03", "2018.5", "2018年5月", "20180501", "2018/5/1 0:00:00", "2018"):
    ...     print(read_date(text))
    2018-05-03
    2018-05-01
    2018-05-01
    2018-05-01
    2018-05-01
    2018-01-01
    >>> read_date("2018-13-01"), read_date("27/01/95")
    (None, None)
    """
    compact = CLOCK.sub("", unicodedata.normalize("NFKC", text).lower().strip()).replace(" ", "")
    for pattern in PATTERNS:
        match = pattern.fullmatch(compact)
        if match:
            return _made(*match.groups())
    return None


def date_of_number(number: float) -> date | None:
    """The date behind a bare number: 20180501, 201805, 2018, 2018.5 as typed, or Excel's serial day.

    >>> date_of_number(43221.0), date_of_number(20180501.0), date_of_number(2018.11)
    (datetime.date(2018, 5, 1), datetime.date(2018, 5, 1), datetime.date(2018, 11, 1))
    """
    if SERIAL_START <= number < SERIAL_END:
        return EPOCH + timedelta(days=int(number))
    if number.is_integer():
        return read_date(str(int(number)))
    return read_date(f"{number:.2f}".rstrip("0"))


def read_year(text: str) -> int | None:
    """A calendar year: `2025`, `2025年`, `2025年度`, `2025-12-31`.

    >>> read_year("２０２５年度"), read_year("25")
    (2025, None)
    """
    compact = unicodedata.normalize("NFKC", text).strip().removesuffix("度")
    found = read_date(compact)
    return found.year if found and 1900 <= found.year <= 2100 else None


def plain_date(value: date) -> date:
    """The day of a date or a moment."""
    return value.date() if isinstance(value, datetime) else value


def _made(year: str, month: str | None, day: str | None) -> date | None:
    try:
        return date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
