"""Measuring what a draft would do to the firms in scope, at its own tier and at all above that follow from it; and keeping it.

The comparison is `services.impact`; here it is put beside the question how holders would fare at renewal, and kept so that a
page of it costs nothing.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Person
from registry.domain.outcomes import Case
from registry.services import impact, journal
from registry.services.occasions import make_occasion
from registry.services.policy.drafts import get_draft, sound_rule
from registry.services.policy.impact_counts import EFFECTS, counted
from registry.services.standings import count_firms
from registry.store.policy import RuleImpact

AT_ONCE = 20_000  # firms in scope that a page can wait for
KIND = "policy.impact"


@dataclass(frozen=True)
class Measured:
    """An answer that is not kept yet: the draft's state, the occasion, and the rows of everybody moved or holding."""

    draft_id: int
    draft_version: int
    as_of: date
    data_year: int
    counts: dict[str, Any]
    firms: pl.DataFrame


def is_long(session: Session, person: Person) -> bool:
    """Whether so many firms are in scope that the answer is a job."""
    return count_firms(session, person) > AT_ONCE


def measure(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    draft_id: int,
    *,
    as_of: date,
    data_year: int,
    settings: Settings,
) -> Measured:
    """Judge every firm in scope by what is in force and by the draft. Raises DraftHasFaults."""
    draft = get_draft(session, person, catalogue, draft_id)
    rule_set = sound_rule(draft, catalogue)
    asked = {"as_of": as_of, "data_year": data_year, "settings": settings}
    first = Case.NEW if Case.NEW in rule_set.cases else Case.REVIEW
    found = impact.compare(session, person, catalogue, None, rule_set, case=first, **asked)
    renewed = found
    if first is Case.NEW and Case.REVIEW in rule_set.cases:
        renewed = impact.compare(session, person, catalogue, None, rule_set, case=Case.REVIEW, **asked)
    holders = renewed.firms.filter(pl.col("holds")).select(
        "firm_id", renewal_before="before_verdict", renewal="after_verdict"
    )
    losing = holders.filter(impact.fails_renewal()) if Case.REVIEW in rule_set.cases else holders.clear()
    above = _above(session, catalogue, found, losing)
    rows = found.firms.join(holders, on="firm_id", how="full", coalesce=True)
    counts = counted(found.firms, holders, above) | {
        "renewal_is_own": Case.REVIEW in rule_set.cases,
        "case": first.value,
    }
    own = rows.filter((pl.col("change") != "unchanged") | pl.col("renewal").is_not_null())
    kept = pl.concat([own.with_columns(tier=pl.lit(rule_set.tier)), above], how="diagonal")
    return Measured(draft_id, draft.version, as_of, data_year, counts, kept)


def _above(session: Session, catalogue: Catalogue, found: impact.Impact, losing: pl.DataFrame) -> pl.DataFrame:
    """The firms that would move at tiers above, step by step, with their places. A draft for new firms alone takes no title."""
    gaining = found.of(impact.Change.GAINED).filter(~pl.col("holds"))["firm_id"].to_list()
    occasion = make_occasion(catalogue, found.as_of, found.data_year)
    moved = impact.following(session, catalogue, found.tier, gaining, losing["firm_id"].to_list(), occasion)
    return moved.join(found.firms.select("firm_id", "division_code", "park"), on="firm_id", how="left")


def keep(session: Session, person: Person, measured: Measured, *, now: datetime) -> int:
    """Store an answer with its draft and return its id."""
    stream = io.BytesIO()
    measured.firms.write_parquet(stream)
    record = RuleImpact(
        draft_id=measured.draft_id,
        draft_version=measured.draft_version,
        as_of=measured.as_of,
        data_year=measured.data_year,
        division=person.division,
        park=person.park,
        counts=measured.counts,
        firms=stream.getvalue(),
        created_by=person.name,
        created_at=now,
    )
    session.add(record)
    session.flush()
    effects = measured.counts["effects"]
    text = journal.said({"draft": measured.draft_id, "as_of": measured.as_of} | {key: effects[key] for key in EFFECTS})
    journal.note(session, person, "impact.measure", now=now, text=text)
    return record.id or 0
