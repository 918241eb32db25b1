"""What a draft would do to the firms in scope, once it is measured: the newest answer, its firms with names, a page at a time."""

from __future__ import annotations

import io
from dataclasses import dataclass

import polars as pl
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound, RegistryError
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services.paging import page_within
from registry.services.policy.drafts import get_draft, sound_rule
from registry.store.bulk import read_frame_where
from registry.store.firms import FirmRecord
from registry.store.policy import RuleImpact

PER_PAGE = 50
EVERY_TIER = "all"
NO_PARK = "-"  # asks for the firms without a park


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
    tier: str


@dataclass(frozen=True)
class MovedPage:
    """A page of firms, and how many there are in all."""

    firms: list[MovedFirm]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class MovedQuery:
    """Which firms of an answer are asked for; an empty text does not narrow. `renewal` asks for holders by verdict, `tier` for
    another tier than the draft's own, or for all."""

    change: str = ""
    division: str = ""
    park: str = ""
    deciding: str = ""
    renewal: str = ""
    tier: str = ""


def moved_firms(
    session: Session, found: RuleImpact, query: MovedQuery, *, page: int = 1, per_page: int = PER_PAGE
) -> MovedPage:
    """The firms of an answer in the order of the register, a page at a time."""
    rows = _rows(found, query).filter(*_wanted(query)).sort("firm_id")
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
            tier=row["tier"],
        )
        for row in told.iter_rows(named=True)
    ]
    return MovedPage(firms, rows.height, page, pages)


def rule_of(session: Session, person: Person, catalogue: Catalogue, found: RuleImpact) -> RuleSet | None:
    """The draft's rule set for the labels of conditions, where it still can be read."""
    draft = get_draft(session, person, catalogue, found.draft_id)
    try:
        return sound_rule(draft, catalogue)
    except RegistryError:
        return None


def _rows(found: RuleImpact, query: MovedQuery) -> pl.DataFrame:
    """The rows of the tier that is asked for; an answer kept before other tiers were measured has its own only."""
    rows = pl.read_parquet(io.BytesIO(found.firms))
    if "tier" not in rows.columns:
        return rows.with_columns(tier=pl.lit(""))
    if query.tier == EVERY_TIER:
        return rows
    others = pl.col("tier").is_in([each["key"] for each in found.counts.get("tiers", [])])
    return rows.filter(pl.col("tier") == query.tier if query.tier else ~others)


def _wanted(query: MovedQuery) -> list[pl.Expr]:
    wanted = []
    if query.change:
        wanted.append(pl.col("change") == query.change)
    if query.division:
        wanted.append(pl.col("division_code").str.starts_with(query.division))
    if query.park:
        park = pl.col("park")
        wanted.append(park.is_null() | (park == "") if query.park == NO_PARK else park == query.park)
    if query.deciding:
        wanted.append(pl.col("deciding") == query.deciding)
    if query.renewal:
        wanted.append(pl.col("renewal") == query.renewal)
    return wanted
