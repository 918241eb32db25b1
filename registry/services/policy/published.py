"""What the desk published, as part of the catalogue: versions read from the database, local tiers, and the last days that follow.

A version ends the day before a later one of the desk begins for the same tier, place and case. Nothing of that is stored: it
follows from what is published and not withdrawn, so that a withdrawal puts everything back by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import inspect
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.rule_checking import check_rule
from registry.domain.effective import Period
from registry.domain.errors import CatalogueError
from registry.domain.indicators import Text
from registry.domain.rulesets import RuleSet
from registry.domain.tiers import Tier, Validity
from registry.store.policy import LocalTier, RulePublication
from registry.store.rulesets import RuleSetVersion

Key = tuple[tuple[str, str], ...]
KEPT = 4  # catalogues at hand; more than one only while tests or a worker look at several databases


@dataclass(frozen=True)
class _Merged:
    """A catalogue made of another one and some publications."""

    base: Catalogue
    key: Key
    catalogue: Catalogue


_merged: list[_Merged] = []


def has_desk(session: Session) -> bool:
    """Whether the database is new enough to have the desk's tables."""
    return bool(inspect(session.connection()).has_table("rule_publication"))


def local_tiers(session: Session) -> tuple[Tier, ...]:
    """The tiers that offices added."""
    return tuple(_tier(record) for record in session.exec(select(LocalTier).order_by(col(LocalTier.code))))


def with_published(session: Session, base: Catalogue) -> Catalogue:
    """The catalogue with what the desk published. Asks for ids and hashes only; texts are read where something changed.

    Every process asks at each request, so a publication holds for all of them at once. Raises CatalogueError.
    """
    key = _key(session)
    if not key:
        return base
    for known in _merged:
        if known.base is base and known.key == key:
            return known.catalogue
    made = _Merged(base, key, merge(base, published_rules(session, base)))
    _merged[:] = [made, *_merged[: KEPT - 1]]
    return made.catalogue


def merge(base: Catalogue, published: Iterable[RuleSet]) -> Catalogue:
    """The base with published versions in it, earlier ones ended where a later one begins."""
    own = {each.id: each for each in published}
    every = [*(each for each in base.rule_sets if each.id not in own), *own.values()]
    return replace(base, rule_sets=tuple(ended(each, own.values()) for each in every))


def ended(rule_set: RuleSet, published: Iterable[RuleSet]) -> RuleSet:
    """The version with the last day that the next published one gives it, if there is one."""
    starts = [each.effective.start for each in published if is_successor(each, rule_set)]
    if not starts:
        return rule_set
    last = min(starts) - timedelta(days=1)
    end = rule_set.effective.end
    if end is not None and end <= last:
        return rule_set
    return replace(rule_set, effective=Period(rule_set.effective.start, last))


def is_successor(later: RuleSet, rule_set: RuleSet) -> bool:
    """Whether `later` takes the place of the version from its first day on."""
    same = (later.tier, later.jurisdiction) == (rule_set.tier, rule_set.jurisdiction)
    return same and bool(set(later.cases) & set(rule_set.cases)) and later.effective.start > rule_set.effective.start


def published_rules(session: Session, base: Catalogue) -> list[RuleSet]:
    """The versions of the desk that are not withdrawn, with the last days they were published with."""
    names = names_of(base.indicators, base.ladder)
    statement = select(RuleSetVersion).join(RulePublication, col(RulePublication.rule_set) == col(RuleSetVersion.id))
    found = []
    for version in session.exec(statement.where(col(RulePublication.withdrawn_at).is_(None))):
        checked = check_rule(version.text, names, base.rule_sets)
        if checked.rule_set is None or checked.rule_set.hash != version.hash:
            reason = checked.faults[0].reason if checked.faults else "存档的标准已损坏"
            raise CatalogueError(file=version.id, line=checked.faults[0].line if checked.faults else 1, reason=reason)
        found.append(checked.rule_set)
    return found


def _key(session: Session) -> Key:
    statement = select(RuleSetVersion.id, RuleSetVersion.hash).join(
        RulePublication, col(RulePublication.rule_set) == col(RuleSetVersion.id)
    )
    return tuple(
        (str(each), str(text_hash))
        for each, text_hash in session.exec(
            statement.where(col(RulePublication.withdrawn_at).is_(None)).order_by(col(RuleSetVersion.id))
        )
    )


def _tier(record: LocalTier) -> Tier:
    return Tier(
        code=record.code,
        label=Text(record.label, record.label_en),
        track=record.track,
        order=record.place,
        feeders=tuple(record.feeders),
        authority=Text(record.authority, record.authority) if record.authority else None,
        jurisdiction=record.jurisdiction,
        validity=Validity(record.validity),
        validity_years=record.validity_years,
        margin=record.margin,
    )
