"""The demo's targets: parts of a document's target, and two of the demo park."""

from __future__ import annotations

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.services.demo.targets import add_demo_targets
from registry.services.targets.publishing import publish_targets
from registry.store.targets import Target
from tests.factories import NOW, TODAY


def test_parts_and_own_targets_are_added(session: Session, catalogue: Catalogue) -> None:
    publish_targets(session, catalogue, now=NOW)
    add_demo_targets(session, catalogue, today=TODAY, now=NOW)
    parts = session.exec(select(Target).where(col(Target.parent_id).is_not(None))).all()
    assert {part.division for part in parts} == {"4201", "4203", "4205", "4206"}
    own = session.exec(select(Target.kind).where(Target.park == "东湖高新区")).all()
    assert sorted(own) == ["flow", "stock"]
