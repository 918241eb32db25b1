"""Whether a firm is barred from applying for a tier on a day, and why: a revoked title or a restriction. Everything that asks,
asks here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CompoundSelect
from sqlmodel import Session, col, select, union

from registry.services.restrictions.validity import HOLDS, covers, in_state, last_day, tier_codes
from registry.store.about_some import AboutSome
from registry.store.restrictions import Restriction
from registry.store.titles import TitleRecord

TITLE, RESTRICTION = TitleRecord.__table__, Restriction.__table__  # type: ignore[attr-defined]
REVOKED = AboutSome(
    select(*TITLE.c["firm_id", "tier", "revoked_on", "barred_until"]).where(TITLE.c.barred_until.is_not(None)),
    TITLE.c.firm_id,
)
RESTRICTED = AboutSome(
    select(*RESTRICTION.c["firm_id", "tiers", "reason", "first_on", "last_on", "lifted_on"]), RESTRICTION.c.firm_id
)


@dataclass(frozen=True)
class BarredFirm:
    """A firm that may not apply for a tier from a day to a day, both included; no tier means every tier, no end an open one.

    `reason` is told of a restriction; the title tells that of a revocation.
    """

    firm_id: int
    tier: str
    since: date
    until: date | None
    is_revocation: bool
    reason: str = ""

    def bars(self, tier: str, day: date) -> bool:
        """Whether the firm may not apply for the tier on the day."""
        return self.tier in ("", tier) and self.since <= day and (self.until is None or self.until >= day)


def barred_from(tier: str, day: date) -> CompoundSelect[tuple[int]]:
    """The ids of the firms that may not apply for the tier on the day."""
    held = col(TitleRecord.barred_until) >= day, col(TitleRecord.revoked_on) <= day
    revoked = select(TitleRecord.firm_id).where(TitleRecord.tier == tier, *held)
    return union(revoked, select(Restriction.firm_id).where(covers(tier), in_state(HOLDS, day)))


def bars_on(session: Session, firm_ids: Sequence[int], day: date, tier: str = "") -> dict[int, tuple[BarredFirm, ...]]:
    """The bars that hold on the day, of the tier where one is named, by firm, the longest first; whether the reader may see the
    firms is the caller's question."""
    found: dict[int, list[BarredFirm]] = {}
    for bar in bars_of(session, firm_ids):
        if bar.bars(tier or bar.tier, day):
            found.setdefault(bar.firm_id, []).append(bar)
    return {firm_id: tuple(sorted(bars, key=_longest_first)) for firm_id, bars in found.items()}


def bars_of(session: Session, firm_ids: Sequence[int]) -> list[BarredFirm]:
    """Every bar of the firms, whenever it holds; a bar per tier that it names."""
    return [*_revocations(session, firm_ids), *_restrictions(session, firm_ids)] if firm_ids else []


def _revocations(session: Session, firm_ids: Sequence[int]) -> Iterator[BarredFirm]:
    for firm_id, tier, since, until in REVOKED.rows(session, firm_ids):
        if since is not None:
            yield BarredFirm(firm_id, tier, since, until, True)


def _restrictions(session: Session, firm_ids: Sequence[int]) -> Iterator[BarredFirm]:
    for row in RESTRICTED.rows(session, firm_ids):
        until = last_day(row)
        if until is not None and until < row.first_on:
            continue
        for tier in tier_codes(row.tiers) or ("",):
            yield BarredFirm(row.firm_id, tier, row.first_on, until, False, row.reason)


def _longest_first(bar: BarredFirm) -> tuple[int, str]:
    return -(bar.until or date.max).toordinal(), bar.tier
