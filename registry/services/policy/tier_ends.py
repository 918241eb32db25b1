"""A local tier that is no longer wanted: taken away while nothing rests on it, else retired from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import Conflict
from registry.domain.texts import mark
from registry.services import journal
from registry.services.days import china_day
from registry.services.jobs import asking
from registry.services.policy.drafts import DROPPED
from registry.services.policy.tiers import local_tier
from registry.services.policy.turning import REEVALUATE
from registry.store.decisions import ManualDecision
from registry.store.policy import RuleDraft
from registry.store.pools import PoolMember
from registry.store.rounds import Round
from registry.store.rulesets import RuleSetVersion
from registry.store.titles import TitleRecord


class TierInUse(Conflict):
    """Something rests on the tier, so it cannot be taken away."""

    template = mark("这个层级已经用过（{uses}），不能删除；请填停用日期，从那天起不再评估，称号和历史保留。")


USES: Mapping[str, Any] = {
    mark("称号"): TitleRecord.tier,
    mark("培育库"): PoolMember.tier,
    mark("申报批次"): Round.tier,
    mark("认定标准"): RuleSetVersion.tier,
    mark("人工判断"): ManualDecision.tier,
}


def uses_of(session: Session, catalogue: Catalogue, code: str) -> dict[str, int]:
    """How many records of each kind rest on a tier; kinds without one are left out."""
    found = {
        label: session.execute(select(func.count()).where(column == code)).scalar_one()
        for label, column in USES.items()
    }
    open_drafts = select(func.count()).where(col(RuleDraft.tier) == code, col(RuleDraft.status) != DROPPED)
    found[mark("标准草稿")] = session.execute(open_drafts).scalar_one()
    found[mark("以它为条件的标准")] = sum(f"title({code})" in each.text for each in catalogue.rule_sets)
    return {label: count for label, count in found.items() if count}


def remove_tier(session: Session, person: Person, catalogue: Catalogue, code: str, *, now: datetime) -> None:
    """Take a local tier out of the ladder. Raises TierInUse."""
    held = local_tier(session, person, catalogue, code)
    if uses := uses_of(session, catalogue, code):
        raise TierInUse(uses="、".join(f"{label} {count}" for label, count in uses.items()))
    session.delete(held)
    journal.note(session, person, "rules.tier_remove", now=now, text=f"{code} {held.label}")


def retire_tier(
    session: Session, person: Person, catalogue: Catalogue, code: str, day: date | None, *, now: datetime
) -> None:
    """From that day on nobody is judged for the tier; None takes the retirement back."""
    held = local_tier(session, person, catalogue, code)
    changes = {"retired_on": (str(held.retired_on or ""), str(day or ""))}
    is_current = any(each is not None and each <= china_day(now) for each in (held.retired_on, day))
    held.retired_on = day
    session.add(held)
    journal.note(session, person, "rules.tier_retire", now=now, changes=changes, text=code)
    if is_current:
        asking.start(session, person, REEVALUATE, arguments={"tier": code}, now=now)
