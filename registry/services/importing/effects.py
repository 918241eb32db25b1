"""What an import would change in verdicts: the firms it touches, judged as they are and as they would be. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.outcomes import CandidateClass
from registry.services.fact_tables import FactTables, StoredTables
from registry.services.facts import facts_from
from registry.services.importing.planned_tables import PlannedTables, touched_firms
from registry.services.importing.planning import Plan
from registry.services.importing.searching import matching
from registry.services.ledger_reading import Watch
from registry.services.occasions import Occasion, evaluated
from registry.services.standings import current_occasion
from registry.store.bulk import read_frame_where
from registry.store.firms import FirmRecord

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
BECAME, CEASED, RECOGNISED = "became", "ceased", "recognised"
RIPE = [CandidateClass.ELIGIBLE.value, CandidateClass.REVIEW.value]  # the candidates who meet what data can say
AT_ONCE = 25_000  # firms judged together: a facts frame of more takes too much memory
EVALUATING = "evaluating"
CHANGES = {"tier": pl.String, "change": pl.String, "firm_id": pl.Int64, "credit_code": pl.String, "name": pl.String}


@dataclass(frozen=True)
class TierEffect:
    """How many firms become candidates of a tier, cease to be for want of a condition, or now hold the title itself."""

    tier: str
    became: int
    ceased: int
    recognised: int


@dataclass(frozen=True)
class Effects:
    """The changes of verdicts by firm: `changes` has tier, change, firm_id (below zero: new), credit_code and name."""

    as_of: date
    data_year: int
    changes: pl.DataFrame

    def tiers(self, catalogue: Catalogue) -> tuple[TierEffect, ...]:
        """The tiers where anything changes, in ladder order."""
        counts = {
            (tier, change): number for tier, change, number in self.changes.group_by("tier", "change").len().rows()
        }
        changed = {tier for tier, _ in counts}
        return tuple(
            TierEffect(tier, *(counts.get((tier, change), 0) for change in (BECAME, CEASED, RECOGNISED)))
            for tier in catalogue.ladder
            if tier in changed
        )

    def names(self, tier: str, change: str, limit: int | None = None) -> list[tuple[int, str, str]]:
        """firm_id, credit code and name of the firms concerned, in the order of the file."""
        meant = self.changes.filter((pl.col("tier") == tier) & (pl.col("change") == change))
        return list(
            (meant if limit is None else meant.head(limit)).select("firm_id", "credit_code", "name").iter_rows()
        )

    def matching(self, search: str = "", *, tier: str = "", change: str = "") -> pl.DataFrame:
        """The changes of firms whose name or code has the text in it, of one tier and kind or of all."""
        wanted = {"tier": tier, "change": change}
        return self.changes.filter(
            matching(search), *(pl.col(name) == value for name, value in wanted.items() if value)
        )


def effects(
    session: Session, catalogue: Catalogue, plan: Plan, occasion: Occasion | None = None, *, watch: Watch | None = None
) -> Effects | None:
    """What the plan would change in the standings of the occasion, the current one unless given; None without any."""
    occasion = occasion or current_occasion(session)
    if occasion is None:
        return None
    touched = touched_firms(plan)
    parts = [pl.DataFrame(schema={"firm_id": pl.Int64, "tier": pl.String, "change": pl.String})]
    for start, some in _portions(touched):
        if watch:
            watch(EVALUATING, start, len(touched))
        now = StoredTables(session, [firm_id for firm_id in some if firm_id > 0])
        then = PlannedTables(session, catalogue.indicators, plan, some)
        parts.append(_differences(*(_classes(catalogue, tables, occasion) for tables in (now, then))))
    return Effects(occasion.as_of, occasion.data_year, _named(session, plan, pl.concat(parts)))


def _portions(firm_ids: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    for start in range(0, len(firm_ids), AT_ONCE):
        yield start, firm_ids[start : start + AT_ONCE]


def _classes(catalogue: Catalogue, tables: FactTables, occasion: Occasion) -> pl.DataFrame:
    inputs = facts_from(tables, catalogue, as_of=occasion.as_of, data_year=occasion.data_year)
    ripe = pl.col("candidate_class").cast(pl.String).is_in(RIPE).fill_null(False).alias("ripe")
    return evaluated(catalogue, inputs, occasion).select("firm_id", "tier", ripe, "holds")


def _differences(now: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    """A tier that does not apply to a firm counts like one of which it is no candidate."""
    both = now.join(then, on=["firm_id", "tier"], how="full", suffix="~then", coalesce=True).with_columns(
        pl.col("ripe", "holds", "ripe~then", "holds~then").fill_null(False)
    )
    change = (
        pl.when(pl.col("holds~then") & ~pl.col("holds"))
        .then(pl.lit(RECOGNISED))
        .when(pl.col("ripe~then") & ~pl.col("ripe"))
        .then(pl.lit(BECAME))
        .when(pl.col("ripe") & ~pl.col("ripe~then"))
        .then(pl.lit(CEASED))
    )
    return both.select("firm_id", "tier", change.alias("change")).filter(pl.col("change").is_not_null())


def _named(session: Session, plan: Plan, changes: pl.DataFrame) -> pl.DataFrame:
    """The changes with code and name, stored ones where the firm exists."""
    ids = changes.filter(pl.col("firm_id") > 0)["firm_id"].unique().to_list()
    stored = read_frame_where(
        session, select(FIRM.c.id.label("firm_id"), FIRM.c.credit_code, FIRM.c.name), FIRM.c.id, ids
    )
    new = plan.rows.filter(pl.col("firm_id") < 0).group_by("firm_id", maintain_order=True)
    coming = new.agg(pl.col("credit_code").drop_nulls().first(), pl.col("name").drop_nulls().first())
    named = changes.join(pl.concat([stored, coming]), on="firm_id", how="left", maintain_order="left")
    order = plan.rows.select("firm_id").unique(maintain_order=True).with_row_index("place")
    return named.join(order, on="firm_id", how="left").sort("place", nulls_last=True).select(list(CHANGES))
