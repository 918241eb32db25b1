"""Faults of formulas in a form, each told at its position under its field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm

from registry.web.errors_in_forms import Fault
from registry.web.policy.attempts import at_field
from registry.web.policy.threshold_values import formula_fault, half_width


def formula_faults(form: FlaskForm, needed: Iterable[str], others: Iterable[str] = ()) -> list[Fault]:
    """The first fault among the fields with formulas; those in `others` may stay empty."""
    for name, may_be_empty in (*((each, False) for each in needed), *((each, True) for each in others)):
        text = half_width((form[name].data or "").strip())
        if not text and may_be_empty:
            continue
        if fault := formula_fault(text):
            form.validate()
            return at_field(form, name, _told(fault, text))
    return []


def _told(fault: Any, text: str) -> str:
    position = int(str(fault.facts["position"]))
    name = fault.facts.get("name")
    reason = gettext("没有名为「%(name)s」的指标", name=name) if name else str(fault.facts["reason"])
    told = gettext("第 %(position)d 个字符处：%(reason)s", position=position, reason=reason)
    return f"{told}　{text[: position - 1]}▶{text[position - 1 :]}"
