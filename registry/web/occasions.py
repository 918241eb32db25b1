"""The day, the data year and the case that a page is asked to judge by; without any it is today and the last complete year."""

from __future__ import annotations

from datetime import date

from flask import request
from flask_babel import gettext

from registry.domain.errors import InvalidInput
from registry.domain.outcomes import Case
from registry.services.occasions import Occasion, make_occasion
from registry.web.addresses import is_number
from registry.web.site import site

YEARS = range(1990, 2201)


def asked_occasion(default: Occasion | None = None) -> Occasion:
    """The occasion of the address. Raises InvalidInput for a day or year that cannot be read."""
    catalogue = site().catalogue
    usual = default or make_occasion(catalogue, site().today())
    as_of = _asked_day() or usual.as_of
    year = _asked_year() or (usual.data_year if as_of == usual.as_of else None)
    return make_occasion(catalogue, as_of, year, _asked_case())


def _asked_day() -> date | None:
    text = request.values.get("as_of", "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(field=gettext("截止日"), reason=gettext("请按 2026-06-30 的样子填写。")) from None


def _asked_year() -> int | None:
    text = request.values.get("data_year", "").strip()
    if not text:
        return None
    if not is_number(text) or int(text) not in YEARS:
        raise InvalidInput(field=gettext("数据年"), reason=gettext("请填写四位年份，例如 2025。"))
    return int(text)


def _asked_case() -> Case:
    return Case.REVIEW if request.values.get("case") == Case.REVIEW.value else Case.NEW
