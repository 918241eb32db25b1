"""What a draft would do to the firms in scope: measured, kept with the draft, listed with names, exported.

Measuring is `services.impact.compare`; here its answer is put beside the question how holders would fare at renewal, and kept so
that a page of it costs nothing.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services import impact, journal
from registry.services.paging import page_within
from registry.services.policy.drafts import get_draft, sound_rule
from registry.services.standings import count_firms
from registry.store.bulk import read_frame_where
from registry.store.firms import FirmRecord
from registry.store.policy import RuleImpact

AT_ONCE = 20_000  # firms in scope that a page can wait for
KIND = "policy.impact"
PER_PAGE = 50
EFFECTS = ("gained", "lost", "unknown", "other", "unchanged")


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
    holders = renewed.firms.filter(pl.col("holds")).select("firm_id", pl.col("after_verdict").alias("renewal"))
    rows = found.firms.join(holders, on="firm_id", how="full", coalesce=True)
    counts = {
        "total": found.firms.height,
        "effects": found.counts(),
        "divisions": _by(found.firms, "division_code"),
        "parks": _by(found.firms, "park"),
        "deciding": _deciding(found.firms),
        "renewal": dict(holders.group_by("renewal").len().rows()) if holders.height else {},
        "renewal_is_own": Case.REVIEW in rule_set.cases,
        "case": first.value,
    }
    kept = rows.filter((pl.col("change") != "unchanged") | pl.col("renewal").is_not_null())
    return Measured(draft_id, draft.version, as_of, data_year, counts, kept)


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
        counts=_with_text_keys(measured.counts),
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


def latest(session: Session, person: Person, draft_id: int) -> RuleImpact | None:
    """The newest answer that was measured for the person's own scope."""
    statement = select(RuleImpact).where(
        RuleImpact.draft_id == draft_id, RuleImpact.division == person.division, RuleImpact.park == person.park
    )
    return session.exec(statement.order_by(col(RuleImpact.id).desc()).limit(1)).first()


def get_impact(session: Session, person: Person, catalogue: Catalogue, impact_id: int) -> RuleImpact:
    """An answer for the person's own scope about a draft of their reach; else NotFound."""
    require(person, Action.MANAGE_RULES)
    found = session.get(RuleImpact, impact_id)
    if found is None or (found.division, found.park) != (person.division, person.park):
        raise NotFound(what=mark("这次测算"))
    get_draft(session, person, catalogue, found.draft_id)
    return found


@dataclass(frozen=True)
class MovedFirm:
    """One firm of an answer with its name and what became of it."""

    firm_id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    holds: bool
    change: str
    before: str | None
    after: str | None
    deciding: str | None
    renewal: str | None


@dataclass(frozen=True)
class MovedPage:
    """A page of firms, and how many there are in all."""

    firms: list[MovedFirm]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class MovedQuery:
    """Which firms of an answer are asked for; an empty text does not narrow. `renewal` asks for holders by verdict."""

    change: str = ""
    division: str = ""
    park: str = ""
    deciding: str = ""
    renewal: str = ""


def moved_firms(
    session: Session, found: RuleImpact, query: MovedQuery, *, page: int = 1, per_page: int = PER_PAGE
) -> MovedPage:
    """The firms of an answer in the order of the register, a page at a time."""
    rows = pl.read_parquet(io.BytesIO(found.firms)).filter(*_wanted(query)).sort("firm_id")
    page, pages = page_within(page, rows.height, per_page)
    shown = rows.slice((page - 1) * per_page, per_page)
    table = FirmRecord.__table__  # type: ignore[attr-defined]
    statement = select_columns(
        table.c.id.label("firm_id"), table.c.name, table.c.credit_code, table.c.division_code, table.c.park
    )
    names = read_frame_where(session, statement, table.c.id, shown["firm_id"].to_list())
    told = shown.drop("division_code", "park").join(names, on="firm_id", how="inner", maintain_order="left")
    firms = [
        MovedFirm(
            firm_id=row["firm_id"],
            name=row["name"],
            credit_code=row["credit_code"],
            division_code=row["division_code"],
            park=row["park"],
            holds=bool(row["holds"]),
            change=row["change"] or "unchanged",
            before=row["before_verdict"],
            after=row["after_verdict"],
            deciding=row["deciding"],
            renewal=row["renewal"],
        )
        for row in told.iter_rows(named=True)
    ]
    return MovedPage(firms, rows.height, page, pages)


def rule_of(session: Session, person: Person, catalogue: Catalogue, found: RuleImpact) -> RuleSet | None:
    """The draft's rule set for the labels of conditions, where it still can be read."""
    draft = get_draft(session, person, catalogue, found.draft_id)
    try:
        return sound_rule(draft, catalogue)
    except Exception:
        return None


def _wanted(query: MovedQuery) -> list[pl.Expr]:
    wanted = []
    if query.change:
        wanted.append(pl.col("change") == query.change)
    if query.division:
        wanted.append(pl.col("division_code").str.starts_with(query.division))
    if query.park:
        wanted.append(pl.col("park") == query.park)
    if query.deciding:
        wanted.append(pl.col("deciding") == query.deciding)
    if query.renewal:
        wanted.append(pl.col("renewal") == query.renewal)
    return wanted


def _by(firms: pl.DataFrame, column: str) -> list[dict[str, Any]]:
    """Counts of every effect for each value of a column, the most moved first."""
    counts = firms.group_by(column, "change").len().pivot(on="change", index=column, values="len")
    have = [effect for effect in EFFECTS if effect in counts.columns]
    missing = [pl.lit(0).alias(effect) for effect in EFFECTS if effect not in counts.columns]
    full = counts.with_columns(pl.col(have).fill_null(0), *missing)
    moved = pl.col("gained") + pl.col("lost") + pl.col("unknown")
    return full.sort(moved, column, descending=[True, False]).rename({column: "key"}).to_dicts()


def _deciding(firms: pl.DataFrame) -> list[dict[str, Any]]:
    moved = firms.filter(pl.col("change").is_in(["gained", "lost", "unknown"]) & pl.col("deciding").is_not_null())
    counted = moved.group_by("change", "deciding").len(name="firms")
    return counted.sort("firms", "change", "deciding", descending=[True, False, False]).to_dicts()


def _with_text_keys(counts: dict[str, Any]) -> dict[str, Any]:
    renewal = {str(key): value for key, value in counts["renewal"].items() if key is not None}
    return counts | {"renewal": renewal}
