"""Which day it is where the registry is used."""

from __future__ import annotations

from datetime import date, datetime

from registry.config import CHINA


def china_day(moment: datetime) -> date:
    """The calendar day in China at that moment.

    >>> from datetime import UTC
    >>> china_day(datetime(2026, 6, 30, 17, 0, tzinfo=UTC))
    datetime.date(2026, 7, 1)
    """
    return moment.astimezone(CHINA).date()
