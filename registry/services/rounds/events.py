"""The timeline of a round: every step is an event of the round and an entry of the journal, in one call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.domain.access import Person
from registry.services import journal
from registry.services.rounds.reach import may_run
from registry.store.rounds import Round, RoundEvent

OF_FIRMS = frozenset({"names", "firm", "field", "old", "new", "text", "reason", "outcome", "file"})


def record(
    session: Session,
    person: Person,
    round_: Round,
    kind: str,
    *,
    now: datetime,
    firm_id: int | None = None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    **facts: Any,
) -> None:
    """Put a step on the timeline and into the journal; `facts` are what the step was about."""
    assert round_.id is not None
    told = {name: journal.plain(fact) for name, fact in facts.items() if fact not in (None, "")}
    event = RoundEvent(round_id=round_.id, kind=kind, facts=told, by=person.name, account_id=person.account_id, at=now)
    session.add(event)
    said = " ".join([f"#{round_.id} {round_.name}", *(f"{name}={fact}" for name, fact in told.items())])
    journal.note(session, person, f"round.{kind}", now=now, firm_id=firm_id, changes=changes, text=said)


def facts_for(person: Person, round_: Round, event: RoundEvent) -> dict[str, Any]:
    """What the reader may know of a step: what names single firms is for whoever runs the round or took the step."""
    own = event.account_id is not None and event.account_id == person.account_id
    if own or may_run(person, round_) or event.kind in ("cancel", "create", "edit"):
        return event.facts
    return {name: fact for name, fact in event.facts.items() if name not in OF_FIRMS}


def timeline(session: Session, round_id: int) -> list[RoundEvent]:
    """The steps of a round, the newest first."""
    newest = (col(RoundEvent.at).desc(), col(RoundEvent.id).desc())
    return list(session.exec(select(RoundEvent).where(RoundEvent.round_id == round_id).order_by(*newest)))
