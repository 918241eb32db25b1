"""What the fields of a firm's forms hold when they open, and what is meant by what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext

from registry.domain.indicators import Indicator, Kind
from registry.services.firms import FirmDetail
from registry.web.firms.forms import NO, YES, IndicatorForm, annual_indicators, firm_indicators
from registry.web.quantities import cell
from registry.web.site import site


def written(values: Mapping[str, Any], indicators: Iterable[Indicator]) -> dict[str, str]:
    """Stored values as the fields write them: shares in percent, no thousands separators, personal data left out."""
    return {each.code: _written(values.get(each.code), each) for each in indicators if each.kind is not Kind.PERSONAL}


def _written(value: Any, indicator: Indicator) -> str:
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case date():
            return value.isoformat()
        case str():
            return value
    number = round(value * 100, 7) if indicator.kind is Kind.RATIO else value
    return str(int(number)) if float(number).is_integer() else repr(number)


def firm_values(detail: FirmDetail) -> dict[str, str]:
    """The firm's own facts; the place in words, the former names in one line."""
    values = written(detail.values, firm_indicators())
    code = detail.firm.division_code
    values["division_name"] = site().catalogue.divisions.full_name(code) or code if code else ""
    values["former_names"] = "；".join(detail.former_names)
    return values


def own_values(form: IndicatorForm) -> dict[str, str]:
    """What was sent. A place left blank erases the code; personal data left blank stays as it is, for it is not shown."""
    values = form.values()
    personal = [each.code for each in firm_indicators() if each.kind is Kind.PERSONAL and not values.get(each.code)]
    if not values.get("division_name"):
        values["division_code"] = ""
    return {code: text for code, text in values.items() if code not in personal}


def year_before(detail: FirmDetail, year: int) -> dict[str, str]:
    """What the year before says, beside each field."""
    before = detail.figures.get(year - 1, {})
    return {
        each.code: gettext("上年 %(value)s", value=cell(before[each.code], each))
        for each in annual_indicators()
        if before.get(each.code) is not None
    }
