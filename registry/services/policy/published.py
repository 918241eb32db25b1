"""What the desk published, as part of the catalogue: versions read from the database, local tiers, and the last days that follow.

A version ends the day before a later one of the desk begins for the same tier, place and case. Nothing of that is stored: it
follows from what is published and not withdrawn, so that a withdrawal puts everything back by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from weakref import WeakSet

from sqlalchemy import inspect
from sqlalchemy import select as select_columns
from sqlalchemy.pool import Pool
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.effective import Period
from registry.domain.rulesets import RuleSet
from registry.services.policy.stored_versions import Damaged, published_rules
from registry.services.remembering import remembered_by_readers
from registry.store.database import rows_of
from registry.store.policy import RulePublication
from registry.store.rulesets import RuleSetVersion

Key = tuple[tuple[str, str], ...]
VERSION, PUBLICATION = RuleSetVersion.__table__, RulePublication.__table__  # type: ignore[attr-defined]
STANDING = (
    select_columns(VERSION.c.id, VERSION.c.hash)
    .join_from(VERSION, PUBLICATION, PUBLICATION.c.rule_set == VERSION.c.id)
    .where(PUBLICATION.c.withdrawn_at.is_(None))
    .order_by(VERSION.c.id)
)
KEPT = 4  # catalogues at hand; more than one only while tests or a worker look at several databases


@dataclass(frozen=True)
class _Merged:
    """A catalogue made of another one and some publications."""

    base: Catalogue
    key: Key
    catalogue: Catalogue


_merged: list[_Merged] = []
_with_desk: WeakSet[Pool] = WeakSet()


def has_desk(session: Session) -> bool:
    """Whether the database is new enough to have the desk's tables; once it has them, it has."""
    pool = session.get_bind().engine.pool
    if pool not in _with_desk and inspect(session.connection()).has_table("rule_publication"):
        _with_desk.add(pool)
    return pool in _with_desk


def with_published(session: Session, base: Catalogue) -> Catalogue:
    """The catalogue with what the desk published. Asks for ids and hashes only; texts are read where something changed.

    Every process asks at each moment, so a publication holds for all of them at once. A version that cannot be
    read is left out, see `damaged_versions`.
    """
    key = _key(session)
    if not key and not any(tier.retired_on for tier in base.ladder.values()):
        return base
    for known in _merged:
        if known.base is base and known.key == key:
            return known.catalogue
    made = _Merged(base, key, merge(base, *published_rules(session, base)))
    _merged[:] = [made, *_merged[: KEPT - 1]]
    return made.catalogue


def merge(base: Catalogue, published: Iterable[RuleSet], damaged: Iterable[Damaged] = ()) -> Catalogue:
    """The base with published versions in it, earlier ones ended where a later one begins.

    A damaged one is left out, and what it ended stays ended: no answer is better than one by a standard that is over.
    """
    own = {each.id: each for each in published}
    every = [*(each for each in base.rule_sets if each.id not in own), *own.values()]
    later = [*own.values(), *damaged]
    return replace(base, rule_sets=tuple(_retired(ended(each, later), base) for each in every))


def _retired(rule_set: RuleSet, base: Catalogue) -> RuleSet:
    """The version, over on the day before its tier is retired."""
    retired_on, period = base.ladder[rule_set.tier].retired_on, rule_set.effective
    if retired_on is None or (period.end is not None and period.end < retired_on):
        return rule_set
    last = max(retired_on - timedelta(days=1), period.start)
    return replace(rule_set, effective=Period(period.start, last))


def ended(rule_set: RuleSet, published: Iterable[RuleSet | Damaged]) -> RuleSet:
    """The version with the last day that the next published one gives it, if there is one."""
    starts = [each.effective.start for each in published if is_successor(each, rule_set)]
    if not starts:
        return rule_set
    last = min(starts) - timedelta(days=1)
    end = rule_set.effective.end
    if end is not None and end <= last:
        return rule_set
    return replace(rule_set, effective=Period(rule_set.effective.start, last))


def is_successor(later: RuleSet | Damaged, rule_set: RuleSet) -> bool:
    """Whether `later` takes the place of the version from its first day on."""
    same = (later.tier, later.jurisdiction) == (rule_set.tier, rule_set.jurisdiction)
    return same and bool(set(later.cases) & set(rule_set.cases)) and later.effective.start > rule_set.effective.start


def damaged_versions(session: Session, catalogue: Catalogue) -> list[Damaged]:
    """The published versions that the catalogue had to leave out. Costs one small query where there are none."""
    known = {each.id for each in catalogue.rule_sets}
    if all(each in known for each, _ in _key(session)):
        return []
    return published_rules(session, catalogue)[1]


def _key(session: Session) -> Key:
    def ask() -> Key:
        return tuple((str(each), str(text_hash)) for each, text_hash in rows_of(session, STANDING))

    return remembered_by_readers(session, "published", ask)
