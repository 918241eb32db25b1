"""Options that several commands share, and what they read."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from registry.domain.errors import InvalidInput
from registry.domain.outcomes import Case
from registry.domain.texts import mark


class Day(click.ParamType):
    """A day written as 2026-06-30."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; anything else is refused with the form that is wanted."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            name = param.opts[0] if param is not None else "--as-of"
            raise InvalidInput(field=name, reason=mark("请按 2026-06-30 的样子填写日期。")) from None


def check_case(text: str) -> Case:
    """The case type of that name."""
    try:
        return Case(text)
    except ValueError:
        raise InvalidInput(field="--case", reason=mark("只能是 new 或 review。")) from None


def check_year(year: int | None, option: str) -> int | None:
    """A year that can be one."""
    if year is not None and not 1949 <= year <= 2200:
        raise InvalidInput(field=option, reason=mark("请填写四位年份，例如 2025。"))
    return year


as_of = click.option("--as-of", type=Day(), default=None, help="Day of law to judge by; today unless given.")
data_year = click.option("--data-year", type=int, default=None, help="Year of the figures; the last complete one.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON value instead of text.")
