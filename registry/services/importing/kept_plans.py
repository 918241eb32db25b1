"""The plan made for a preview, kept with its batch, so that neither a page nor the commit makes it again without need.

Whether it still holds is asked of the journal (freshness.py).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl
from sqlalchemy import update
from sqlmodel import Session, col, select

from importers.reading import Readout
from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.importing.comparing import PLACE
from registry.services.importing.counting import ImportCounts, counted
from registry.services.importing.effects import Effects, effects
from registry.services.importing.freshness import basis_of
from registry.services.importing.packing import Packed, pack
from registry.services.importing.plan_frames import (
    Frames,
    Loose,
    issues_frame,
    lines_of,
    put_together,
    taken_apart,
)
from registry.services.importing.planning import Plan, make_plan
from registry.services.ledger_reading import Watch
from registry.store.imports import ImportPayload

SHOWN = ("lines", "issues", "held", "effects")


@dataclass(frozen=True)
class Prepared:
    """A plan with all that a preview shows of it, in memory."""

    plan: Plan
    frames: Frames
    effects: Effects | None

    @property
    def counts(self) -> ImportCounts:
        """The numbers of rows and records."""
        return ImportCounts(**self.frames.contents["counts"])

    def packed(self) -> bytes:
        """As it is kept until the commit: the whole plan."""
        return packed_whole(self.frames)

    def record(self) -> bytes:
        """As it is kept once the plan was carried out: what people are shown, without what only a commit needs."""
        shown = {name: self.frames.frame(name) for name in SHOWN if name in self.frames}
        return pack(shown, {key: value for key, value in self.frames.contents.items() if key != "plan"})


def prepare(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    readout: Readout,
    *,
    source: str,
    override: bool = False,
    left_out: pl.DataFrame | None = None,
    foresee: bool = True,
    watch: Watch | None = None,
) -> Prepared:
    """Plan an import and look at what it changes in verdicts, unless `foresee` is false. Writes nothing."""
    basis = {**basis_of(session, person), "source": source}
    plan = make_plan(
        session, person, catalogue, readout, source=source, override=override, without=left_out, watch=watch
    )
    ahead = effects(session, catalogue, plan, watch=watch) if foresee else None
    frames, values = taken_apart(plan)
    held = plan.held.sort(PLACE, maintain_order=True)
    frames |= {"lines": lines_of(plan, readout, left_out), "issues": issues_frame(plan.issues), "held": held}
    contents: dict[str, Any] = {
        "plan": values,
        "counts": asdict(counted(plan, left_out=0 if left_out is None else left_out.height)),
        "basis": basis,
    }
    if ahead is not None:
        frames["effects"] = ahead.changes
        contents["effects"] = {"as_of": ahead.as_of.isoformat(), "data_year": ahead.data_year}
    return Prepared(plan, Loose(frames, contents), ahead)


def kept_frames(session: Session, batch_id: int) -> Packed | None:
    """What is kept of a batch's plan, opened."""
    packed = session.exec(select(ImportPayload.plan).where(ImportPayload.batch_id == batch_id)).first()
    return Packed(packed) if packed else None


def keep_packed(session: Session, batch_id: int, packed: bytes) -> None:
    """Keep a plan with its batch, in the place of any other."""
    session.execute(update(ImportPayload).where(col(ImportPayload.batch_id) == batch_id).values(plan=packed))


def plan_in(frames: Frames) -> Plan:
    """The kept plan as it was made."""
    return put_together(frames, frames.contents["plan"])


def packed_whole(frames: Frames) -> bytes:
    """Every frame, as it is kept."""
    return pack({name: frames.frame(name) for name in frames.names}, frames.contents)
