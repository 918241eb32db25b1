"""Which day it is where the registry is used."""

from __future__ import annotations

from datetime import date, datetime

from registry.config import CHINA
from registry.domain.texts import mark

EARLIEST, LATEST = 1949, 2099  # years outside are slips of the keyboard: 0026, 20262
SLIP = mark("年份不合理，请核对。")


def china_day(moment: datetime) -> date:
    """The calendar day in China at that moment.

    >>> from datetime import UTC
    >>> china_day(datetime(2026, 6, 30, 17, 0, tzinfo=UTC))
    datetime.date(2026, 7, 1)
    """
    return moment.astimezone(CHINA).date()


def is_slip(day: date | None) -> bool:
    """Whether the year of a written day cannot be meant.

    >>> is_slip(date(26, 5, 1)), is_slip(date(2026, 5, 1)), is_slip(None)
    (True, False, False)
    """
    return day is not None and not EARLIEST <= day.year <= LATEST
