"""The plan of what somebody wants of a file: everything that can be taken, or only the rows that nothing was remarked about."""

from __future__ import annotations

from functools import partial
from typing import Literal

from sqlmodel import Session

from importers.reading import Readout
from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.importing.counting import doubtful_rows
from registry.services.importing.kept_plans import Prepared, prepare
from registry.services.ledger_reading import Watch

Accept = Literal["valid", "clean", "all-or-nothing"]


def prepare_wanted(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    readout: Readout,
    source: str,
    *,
    accept: Accept,
    override: bool,
    foresee: bool = False,
    watch: Watch | None = None,
) -> Prepared:
    """The plan of what can be taken, or of the clean rows only; which those are is known once all are planned."""
    plan = partial(prepare, session, person, catalogue, readout, source=source, override=override, watch=watch)
    if accept != "clean":
        return plan(foresee=foresee)
    return plan(left_out=doubtful_rows(plan(foresee=False).plan), foresee=foresee)
