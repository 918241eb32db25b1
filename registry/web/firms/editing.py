"""Saving a form about a firm: every refusal finds its field. What somebody else saved meanwhile is told by `web/meeting.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from importers.cells import CellFault
from importers.issues import ERROR, Issue
from registry.domain.errors import ChangedSince, Conflict, InvalidInput
from registry.services.firms import FieldFaults, FirmDetail
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.firms.forms import IndicatorForm
from registry.web.firms.history import Entry, entries_of
from registry.web.languages import sentence, translated, wording
from registry.web.quantities import unit_name
from registry.web.site import site


@dataclass(frozen=True)
class Outcome:
    """What came of saving: nothing to mend, or faults to mend."""

    faults: list[Fault]

    @property
    def is_saved(self) -> bool:
        """Whether the change is stored."""
        return not self.faults


def attempt(form: IndicatorForm, save: Callable[[], object]) -> Outcome:
    """Save, or say why not; the fields of the form carry their own faults afterwards."""
    if not form.validate():
        return Outcome(faults_of(form))
    try:
        save()
    except FieldFaults as error:
        return Outcome([_faulty(form, code, fault) for code, fault in error.faults.items()])
    except InvalidInput as error:
        return Outcome([_placed(form, str(error.facts["field"]), sentence(error))])
    except ChangedSince:
        raise
    except Conflict as error:
        return Outcome([_placed(form, site().catalogue.indicators["credit_code"].label.zh, sentence(error))])
    return Outcome([])


def _faulty(form: IndicatorForm, code: str, fault: CellFault) -> Fault:
    """The fault of one field, told as an import tells it; the summary says which field is meant."""
    indicator = site().catalogue.indicators[code]
    issue = Issue(fault.code, ERROR, "", facts={"unit_name": unit_name(indicator.unit), **fault.facts})
    text = issue.sentence(translate=translated)
    form[code].errors = [text]
    return Fault(code, wording().say(InvalidInput.template, field=indicator.label, reason=text))


def _placed(form: IndicatorForm, label: str, message: str) -> Fault:
    """The fault at the field with that Chinese label, or at the whole form."""
    indicators = site().catalogue.indicators
    for code in indicators:
        if indicators[code].label.zh == label and code in form:
            form[code].errors = [message]
            return Fault(code, message)
    return Fault("", message)


def changes_since(detail: FirmDetail, version: int) -> list[Entry]:
    """What others did to the firm after that version; each edit counts one version."""
    later = max(0, detail.firm.version - version)
    return entries_of([entry for entry in detail.journal if entry.changes][:later], site().catalogue)
