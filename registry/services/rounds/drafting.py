"""A round before it runs: made, changed, opened, given up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, func, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.choosing import in_force
from registry.domain.errors import ChangedSince, Conflict, InvalidInput
from registry.domain.levels import Level, is_below, level_of
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services import journal
from registry.services.rounds.events import record
from registry.services.rounds.reach import get_round_to_run
from registry.services.rounds.states import Status, Step, require_step
from registry.store.rounds import Round, RoundFirm

CODES = (
    "name", "tier", "year", "rule_set", "case", "as_of", "data_year", "division", "park",
    "opens_on", "closes_on", "document", "levels",
)  # fmt: skip
OPINION_LEVELS = (Level.PARK, Level.COUNTY, Level.CITY, Level.PROVINCE)


class StaleRound(ChangedSince):
    """Somebody else changed the round after the form was opened."""

    template = mark("这个批次刚刚被他人修改过，您的修改尚未保存。请核对最新内容后重新保存。")


class NothingDrawn(Conflict):
    """A round cannot run without firms."""

    template = mark("批次里还没有企业，请先选入企业。")


@dataclass(frozen=True)
class RoundFields:
    """What is written about a round; a blank rule set is the most specific one in force for the scope."""

    name: str
    tier: str
    year: int
    as_of: date
    data_year: int
    opens_on: date
    closes_on: date
    levels: tuple[str, ...]
    rule_set: str = ""
    case: str = Case.NEW.value
    division: str = ""
    park: str = ""
    document: str = ""


def create_round(session: Session, person: Person, catalogue: Catalogue, fields: RoundFields, *, now: datetime) -> int:
    """Make a draft and return its id. Raises InvalidInput for a field that cannot be taken."""
    require(person, Action.RUN_ROUNDS)
    values = _checked(person, catalogue, fields)
    by = {"created_by": person.name, "account_id": person.account_id, "created_at": now}
    round_ = Round(**values, **by, status=Status.DRAFT.value)
    session.add(round_)
    session.flush()
    changes = journal.differing({}, values)
    record(session, person, round_, "create", now=now, changes=changes)
    assert round_.id is not None
    return round_.id


def save_round(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    round_id: int,
    fields: RoundFields,
    version: int,
    *,
    now: datetime,
) -> bool:
    """Change a draft; True if anything changed. Raises StaleRound, StepOutOfOrder and InvalidInput."""
    round_ = get_round_to_run(session, person, round_id)
    require_step(round_, Step.EDIT)
    if round_.version != version:
        raise StaleRound()
    values = _checked(person, catalogue, fields)
    changes = journal.differing({code: getattr(round_, code) for code in CODES}, values)
    if not changes:
        return False
    if _count(session, round_id) and {"tier", "case", "division", "park", "levels"} & {*changes}:
        raise InvalidInput(
            field=mark("层级、情形、范围、审核层级"), reason=mark("在已选入企业后不能再改，请先移出企业或另建批次。")
        )
    round_.sqlmodel_update(values | {"version": round_.version + 1})
    record(session, person, round_, "edit", now=now, changes=changes)
    return True


def open_round(session: Session, person: Person, round_id: int, *, now: datetime) -> None:
    """From now on the levels can act."""
    round_ = get_round_to_run(session, person, round_id)
    require_step(round_, Step.OPEN)
    if not _count(session, round_id):
        raise NothingDrawn()
    _advance(round_, Status.OPEN)
    record(session, person, round_, "open", now=now, firms=_count(session, round_id))


def cancel_round(session: Session, person: Person, round_id: int, reason: str, *, now: datetime) -> None:
    """Give a round up, with the reason; what was said in it stays readable."""
    round_ = get_round_to_run(session, person, round_id)
    require_step(round_, Step.CANCEL)
    if not reason.strip():
        raise InvalidInput(field=mark("取消原因"), reason=mark("请填写。"))
    _advance(round_, Status.CANCELLED)
    record(session, person, round_, "cancel", now=now, reason=reason.strip())


def standards(catalogue: Catalogue, tier: str, case: Case, as_of: date) -> tuple[RuleSet, ...]:
    """The rule sets that a round for the tier can use on the day, the most specific first."""
    return in_force(catalogue.rule_sets, tier, case, as_of)


def _advance(round_: Round, status: Status) -> None:
    round_.status = status.value
    round_.version += 1


def _count(session: Session, round_id: int) -> int:
    return session.exec(select(func.count()).select_from(RoundFirm).where(RoundFirm.round_id == round_id)).one()


def _checked(person: Person, catalogue: Catalogue, fields: RoundFields) -> dict[str, Any]:
    name = fields.name.strip()
    if not name:
        raise InvalidInput(field=mark("批次名称"), reason=mark("必须填写。"))
    if fields.tier not in catalogue.ladder:
        raise InvalidInput(field=mark("层级"), reason=mark("请选择。"))
    if fields.closes_on < fields.opens_on:
        raise InvalidInput(field=mark("申报截止"), reason=mark("早于申报开始。"))
    if not fields.opens_on.year - 1 <= fields.year <= fields.closes_on.year + 1:
        raise InvalidInput(field=mark("年度"), reason=mark("与申报时间相差一年以上，请核对。"))
    if fields.as_of.year > fields.closes_on.year + 1:
        raise InvalidInput(field=mark("截止日"), reason=mark("比申报截止晚一年以上，请核对。"))
    if fields.data_year > fields.as_of.year:
        raise InvalidInput(field=mark("数据年"), reason=mark("晚于截止日所在的年份，还没有数据。"))
    if fields.case not in list(Case):
        raise InvalidInput(field=mark("情形"), reason=mark("请选择。"))
    if not (fields.division.startswith(person.division) and person.park in ("", fields.park)):
        raise InvalidInput(field=mark("范围"), reason=mark("超出了您的数据范围。"))
    return {
        **{code: getattr(fields, code) for code in CODES},
        "name": name,
        "document": fields.document.strip(),
        "rule_set": _standard(catalogue, fields).id,
        "levels": _levels(person, fields.levels),
    }


def _standard(catalogue: Catalogue, fields: RoundFields) -> RuleSet:
    usable = standards(catalogue, fields.tier, Case(fields.case), fields.as_of)
    if not usable:
        raise InvalidInput(field=mark("认定标准"), reason=mark("在截止日没有适用于这一层级和情形的标准。"))
    chosen = (
        [each for each in usable if each.id == fields.rule_set]
        if fields.rule_set
        else _fitting(usable, fields, catalogue.zones)
    )
    if not chosen:
        raise InvalidInput(field=mark("认定标准"), reason=mark("不适用于所选的层级、情形、截止日或范围。"))
    return chosen[0]


def _fitting(usable: tuple[RuleSet, ...], fields: RoundFields, zones: Mapping[str, str]) -> list[RuleSet]:
    """Those whose place holds the whole scope."""
    zone = f"zone:{zones.get(fields.park, '')}"
    return [one for one in usable if one.jurisdiction in ("CN", zone) or fields.division.startswith(one.jurisdiction)]


def _levels(person: Person, chosen: tuple[str, ...]) -> list[str]:
    levels = [level for level in OPINION_LEVELS if level in chosen]
    if not levels:
        raise InvalidInput(field=mark("审核层级"), reason=mark("至少选择一级。"))
    if is_below(level_of(person), levels[-1]):
        raise InvalidInput(field=mark("审核层级"), reason=mark("不能高于组织批次的单位。"))
    if level_of(person) in OPINION_LEVELS and levels[-1] != level_of(person):
        raise InvalidInput(field=mark("审核层级"), reason=mark("最高一级应是组织批次的单位自己这一级。"))
    return [level.value for level in levels]
