"""A rung that an office adds to the ladder: titles, lists and imports know it at once, rule sets follow from drafts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.texts import mark
from registry.domain.tiers import Validity
from registry.services import journal
from registry.services.policy.reach import may_rule, require_rule
from registry.store.policy import LocalTier

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True)
class NewTier:
    """What is said of a local tier; `years` counts where titles last some years."""

    code: str
    label: str
    label_en: str
    track: str
    jurisdiction: str
    authority: str = ""
    validity: str = Validity.YEARS.value
    years: int = 3


def add_tier(session: Session, person: Person, catalogue: Catalogue, wanted: NewTier, *, now: datetime) -> None:
    """Keep a new tier, as the highest of its track. Raises InvalidInput, and NotAllowed for another place."""
    require_rule(person, wanted.jurisdiction, catalogue)
    _require_usable(wanted, catalogue)
    track = [tier.order for tier in catalogue.ladder.values() if tier.track == wanted.track]
    session.add(
        LocalTier(
            code=wanted.code,
            label=wanted.label.strip(),
            label_en=wanted.label_en.strip() or wanted.label.strip(),
            track=wanted.track,
            place=max(track, default=0) + 1,
            feeders=[],
            authority=wanted.authority.strip(),
            jurisdiction=wanted.jurisdiction,
            validity=wanted.validity,
            validity_years=wanted.years,
            created_by=person.name,
            created_at=now,
        )
    )
    session.flush()
    journal.note(session, person, "rules.tier", now=now, text=f"{wanted.code} {wanted.label.strip()}")


def local_tier(session: Session, person: Person, catalogue: Catalogue, code: str) -> LocalTier:
    """A tier that an office added, for whoever may rule its place. Raises NotFound."""
    found = session.get(LocalTier, code)
    if found is None or not may_rule(person, found.jurisdiction, catalogue):
        raise NotFound(what=mark("这个本地层级"))
    return found


def own_tiers(session: Session, person: Person, catalogue: Catalogue) -> set[str]:
    """The codes of the local tiers that the person may change."""
    return {each.code for each in session.exec(select(LocalTier)) if may_rule(person, each.jurisdiction, catalogue)}


def change_tier(session: Session, person: Person, catalogue: Catalogue, wanted: NewTier, *, now: datetime) -> None:
    """Another name, place, authority or validity for a local tier; its code stays. Raises InvalidInput and NotAllowed."""
    held = local_tier(session, person, catalogue, wanted.code)
    require_rule(person, wanted.jurisdiction, catalogue)
    _require_usable(wanted, catalogue, known=True)
    values = {
        "label": wanted.label.strip(),
        "label_en": wanted.label_en.strip() or wanted.label.strip(),
        "track": wanted.track,
        "authority": wanted.authority.strip(),
        "jurisdiction": wanted.jurisdiction,
        "validity": wanted.validity,
        "validity_years": wanted.years,
    }
    changes = {key: (getattr(held, key), value) for key, value in values.items() if getattr(held, key) != value}
    if changes:
        held.sqlmodel_update(values)
        session.add(held)
        journal.note(session, person, "rules.tier", now=now, changes=changes, text=wanted.code)


def _require_usable(wanted: NewTier, catalogue: Catalogue, *, known: bool = False) -> None:
    if not CODE.fullmatch(wanted.code) or (wanted.code in catalogue.ladder and not known):
        raise InvalidInput(field="code", reason=mark("用小写英文、数字和下划线，不能与已有层级相同。"))
    others = [tier for code, tier in catalogue.ladder.items() if code != wanted.code]
    names = {name for tier in others for name in (tier.label.zh, *tier.aliases)}
    if not wanted.label.strip() or wanted.label.strip() in names:
        raise InvalidInput(field="label", reason=mark("请填写名称，不能与已有层级相同。"))
    if wanted.track not in {tier.track for tier in catalogue.ladder.values()}:
        raise InvalidInput(field="track", reason=mark("请从列表中选一种。"))
    if wanted.validity not in {each.value for each in Validity} or not 1 <= wanted.years <= 30:
        raise InvalidInput(field="years", reason=mark("有效年数填 1 到 30。"))
