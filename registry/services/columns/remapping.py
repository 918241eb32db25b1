"""Reading a staged file another way, as a person decided on its mapping page, and remembering the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from importers.reading import Readout
from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput
from registry.domain.indicators import Indicators
from registry.domain.texts import mark
from registry.services import jobs
from registry.services.columns.confirming import ConfirmedTable, confirm
from registry.services.columns.units import suits
from registry.services.importing.batches import RECEIVED, STAGED, get_batch
from registry.services.importing.kept_plans import Prepared
from registry.services.staging import NotStaged, restage
from registry.store.imports import ImportBatch, ImportPayload

COLUMNS = "columns"  # under this name a batch's options keep what was chosen: signature → head key → column


class UnitUnfit(InvalidInput):
    """A unit that cannot measure what the column is to become."""

    template = mark("「{field}」的单位“{unit}”不适用于指标「{indicator}」，请另选单位或指标。")


class BeingWorkedOn(Conflict):
    """A job reads or commits the batch just now."""

    template = mark("这次导入正在后台处理，请等它完成后再改列的识别。")


@dataclass(frozen=True)
class Decision:
    """What a person decided about a file: `options` are sheet, year, firm, table and heads, None where the file itself decides."""

    source: str
    options: Mapping[str, Any]
    tables: tuple[ConfirmedTable, ...]

    def options_for(self, batch: ImportBatch) -> dict[str, Any]:
        """All options for reading the batch anew; what was chosen before for tables that are not read now is kept."""
        chosen = {table.signature: table.chosen() for table in self.tables if table.signature}
        kept = {"title": batch.options["title"]} if "title" in batch.options else {}
        return {**self.options, **kept, COLUMNS: {**batch.options.get(COLUMNS, {}), **chosen}}


def get_staged(session: Session, person: Person, batch_id: int) -> ImportBatch:
    """The batch, while it may still be read another way; raises NotFound, NotStaged and BeingWorkedOn."""
    require(person, Action.USE_IMPORTS)
    batch = get_batch(session, person, batch_id)
    if batch.status not in (RECEIVED, STAGED):
        raise NotStaged()
    if jobs.active_of(session, batch_id) is not None:
        raise BeingWorkedOn()
    return batch


def require_fitting(decision: Decision, indicators: Indicators) -> None:
    """Raise UnitUnfit for the first unit stated that does not suit its column's indicator."""
    for table in decision.tables:
        for column in table.columns:
            indicator = indicators.get(column.meaning or "")
            if indicator is not None and column.unit and not suits(column.unit, indicator):
                raise UnitUnfit(field=column.header, reason="", unit=column.unit, indicator=indicator.label.zh)


def remap(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    batch_id: int,
    decision: Decision,
    readout: Readout,
    *,
    prepared: Prepared | None = None,
    now: datetime,
) -> None:
    """Put what was read by the decision in the batch's place, with its plan, and remember its tables. Raises as `get_staged`."""
    batch = get_staged(session, person, batch_id)
    options = decision.options_for(batch)
    restage(session, person, batch_id, readout, options=options, source=decision.source, prepared=prepared)
    _remember(session, person, catalogue, decision, now)


def start_remapping(
    session: Session, person: Person, catalogue: Catalogue, batch_id: int, decision: Decision, *, now: datetime
) -> int:
    """The same for a large file: remember at once, read in the background. Returns the job's id."""
    batch = get_staged(session, person, batch_id)
    batch.source = decision.source
    session.get_one(ImportPayload, batch_id).plan = None
    _remember(session, person, catalogue, decision, now)
    arguments = {"options": decision.options_for(batch)}
    return jobs.start(session, person, "import.remap", batch_id=batch_id, arguments=arguments, now=now)


def _remember(session: Session, person: Person, catalogue: Catalogue, decision: Decision, now: datetime) -> None:
    for table in decision.tables:
        confirm(session, person, catalogue, table, now=now)
