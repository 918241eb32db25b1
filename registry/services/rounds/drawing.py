"""Drawing firms into a round: by class from the current standings, by title for a review, or one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, insert, literal, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import Conflict, InvalidInput
from registry.domain.levels import Level
from registry.domain.outcomes import CandidateClass, Case
from registry.domain.texts import mark
from registry.services.rounds.assessing import MEMBER, assess
from registry.services.rounds.events import record
from registry.services.rounds.reach import firms_of_scope, get_round_to_run
from registry.services.rounds.states import FirmState, Step, require_step
from registry.services.titles import valid_on
from registry.services.titles.bars import BarredFirm, barred_from, bars_on
from registry.store.base import Moment
from registry.store.evaluations import OF_THE_FIRM, Standing
from registry.store.firms import FirmRecord
from registry.store.rounds import Round
from registry.store.scope import firms_in_scope, get_firm_in_scope
from registry.store.titles import TitleRecord

CLASSES = tuple(each.value for each in CandidateClass)
COLUMNS = (
    "round_id", "firm_id", "level", "state", "drawn_class", "shortfall", "drawn_by", "drawn_at", "version",
)  # fmt: skip
FIRM = FirmRecord.__table__  # type: ignore[attr-defined]


class FirmOutside(Conflict):
    """A firm that lies outside the scope of the round."""

    template = mark("“{name}”不在这个批次的范围内。")


class FirmDrawnBefore(Conflict):
    """A firm that is in the round already."""

    template = mark("“{name}”已经在这个批次里。")


class FirmBarred(Conflict):
    """A firm whose title was revoked and that may not apply again yet."""

    template = mark(
        "“{name}”的这一称号已被撤销，至 {day} 不得再次申报，不能选入。撤销有误的，先在称号记录里更正或取消撤销。"
    )


class FirmRestricted(FirmBarred):
    """A firm that a restriction keeps from applying until a day."""

    template = mark(
        "“{name}”被限制申报至 {day}（{reason}），不能选入。限制有误的，先在企业页的“限制申报”里修改或解除。"
    )


class FirmRestrictedForLong(FirmBarred):
    """A firm that a restriction without an end keeps from applying."""

    template = mark(
        "“{name}”被限制申报（{reason}），没有到期日，不能选入。限制有误的，先在企业页的“限制申报”里修改或解除。"
    )


@dataclass(frozen=True)
class Barred:
    """A firm that stays out of a round although it could come in, and the bar that lasts longest."""

    firm_id: int
    name: str
    bar: BarredFirm


def barred_candidates(session: Session, person: Person, round_: Round) -> list[Barred]:
    """Firms in the scope of the round that would be drawn in but may not apply when the round closes: candidates, or for a
    review the holders whose title ends in its year."""
    if round_.case == Case.REVIEW:
        offered = FIRM.c.id.in_(_ending(round_, date(round_.year, 12, 31)))
    else:
        classed = col(Standing.tier) == round_.tier, col(Standing.candidate_class).is_not(None)
        offered = FIRM.c.id.in_(select(Standing.firm_id).where(*classed))
    barred = FIRM.c.id.in_(barred_from(round_.tier, round_.closes_on))
    named = select(FIRM.c.id, FIRM.c.name).where(offered, barred, _apart(person, round_))
    names = dict(session.execute(named.order_by(FIRM.c.name_key)).all())
    bars = bars_on(session, [*names], round_.closes_on, round_.tier)
    return [Barred(one, name, bars[one][0]) for one, name in names.items()]


def counts_by_class(session: Session, person: Person, round_: Round) -> dict[str, int]:
    """How many firms of each class the current standings offer that are not in the round yet."""
    held = col(Standing.candidate_class)
    statement = (
        select(held, func.count()).join(FirmRecord, OF_THE_FIRM).where(_candidates(person, round_)).group_by(held)
    )
    found = dict(session.execute(statement).all())
    return {name: found.get(name, 0) for name in CLASSES}


def count_holders(session: Session, person: Person, round_: Round, until: date) -> int:
    """How many holders whose title ends by the day are not in the round yet."""
    return session.execute(select(func.count()).select_from(FIRM).where(_holders(person, round_, until))).scalar_one()


def draw_classes(
    session: Session, person: Person, catalogue: Catalogue, round_id: int, classes: Sequence[str], *, now: datetime
) -> int:
    """Draw in all candidates of the classes that are not in the round yet; how many came in."""
    round_ = _drawable(session, person, round_id)
    wanted = [name for name in CLASSES if name in classes]
    if not wanted:
        raise InvalidInput(field=mark("候选类别"), reason=mark("请至少选择一类。"))
    rows = _rows(round_, person, now, col(Standing.candidate_class)).select_from(Standing).join(FirmRecord, OF_THE_FIRM)
    chosen = rows.where(_candidates(person, round_), col(Standing.candidate_class).in_(wanted))
    return _draw(session, person, catalogue, round_, chosen, {"classes": "、".join(wanted)}, now)


def draw_holders(
    session: Session, person: Person, catalogue: Catalogue, round_id: int, until: date, *, now: datetime
) -> int:
    """Draw in the holders of the tier whose title ends by the day, for a review."""
    round_ = _drawable(session, person, round_id)
    if round_.case != Case.REVIEW:
        raise InvalidInput(field=mark("情形"), reason=mark("只有复核批次按到期称号选入企业。"))
    rows = _rows(round_, person, now, literal(None)).select_from(FirmRecord)
    chosen = rows.where(_holders(person, round_, until))
    return _draw(session, person, catalogue, round_, chosen, {"until": until.isoformat()}, now)


def draw_firm(
    session: Session, person: Person, catalogue: Catalogue, round_id: int, firm_id: int, *, now: datetime
) -> None:
    """Draw in one firm; one that was taken out comes back to where it starts."""
    round_ = _drawable(session, person, round_id)
    firm = get_firm_in_scope(session, person, firm_id)
    inside = select(FIRM.c.id).where(FIRM.c.id == firm_id, firms_of_scope(round_.division, round_.park))
    if session.execute(inside).first() is None:
        raise FirmOutside(name=firm.name)
    _refuse_barred(session, firm, round_)
    held = session.execute(
        select(MEMBER.c.id, MEMBER.c.state).where(MEMBER.c.round_id == round_id, MEMBER.c.firm_id == firm_id)
    ).first()
    if held is not None and held.state != FirmState.WITHDRAWN:
        raise FirmDrawnBefore(name=firm.name)
    if held is not None:
        start = select(start_level(round_)).where(FIRM.c.id == firm_id).scalar_subquery()
        back = {"state": FirmState.WAITING.value, "level": start, "version": MEMBER.c.version + 1}
        session.execute(MEMBER.update().where(MEMBER.c.id == held.id).values(**back))
    else:
        own = select(Standing.candidate_class).where(Standing.firm_id == firm_id, Standing.tier == round_.tier)
        rows = _rows(round_, person, now, own.scalar_subquery()).select_from(FirmRecord).where(FIRM.c.id == firm_id)
        session.execute(insert(MEMBER).from_select(COLUMNS, rows))
    assess(session, catalogue, round_, only_new=True)
    record(session, person, round_, "draw_firm", now=now, firm_id=firm_id, firm=firm.name)


def start_level(round_: Round) -> ColumnElement[str]:
    """On `firm`: the lowest level of the round that the firm has; a firm without a park starts at its county."""
    code = func.coalesce(FIRM.c.division_code, "")
    has = {
        Level.PARK: func.coalesce(FIRM.c.park, "") != "",
        Level.COUNTY: and_(func.length(code) == 6, func.substr(code, 5, 2) != "00"),
        Level.CITY: and_(func.length(code) >= 4, func.substr(code, 3, 2) != "00"),
    }
    ways = [(has[level], literal(level.value)) for level in map(Level, round_.levels) if level in has]
    top = literal(round_.levels[-1])
    return case(*ways, else_=top) if ways else top


def _drawable(session: Session, person: Person, round_id: int) -> Round:
    round_ = get_round_to_run(session, person, round_id)
    require_step(round_, Step.DRAW)
    return round_


def _draw(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    round_: Round,
    chosen: Select[tuple[object, ...]],
    how: dict[str, str],
    now: datetime,
) -> int:
    before = _drawn(session, round_)
    session.execute(insert(MEMBER).from_select(COLUMNS, chosen))
    came = _drawn(session, round_) - before
    if came:
        assess(session, catalogue, round_, only_new=True)
        record(session, person, round_, "draw", now=now, firms=came, **how)
    return came


def _drawn(session: Session, round_: Round) -> int:
    counted = select(func.count()).select_from(MEMBER).where(MEMBER.c.round_id == round_.id)
    return session.execute(counted).scalar_one()


def _rows(
    round_: Round, person: Person, now: datetime, drawn_class: ColumnElement[object]
) -> Select[tuple[object, ...]]:
    """A row of the round per firm, as it is when it comes in."""
    return select(
        literal(round_.id),
        FIRM.c.id,
        start_level(round_),
        literal(FirmState.WAITING.value),
        drawn_class,
        literal(""),
        literal(person.name),
        literal(now, Moment),
        literal(1),
    )


def _candidates(person: Person, round_: Round) -> ColumnElement[bool]:
    """On `standing` joined with `firm`: candidates of the tier in the scope that are not in the round."""
    return and_(col(Standing.tier) == round_.tier, col(Standing.candidate_class).is_not(None), _free(person, round_))


def _holders(person: Person, round_: Round, until: date) -> ColumnElement[bool]:
    """On `firm`: those whose valid title of the tier ends by the day and that are not in the round."""
    return and_(FIRM.c.id.in_(_ending(round_, until)), _free(person, round_))


def _ending(round_: Round, until: date) -> Select[tuple[int]]:
    """The firms whose valid title of the tier ends by the day."""
    ending = and_(col(TitleRecord.tier) == round_.tier, col(TitleRecord.valid_to) <= until, valid_on(round_.as_of))
    return select(col(TitleRecord.firm_id)).where(ending)


def _refuse_barred(session: Session, firm: FirmRecord, round_: Round) -> None:
    bars = bars_on(session, [firm.id or 0], round_.closes_on, round_.tier).get(firm.id or 0, ())
    if not bars:
        return
    told = {"name": firm.name, "reason": bars[0].reason}
    if bars[0].until is None:
        raise FirmRestrictedForLong(**told)
    kind = FirmBarred if bars[0].is_revocation else FirmRestricted
    raise kind(**told, day=bars[0].until.isoformat())


def _free(person: Person, round_: Round) -> ColumnElement[bool]:
    """On `firm`: in scope, not in the round, and not barred from applying on its closing day."""
    return and_(_apart(person, round_), FIRM.c.id.not_in(barred_from(round_.tier, round_.closes_on)))


def _apart(person: Person, round_: Round) -> ColumnElement[bool]:
    drawn = select(MEMBER.c.firm_id).where(MEMBER.c.round_id == round_.id)
    place = and_(firms_in_scope(person), firms_of_scope(round_.division, round_.park))
    return and_(place, FIRM.c.id.not_in(drawn))
