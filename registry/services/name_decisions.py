"""Settling whom the names in a file mean, looking through what was decided, and forgetting one of it.

A decision belongs to the office of whoever made it and serves everybody within that office, for every later file too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.domain.errors import NotAllowed, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.columns.offices import may_tidy, within_reach
from registry.services.importing.batches import get_batch, readout_of
from registry.services.importing.belonging import leaving_out
from registry.services.importing.findings import Places
from registry.services.importing.matching import match
from registry.services.importing.unsettled import UnsettledName
from registry.store.firms import FirmRecord
from registry.store.memory import NameDecision
from registry.store.scope import firms_in_scope

NOBODY = None  # as the answer to a name: no firm of the registry is meant


class DecidedAbove(NotAllowed):
    """Decided by an office above one's own: it serves one, but is not one's own to forget."""

    template = mark("这条名称对照是上级单位确认的，只能由上级单位忘记。")


@dataclass(frozen=True)
class Settled:
    """How many names were decided, and how many still wait."""

    decided: int
    waiting: int


@dataclass(frozen=True)
class DecidedName:
    """A remembered decision; `firm` is None where no firm is meant or where the firm lies out of the reader's scope."""

    decision: NameDecision
    firm: FirmRecord | None
    may_forget: bool


def unsettled(session: Session, person: Person, batch_id: int) -> tuple[UnsettledName, ...]:
    """The names of a staged or stored file that wait for a person, as the registry stands now."""
    require(person, Action.USE_IMPORTS)
    readout = readout_of(session, get_batch(session, person, batch_id))
    frames = [leaving_out(frame, readout.rejected) for frame in (readout.firms, readout.figures, readout.titles)]
    return match(session, person, frames, Places(readout.sheets)).unsettled


def settle(
    session: Session, person: Person, batch_id: int, answers: Mapping[str, int | None], *, now: datetime
) -> Settled:
    """Remember whom names mean: name key → firm, or NOBODY.

    A name that no longer waits is left as it is. Raises NotFound for a firm out of the person's scope.
    """
    require(person, Action.USE_IMPORTS)
    waiting = {name.key: name.name for name in unsettled(session, person, batch_id)}
    decided = {key: firm_id for key, firm_id in answers.items() if key in waiting}
    _check_scope(session, person, {firm_id for firm_id in decided.values() if firm_id is not NOBODY})
    held = _own_decisions(session, person, decided)
    signed: dict[str, Any] = {"decided_by": person.name, "account_id": person.account_id, "decided_at": now}
    for key, firm_id in decided.items():
        answer = {"name": waiting[key], "firm_id": firm_id, **signed}
        own = NameDecision(division=person.division, park=person.park, name_key=key, **answer)
        session.add(held[key].sqlmodel_update(answer) if key in held else own)
        journal.note(session, person, "name.settle", now=now, firm_id=firm_id, batch_id=batch_id, text=waiting[key])
    return Settled(len(decided), len(waiting) - len(decided))


def decided_names(session: Session, person: Person) -> list[DecidedName]:
    """What the person's office, those above and those within it decided about names, the newest first."""
    require(person, Action.USE_IMPORTS)
    statement = select(NameDecision).where(within_reach(person, NameDecision))
    decisions = session.exec(statement.order_by(col(NameDecision.decided_at).desc(), col(NameDecision.id).desc())).all()
    meant = {decision.firm_id for decision in decisions}
    firms = session.exec(select(FirmRecord).where(col(FirmRecord.id).in_(meant), firms_in_scope(person)))
    by_id = {firm.id: firm for firm in firms}
    return [DecidedName(one, by_id.get(one.firm_id), may_tidy(person, one)) for one in decisions]


def get_decided_name(session: Session, person: Person, decision_id: int) -> DecidedName:
    """A decision to forget; raises NotFound where it is out of reach, DecidedAbove where it is not theirs."""
    found = next((one for one in decided_names(session, person) if one.decision.id == decision_id), None)
    if found is None:
        raise NotFound(what=mark("这条名称对照"))
    if not found.may_forget:
        raise DecidedAbove()
    return found


def forget(session: Session, person: Person, decision_id: int, *, now: datetime) -> None:
    """Forget a decision: the name is asked about anew. Rows that were imported by it stay as they are."""
    decision = get_decided_name(session, person, decision_id).decision
    session.delete(decision)
    journal.note(session, person, "name.forget", now=now, firm_id=decision.firm_id, text=decision.name)


def _check_scope(session: Session, person: Person, firm_ids: Collection[int]) -> None:
    reached = select(FirmRecord.id).where(col(FirmRecord.id).in_(firm_ids), firms_in_scope(person))
    if {*session.exec(reached)} != {*firm_ids}:
        raise NotFound(what=mark("这家企业"))


def _own_decisions(session: Session, person: Person, keys: Collection[str]) -> dict[str, NameDecision]:
    """What the person's own office decided about the names before."""
    own = NameDecision.division == person.division, NameDecision.park == person.park
    held = session.exec(select(NameDecision).where(*own, col(NameDecision.name_key).in_(keys)))
    return {decision.name_key: decision for decision in held}
