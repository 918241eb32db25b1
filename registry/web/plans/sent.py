"""What a form sent, by type: days, versions and drafts of actions. A day that cannot be read is refused in words."""

from __future__ import annotations

from datetime import date

from flask import request

from registry.domain.texts import mark
from registry.services.plans.actions import Draft
from registry.services.sent_values import read_day


def sent_day(name: str, label: str) -> date | None:
    """The day in a field, None where it is blank. `label` is the field's own, for the refusal."""
    return read_day(request.form, name, label)


def sent_version() -> int:
    """The version the form was opened with; 0, which nothing has, where it is no number."""
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def sent_draft(code: str = "", rule_set: str = "") -> Draft:
    """The action in the fields of the form, or in those of a proposed condition."""
    ending = f"-{code}" if code else ""
    return Draft(
        text=request.form.get(f"text{ending}", ""),
        owner=request.form.get(f"owner{ending}", ""),
        due_on=sent_day(f"due_on{ending}", mark("完成期限")),
        rule_set=rule_set,
        condition=code,
    )


def sent_number(name: str) -> int | None:
    """The number that a choice sent, None where nothing was chosen."""
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def sent_numbers(name: str) -> list[int]:
    """The numbers of the boxes that were ticked, each once."""
    found = (text for text in request.form.getlist(name) if text.isdecimal() and len(text) < 10)
    return list(dict.fromkeys(int(text) for text in found))
