"""Texts, days and amounts as a form sends them, each refused in words where it cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services.days import SLIP, is_slip

LONGEST = 200


def read_text(values: Mapping[str, str], code: str, field: str) -> str:
    """The text with single spaces, "" where nothing was sent. Raises InvalidInput."""
    text = " ".join((values.get(code) or "").split())
    if len(text) > LONGEST:
        raise InvalidInput(field=field, reason=mark("最多 200 个字。"))
    return text


def read_day(values: Mapping[str, str], code: str, field: str) -> date | None:
    """The day, None where nothing was sent. Raises InvalidInput.

    >>> read_day({"on": "2026-06-30"}, "on", "日期")
    datetime.date(2026, 6, 30)
    """
    text = (values.get(code) or "").strip()
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(field=field, reason=mark("请按 2026-06-30 的样子填写。")) from None
    if is_slip(day):
        raise InvalidInput(field=field, reason=SLIP)
    return day


def read_amount(values: Mapping[str, str], code: str, field: str) -> float | None:
    """A number that is not negative, None where nothing was sent. Raises InvalidInput.

    >>> read_amount({"amount": "1,200.5"}, "amount", "金额")
    1200.5
    """
    text = (values.get(code) or "").replace(",", "").replace("，", "").strip()
    if not text:
        return None
    try:
        number = round(float(text), 6)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e12:
        raise InvalidInput(field=field, reason=mark("请填写数字，不带单位，不能为负数。"))
    return number
