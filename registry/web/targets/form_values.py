"""Between the form of a target and its fields: percents become fractions, names of places their codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import isfinite
from typing import Any

from flask_babel import gettext

from registry.domain.errors import InvalidInput
from registry.domain.indicators import Kind
from registry.domain.targets import FirmFilter, FirmTest, Measure, TargetKind, Test
from registry.domain.texts import mark
from registry.services.days import SLIP, is_slip
from registry.services.targets.fields import TargetFields
from registry.web.formats import trimmed
from registry.web.site import site
from registry.web.targets.forms import TESTS, OfficeForm, TargetForm

NUMBER, DAY = mark("请填写数字。"), mark("请按 2026-06-30 的样子填写日期。")
PLACE = mark("没有找到这个地区，或有几个同名的地区；请写全称或代码。")


def sent_fields(form: TargetForm) -> TargetFields:
    """The fields of a whole form. Raises InvalidInput with the form's own name of the field."""
    kind = TargetKind(form.kind.data) if form.kind.data in set(TargetKind) else TargetKind.STOCK
    goal = 1.0 if kind is TargetKind.COVERAGE else _amount(form, "goal", kind)
    fields = TargetFields(
        label=_text(form, "label"),
        kind=kind,
        measure=_measure(form, kind),
        goal=goal or 0.0,
        division=_division(form),
        park=_text(form, "park"),
        cluster=_text(form, "cluster"),
        document=_text(form, "document"),
    )
    return with_office(form, fields)


def with_office(form: OfficeForm, fields: TargetFields) -> TargetFields:
    """The fields with what can be said about any target."""
    year = _number(form, "base_year")
    return replace(
        fields,
        due_on=_day(form, "due_on"),
        starts_on=_day(form, "starts_on"),
        owner=_text(form, "owner"),
        responsible=_text(form, "responsible"),
        base_year=int(year) if year is not None else None,
        base_value=_amount(form, "base_value", fields.kind if fields.kind.is_share else TargetKind.STOCK),
    )


def shown_fields(fields: TargetFields) -> dict[str, Any]:
    """What the form shows for fields that are stored."""
    shares = 100 if fields.kind.is_share else 1
    base = fields.base_value * shares if fields.base_value is not None else None
    values: dict[str, Any] = {
        name: getattr(fields, name) for name in ("label", "park", "cluster", "document", "owner", "responsible")
    }
    values |= {"due_on": _iso(fields.due_on), "starts_on": _iso(fields.starts_on), "base_year": fields.base_year or ""}
    values |= {"kind": fields.kind.value, "goal": _plain(fields.goal * shares), "base_value": _plain(base)}
    place = site().catalogue.divisions.full_name(fields.division) if fields.division else ""
    values |= {"division": place, "is_strict": fields.measure.is_strict, "enters": fields.measure.enters}
    firms, among = fields.measure.firms, fields.measure.among
    values |= {"holds": next(iter(firms.holds), ""), "among_holds": next(iter(among.holds), "")}
    values |= {"industries": " ".join(among.industries)}
    return values | _shown_tests("firms", firms) | _shown_tests("among", among)


def _shown_tests(part: str, wanted: FirmFilter) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, each in enumerate(wanted.tests[:2], start=1):
        ratio = site().catalogue.indicators[each.indicator].kind is Kind.RATIO
        told = _plain(each.number * (100 if ratio else 1)) if each.number is not None else " ".join(each.words)
        name = f"{part}_{number}"
        values |= {f"{name}_indicator": each.indicator, f"{name}_test": each.test.value, f"{name}_value": told}
    return values


def _measure(form: TargetForm, kind: TargetKind) -> Measure:
    tests = {place: _test(form, place) for place in TESTS}
    firms = FirmFilter(_tier(form, "holds"), (), _of(tests, "firms"))
    industries = tuple(_text(form, "industries").upper().replace("、", " ").replace(",", " ").split())
    among = FirmFilter(_tier(form, "among_holds"), industries, _of(tests, "among"))
    return Measure(
        firms=firms,
        among=among if kind.is_share else FirmFilter(),
        enters=_text(form, "enters") if kind is TargetKind.FLOW else "",
        is_strict=bool(form.is_strict.data),
    )


def _of(tests: Mapping[str, FirmTest | None], part: str) -> tuple[FirmTest, ...]:
    return tuple(each for place, each in tests.items() if place.startswith(part) and each is not None)


def _tier(form: TargetForm, name: str) -> tuple[str, ...]:
    code = _text(form, name)
    return (code,) if code else ()


def _test(form: TargetForm, place: str) -> FirmTest | None:
    code, asked = _text(form, f"{place}_indicator"), _text(form, f"{place}_test")
    if not code:
        return None
    indicator = site().catalogue.indicators.get(code)
    test = Test(asked) if asked in set(Test) else Test.YES
    value = f"{place}_value"
    if test is Test.ONE_OF:
        return FirmTest(code, test, words=tuple(_text(form, value).replace("、", " ").split()))
    if test in (Test.AT_LEAST, Test.MORE_THAN):
        number = _number(form, value)
        shares = 0.01 if indicator is not None and indicator.kind is Kind.RATIO else 1
        return FirmTest(code, test, number=round(number * shares, 12) if number is not None else None)
    return FirmTest(code, test)


def _division(form: TargetForm) -> str:
    text = _text(form, "division")
    found = site().catalogue.divisions.find(text) if text else ()
    if text and len(found) != 1:
        raise InvalidInput(field="division", reason=gettext(PLACE))
    return found[0].prefix if found else ""


def _amount(form: OfficeForm, name: str, kind: TargetKind) -> float | None:
    number = _number(form, name)
    return round(number / 100, 12) if number is not None and kind.is_share else number


def _number(form: OfficeForm, name: str) -> float | None:
    text = _text(form, name).replace(",", "").removesuffix("%").strip()
    try:
        number = float(text) if text else None
    except ValueError:
        raise InvalidInput(field=name, reason=gettext(NUMBER)) from None
    if number is not None and not isfinite(number):
        raise InvalidInput(field=name, reason=gettext(NUMBER))
    return number


def _day(form: OfficeForm, name: str) -> date | None:
    text = _text(form, name)
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(field=name, reason=gettext(DAY)) from None
    if is_slip(day):
        raise InvalidInput(field=name, reason=gettext(SLIP))
    return day


def _text(form: OfficeForm, name: str) -> str:
    return str(form[name].data or "").strip()


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _plain(number: float | None) -> str:
    return "" if number is None else trimmed(number).replace(",", "")
