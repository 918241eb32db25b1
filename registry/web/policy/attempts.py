"""Saving at the policy desk: what is refused comes back as a fault at its field, with the input kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import request
from flask_wtf import FlaskForm

from registry.domain.errors import ChangedSince, Conflict, InvalidInput, InvalidRule, NotAllowed, RegistryError
from registry.domain.texts import mark
from registry.services.policy.refusals import CodeTaken
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.languages import sentence, translated
from registry.web.meeting import is_untouched
from registry.web.policy.threshold_values import half_width

TAKEN: tuple[type[RegistryError], ...] = (Conflict, NotAllowed, InvalidRule)


def attempt(form: FlaskForm, save: Callable[[], None]) -> list[Fault]:
    """Save, or say why not."""
    if not form.validate():
        return faults_of(form)
    try:
        save()
    except CodeTaken as error:
        return at_field(form, "code", sentence(error))
    except InvalidInput as error:
        return at_field(form, str(error.facts["field"]), translated(str(error.facts["reason"])))
    except ChangedSince:
        raise
    except TAKEN as error:
        return [Fault("", sentence(error))]
    return []


def at_field(form: FlaskForm, name: str, told: str) -> list[Fault]:
    """A fault at one field of the form, or at the form where it has no such field."""
    if name not in form:
        return [Fault("", told)]
    form[name].errors = [told]
    return [Fault(form[name].id, told)]


def sent_version(form: Any) -> int:
    """The version that a form was opened on, or the present one where others changed only what this form does not show.

    0 where it was tampered with.
    """
    if is_untouched(form):
        return int(form.version.object_data)
    text = str(form.version.data or "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def posted_version() -> int:
    """The version that a bare button was drawn on; 0 where it was tampered with."""
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def read_day(text: str | None, field: str, *, needed: bool = True) -> date | None:
    """A day as it was sent. Raises InvalidInput at its field."""
    tidy = half_width(text or "").strip()
    if not tidy and not needed:
        return None
    try:
        return date.fromisoformat(tidy)
    except ValueError:
        raise InvalidInput(field=field, reason=mark("请按 2026-06-30 的样子填写日期。")) from None
