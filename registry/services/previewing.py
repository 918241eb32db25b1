"""What a file would do, or did: from the plan that was kept with it while that still holds, else planned anew."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from importers.reading import Readout
from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.services.importing.batches import STAGED, find_committed_twin, get_batch, readout_of, sheets_of
from registry.services.importing.effects import Effects
from registry.services.importing.freshness import is_current
from registry.services.importing.kept_plans import Prepared, keep_packed, kept_frames, packed_whole
from registry.services.importing.kept_plans import prepare as planned
from registry.services.importing.plan_frames import Frames
from registry.services.importing.previews import Preview
from registry.services.importing.wanted import Accept, prepare_wanted
from registry.services.ledger_reading import Watch
from registry.services.staging import NotStaged, source_code


def prepare(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    readout: Readout,
    *,
    source: str = "",
    watch: Watch | None = None,
) -> Prepared:
    """Plan what was read and look at what it changes in verdicts; `store` and `restage` keep it. Needs no write lock."""
    require(person, Action.USE_IMPORTS)
    return planned(session, person, catalogue, readout, source=source_code(catalogue, source), watch=watch)


def examine(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    readout: Readout,
    *,
    source: str = "",
    accept: Accept = "valid",
    override: bool = False,
) -> Preview:
    """What a file would do if it were accepted so, without keeping anything of it."""
    require(person, Action.USE_IMPORTS)
    source = source_code(catalogue, source)
    made = prepare_wanted(session, person, catalogue, readout, source, accept=accept, override=override, foresee=True)
    return Preview(None, readout.sheets, made.frames, made.effects)


def preview(session: Session, person: Person, catalogue: Catalogue, batch_id: int) -> Preview:
    """What the staged file would do to the registry as it is now; of a committed one, what was seen when it was committed.

    Raises NotStaged for a file that was not read yet.
    """
    if (held := find_preview(session, person, catalogue, batch_id)) is not None:
        return held
    batch = get_batch(session, person, batch_id)
    had_plan = kept_frames(session, batch_id) is not None
    made = prepare(session, person, catalogue, readout_of(session, batch), source=batch.source)
    twin = find_committed_twin(session, batch) if batch.status == STAGED else None
    return Preview(batch, sheets_of(batch), made.frames, made.effects, twin, is_replanned=had_plan)


def find_preview(session: Session, person: Person, catalogue: Catalogue, batch_id: int) -> Preview | None:
    """The same as far as it is kept; None where it would have to be planned anew, which takes long for a large file."""
    require(person, Action.USE_IMPORTS)
    batch = get_batch(session, person, batch_id)
    if not batch.sheets:
        raise NotStaged()
    kept = kept_frames(session, batch_id)
    is_staged = batch.status == STAGED
    if kept is None or (is_staged and not is_current(session, person, kept, source_code(catalogue, batch.source))):
        return None
    twin = find_committed_twin(session, batch) if is_staged else None
    return Preview(batch, sheets_of(batch), kept, effects_in(kept), twin, is_kept=True)


def keep_preview(session: Session, person: Person, found: Preview) -> None:
    """Keep the plan of a preview that was made anew, so that the next page is quick; nothing where it is kept already."""
    if found.is_kept or found.batch is None or found.batch.id is None:
        return
    batch = get_batch(session, person, found.batch.id)
    if batch.status == STAGED and batch.sheets == found.batch.sheets:
        keep_packed(session, found.batch.id, packed_whole(found.frames))


def effects_in(frames: Frames) -> Effects | None:
    """The changes of verdicts that were kept with a plan."""
    if "effects" not in frames:
        return None
    kept = frames.contents["effects"]
    return Effects(date.fromisoformat(kept["as_of"]), kept["data_year"], frames.frame("effects"))
