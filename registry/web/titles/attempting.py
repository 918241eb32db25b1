"""Saving a form about a title or a restriction: every refusal finds its field; what came too late is said, not overwritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask_wtf import FlaskForm

from registry.domain.errors import ChangedSince, Conflict
from registry.services.field_faults import FieldFaults
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.languages import sentence, translated


@dataclass(frozen=True)
class Outcome:
    """What came of saving: nothing to mend, or faults; `status` is how the page answers."""

    status: int = 303
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_saved(self) -> bool:
        """Whether the change is stored."""
        return self.status == 303


def attempt(form: FlaskForm, save: Callable[[], object]) -> Outcome:
    """Save, or say why not; the fields of the form carry their own faults afterwards."""
    if not form.validate():
        return Outcome(422, faults_of(form))
    try:
        save()
    except FieldFaults as error:
        for code, reason in error.faults.items():
            form[code].errors = [translated(reason)]
        return Outcome(422, faults_of(form))
    except ChangedSince:
        raise
    except Conflict as error:
        return Outcome(409, [Fault("", sentence(error))])
    return Outcome()
