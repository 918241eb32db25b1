"""What is wrong with a sent form, for the summary at the top of the page; each entry leads to its field."""

from __future__ import annotations

from dataclasses import dataclass

from flask_wtf import FlaskForm


@dataclass(frozen=True)
class Fault:
    """One thing to mend: the id of the field ("" where it concerns the whole form) and the sentence."""

    field: str
    message: str


def faults_of(form: FlaskForm) -> list[Fault]:
    """The first fault of each field in the order of the form; empty for a form not yet sent."""
    return [Fault(field.id, str(field.errors[0])) for field in form if field.errors and field.name != "csrf_token"]
