"""The firms of a measured answer with their names, narrowed as a page asks, a page at a time."""

from __future__ import annotations

import io
from dataclasses import dataclass

import polars as pl
from sqlalchemy import select as select_columns
from sqlmodel import Session

from registry.services.impact import fails_renewal
from registry.services.paging import page_within
from registry.store.bulk import read_frame_where
from registry.store.firms import FirmRecord
from registry.store.policy import RuleImpact

PER_PAGE = 50
EVERY_TIER = "all"
NO_PARK = "-"  # asks for the firms without a park
ONLY_BY_DRAFT = "lost"  # asks for the holders whose renewal would fail by the draft, and not before
LATER = ("because", "renewal_before")  # columns that an answer kept by an earlier release does not have


@dataclass(frozen=True)
class MovedFirm:
    """One firm of an answer with its name and what became of it; at a tier above `because` are the titles that moved it."""

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
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class MovedPage:
    """A page of firms, and how many there are in all."""

    firms: list[MovedFirm]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class MovedQuery:
    """Which firms of an answer are asked for; an empty text does not narrow. `renewal` asks for holders by verdict or for those who
    fail only by the draft, `tier` for another tier than the draft's own, or for all."""

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
            because=tuple(row["because"].split(",")) if row["because"] else (),
        )
        for row in told.iter_rows(named=True)
    ]
    return MovedPage(firms, rows.height, page, pages)


def _rows(found: RuleImpact, query: MovedQuery) -> pl.DataFrame:
    """The rows of the tier that is asked for; an answer kept by an earlier release has fewer columns."""
    rows = pl.read_parquet(io.BytesIO(found.firms))
    later = [pl.lit(None, pl.String).alias(name) for name in LATER if name not in rows.columns]
    rows = rows.with_columns(later)
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
    if query.renewal == ONLY_BY_DRAFT:
        wanted.append(fails_renewal())
    elif query.renewal:
        wanted.append(pl.col("renewal") == query.renewal)
    return wanted
