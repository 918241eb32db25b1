"""Targets of the demo: parts handed out of a document's target, and two that the demo park set itself."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.catalogue.strict import Entry, read_file
from registry.domain.access import SYSTEM
from registry.domain.targets import FirmFilter, Measure, TargetKind
from registry.services.targets.editing import create_target
from registry.services.targets.fields import TargetFields
from registry.services.targets.parts import PartFields, set_parts
from registry.store.targets import Target


def add_demo_targets(session: Session, catalogue: Catalogue, *, today: date, now: datetime) -> None:
    """Hand out and set what targets.yaml says; targets of the catalogue that are not published are left out."""
    document = read_file(Path(__file__).parent / "targets.yaml").only(("parts", "own"))
    for code in document.entry("parts"):
        parts = {
            (str(part.need("division")), ""): PartFields(float(part.need("goal")), str(part.need("responsible")))
            for part in document.entry("parts").entries(code)
        }
        target = session.exec(select(Target).where(col(Target.code) == code)).first()
        if target is not None:
            when = {"version": target.version, "now": now}
            set_parts(session, SYSTEM, catalogue, target.id or 0, parts, **when)
    for entry in document.entries("own"):
        create_target(session, SYSTEM, catalogue, _fields(entry), today=today, now=now)


def _fields(entry: Entry) -> TargetFields:
    holds = (str(entry["holds"]),) if "holds" in entry else ()
    return TargetFields(
        label=str(entry.need("label")),
        kind=TargetKind(entry.need("kind")),
        measure=Measure(FirmFilter(holds=holds), enters=str(entry.get("enters", ""))),
        goal=float(entry.need("goal")),
        due_on=entry.get("due_on"),
        division=str(entry.get("division", "")),
        park=str(entry.get("park", "")),
        owner=str(entry.get("owner", "")),
    )
