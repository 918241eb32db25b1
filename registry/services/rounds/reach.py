"""Who reaches a round: its organiser, whoever contains its scope, and the offices within it, each with their own firms."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, literal, or_, true
from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, may, require
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.domain.levels import Level, is_below, level_of
from registry.domain.names import name_key
from registry.domain.texts import mark
from registry.services.rounds.states import Status
from registry.store.firms import FirmRecord
from registry.store.rounds import Round, RoundFirm
from registry.store.scope import firms_in_scope


class NotTheOrganiser(NotAllowed):
    """A step that belongs to the office that organises the round, or to one above it."""

    template = mark("这一步由组织批次的单位办理，您的数据范围不包括整个批次。")


def rounds_in_reach(person: Person) -> ColumnElement[bool]:
    """On `round`: its scope and the person's overlap; a draft lies within the scope of whoever sees it (see `is_shown`)."""
    return and_(_overlapping(person), or_(col(Round.status) != Status.DRAFT, _run_by(person)))


def is_shown(person: Person, status: str, levels: Sequence[str]) -> bool:
    """Whether a round in reach is shown: a draft only to the level that organises it, and to those above."""
    return status != Status.DRAFT or not is_below(level_of(person), Level(levels[-1]))


def get_round(session: Session, person: Person, round_id: int) -> Round:
    """The round; raises NotFound where it does not exist or is out of reach."""
    require(person, Action.VIEW_ROUNDS)
    found = session.exec(select(Round).where(Round.id == round_id, rounds_in_reach(person))).first()
    if found is None or not is_shown(person, found.status, found.levels):
        raise NotFound(what=mark("这个批次"))
    return found


def get_round_to_run(session: Session, person: Person, round_id: int) -> Round:
    """The round for whoever runs it, kept from others until the transaction ends. Raises NotFound, NotAllowed."""
    require(person, Action.RUN_ROUNDS)
    session.exec(select(Round.id).where(Round.id == round_id).with_for_update()).first()
    return get_own_round(session, person, round_id)


def get_own_round(session: Session, person: Person, round_id: int) -> Round:
    """The round to look at for whoever runs it. Raises NotFound, NotAllowed."""
    require(person, Action.RUN_ROUNDS)
    found = get_round(session, person, round_id)
    if not may_run(person, found):
        raise NotTheOrganiser()
    return found


def may_run(person: Person, round_: Round) -> bool:
    """Whether the person's office organises the round: its scope holds all of it, and it is not below the highest level
    of opinion, which is always the organiser's own."""
    contains = round_.division.startswith(person.division) and person.park in ("", round_.park)
    return may(person.role, Action.RUN_ROUNDS) and contains and not is_below(level_of(person), Level(round_.levels[-1]))


def firms_of_scope(division: str, park: str) -> ColumnElement[bool]:
    """On `firm`: within the scope of a round."""
    limits: list[ColumnElement[bool]] = []
    if division:
        limits.append(col(FirmRecord.division_code).startswith(division, autoescape=True))
    if park:
        limits.append(col(FirmRecord.park) == park)
    return and_(true(), *limits)


def members(person: Person, round_id: int) -> ColumnElement[bool]:
    """On `round_firm` joined with `firm`: the firms of the round that the person reaches."""
    return and_(col(RoundFirm.round_id) == round_id, firms_in_scope(person))


def get_member(session: Session, person: Person, round_id: int, member_id: int) -> tuple[RoundFirm, FirmRecord]:
    """One firm of the round; raises NotFound where it is not in it or out of reach."""
    statement = select(RoundFirm, FirmRecord).join(FirmRecord)
    found = session.exec(statement.where(members(person, round_id), col(RoundFirm.id) == member_id)).first()
    if found is None:
        raise NotFound(what=mark("批次里的这家企业"))
    return found[0], found[1]


def find_member(session: Session, person: Person, round_id: int, said: str) -> int | None:
    """The row of the firm with that name or credit code, None where nothing is said. Raises InvalidInput."""
    if not (asked := said.strip()):
        return None
    told = or_(col(FirmRecord.name_key) == name_key(asked), col(FirmRecord.credit_code) == asked.upper())
    found = session.exec(select(RoundFirm.id).join(FirmRecord).where(members(person, round_id), told)).all()
    if len(found) != 1:
        raise InvalidInput(
            field=mark("针对的企业"), reason=mark("请填写批次里一家企业的全称或信用代码；针对整个名单的留空。")
        )
    return found[0]


def _overlapping(person: Person) -> ColumnElement[bool]:
    division = col(Round.division)
    inside = division.startswith(person.division, autoescape=True)
    around = literal(person.division).startswith(division)
    park = or_(col(Round.park).in_({"", person.park}), true() if not person.park else literal(False))
    return and_(or_(inside, around), park)


def _run_by(person: Person) -> ColumnElement[bool]:
    if not may(person.role, Action.RUN_ROUNDS):
        return literal(False)
    inside = col(Round.division).startswith(person.division, autoescape=True)
    return and_(inside, col(Round.park) == person.park if person.park else true())
