"""Requests for correction in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from registry.domain.indicators import Kind
from registry.services.enterprise.correction_lists import Request
from registry.services.enterprise.corrections import STATE_LABELS, State, seen_as
from registry.services.journal import plain
from registry.services.submissions.comparing import Standing
from registry.web.languages import in_words, translated
from registry.web.quantities import unit_name
from registry.web.site import site
from registry.web.submissions.lines import line_of, value_in_words


@dataclass(frozen=True)
class RequestLine:
    """One request: what it is about, the three values in words, and the value as the page saw it."""

    id: int
    firm_id: int
    firm_name: str
    year: int
    code: str
    label: str
    unit: str
    wanted: str
    held: str
    source: str
    is_verified: bool
    is_settled: bool
    has_moved: bool
    reason: str
    state: str
    state_word: str
    is_open: bool
    asked_by: str
    asked_at: Any
    decided_by: str
    decided_at: Any
    answer: str
    seen: str


def request_line(one: Request) -> RequestLine:
    """One request; while it is open with the value that is held now, afterwards with the one that was held when asked."""
    record = one.record
    indicator = site().catalogue.indicators.get(record.code)
    now = line_of(one.now) if one.now else None
    held = now.held if now else _words(record.held, record.code)
    return RequestLine(
        id=record.id or 0,
        firm_id=one.firm_id,
        firm_name=one.firm_name,
        year=record.year,
        code=record.code,
        label=in_words(indicator.label) if indicator else record.code,
        unit=unit_name(indicator.unit) if indicator and indicator.kind.is_numeric else "",
        wanted=now.stated if now else _words(record.wanted, record.code),
        held=held,
        source=now.source if now else "",
        is_verified=now.is_verified if now else False,
        is_settled=bool(one.now and one.now.standing is Standing.SAME),
        has_moved=bool(one.now and plain(one.now.held) != record.held),
        reason=record.reason,
        state=record.state,
        state_word=translated(STATE_LABELS.get(record.state, record.state)),
        is_open=record.state == State.OPEN,
        asked_by=translated(record.asked_by),
        asked_at=record.asked_at,
        decided_by=translated(record.decided_by),
        decided_at=record.decided_at,
        answer=record.answer,
        seen=seen_as(one.now.held) if one.now else "",
    )


def year_words(year: int) -> str:
    """The year, or the firm itself."""
    return gettext("%(year)s 年", year=year) if year else gettext("企业信息")


def _words(value: Any, code: str) -> str:
    indicator = site().catalogue.indicators.get(code)
    if indicator is None:
        return str(value)
    return value_in_words(date.fromisoformat(value) if value and indicator.kind is Kind.DATE else value, indicator)
