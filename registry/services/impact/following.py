"""What a draft means higher on the ladder: tiers that ask for the title of its tier, those that ask for theirs, up to the top.

The register holds titles, so a new rule alone changes nothing above. Here those who would newly be eligible are taken to hold
the title, and holders who would fail their review by the draft alone not to hold it any more; and so on at each step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.needs import needed_facts
from registry.domain.outcomes import Case, Verdict
from registry.services.facts import facts
from registry.services.impact.changes import Change, change_of
from registry.services.impact.steps import TITLE, Step, rules_in_force, steps_above
from registry.services.occasions import Occasion, evaluated

AT_ONCE = 20_000
SCHEMA = {
    "firm_id": pl.Int64,
    "tier": pl.String,
    "because": pl.String,
    "holds": pl.Boolean,
    "before_verdict": pl.String,
    "after_verdict": pl.String,
    "change": pl.String,
    "renewal_before": pl.String,
    "renewal": pl.String,
}
EMPTY = pl.DataFrame(schema=SCHEMA)


@dataclass(frozen=True)
class Moved:
    """The firms that a title comes to, and those that it goes from."""

    gaining: Sequence[int]
    losing: Sequence[int]

    def firms(self) -> set[int]:
        """All of them."""
        return {*self.gaining, *self.losing}

    def title(self, tier: str) -> pl.Expr:
        """The column of facts that says who holds the title afterwards."""
        held, firm = f"{TITLE}{tier}", pl.col("firm_id")
        gains, loses = firm.is_in(list(self.gaining)), firm.is_in(list(self.losing))
        return pl.when(loses).then(False).when(gains).then(True).otherwise(pl.col(held)).alias(held)


def following(
    session: Session,
    catalogue: Catalogue,
    tier: str,
    gaining: Sequence[int],
    losing: Sequence[int],
    occasion: Occasion,
) -> pl.DataFrame:
    """A row per firm and other tier whose verdict would change, or whose title there would not be renewed any more.

    `because` names the titles that move it, apart by commas. The firms are those given, all of them in scope.
    """
    steps = steps_above(catalogue, tier, occasion)
    touched = sorted({*gaining, *losing})
    if not steps or not touched:
        return EMPTY
    columns = needed_facts(
        catalogue, [each for step in steps for each in rules_in_force(catalogue, step.tier, occasion)]
    )
    days = {"as_of": occasion.as_of, "data_year": occasion.data_year}
    parts = [touched[start : start + AT_ONCE] for start in range(0, len(touched), AT_ONCE)]
    rows = (facts(session, catalogue, firm_ids=part, columns=columns, **days) for part in parts)
    return pl.concat([_climbed(catalogue, part, {tier: Moved(gaining, losing)}, steps, occasion) for part in rows])


def _climbed(
    catalogue: Catalogue, rows: pl.DataFrame, titles: dict[str, Moved], steps: Sequence[Step], occasion: Occasion
) -> pl.DataFrame:
    """Step by step, each with the titles that moved below it."""
    found = [EMPTY]
    for step in steps:
        moved = {each: titles[each] for each in step.asks if each in titles}
        touched = {firm for each in moved.values() for firm in each.firms()}
        before = rows.filter(pl.col("firm_id").is_in(touched))
        if before.is_empty():
            continue
        after = before.with_columns(each.title(title) for title, each in moved.items())
        told = _told(catalogue, before, after, step.tier, occasion)
        found.append(told.with_columns(_because(moved).alias("because")).select(*SCHEMA))
        titles[step.tier] = _moved(told)
    return pl.concat(found)


def _moved(told: pl.DataFrame) -> Moved:
    """Who would hold the step's own title, and who not any more."""
    gained, holds = pl.col("change") == Change.GAINED.value, pl.col("holds")
    return Moved(told.filter(gained & ~holds)["firm_id"].to_list(), told.filter(fails_renewal())["firm_id"].to_list())


def fails_renewal() -> pl.Expr:
    """Holders whose renewal would fail, and would not have failed before."""
    fails = Verdict.INELIGIBLE.value
    return (pl.col("renewal") == fails) & pl.col("renewal_before").ne_missing(pl.lit(fails))


def _because(moved: dict[str, Moved]) -> pl.Expr:
    """The titles that changed for each firm."""
    named = [pl.when(pl.col("firm_id").is_in(list(each.firms()))).then(pl.lit(title)) for title, each in moved.items()]
    return pl.concat_str(named, separator=",", ignore_nulls=True)


def _told(
    catalogue: Catalogue, before: pl.DataFrame, after: pl.DataFrame, tier: str, occasion: Occasion
) -> pl.DataFrame:
    """Both sides of the firms that move at one tier, as new ones and, where they hold its title, at renewal."""
    new, review = (Occasion(occasion.as_of, occasion.data_year, case, (tier,)) for case in (occasion.case, Case.REVIEW))
    verdicts = _joined(_side(catalogue, before, new, "before"), _side(catalogue, after, new, "after"))
    held = before.filter(pl.col(f"{TITLE}{tier}"))["firm_id"].to_list()
    holders = pl.col("firm_id").is_in(held)
    renewals = _joined(
        _side(catalogue, before.filter(holders), review, "before"),
        _side(catalogue, after.filter(holders), review, "after"),
    ).select("firm_id", renewal_before="before_verdict", renewal="after_verdict")
    told = verdicts.with_columns(change_of().alias("change")).join(renewals, on="firm_id", how="full", coalesce=True)
    told = told.with_columns(
        pl.col("change").fill_null(Change.UNCHANGED.value), pl.lit(tier).alias("tier"), holders.alias("holds")
    )
    return told.filter((pl.col("change") != Change.UNCHANGED.value) | fails_renewal())


def _side(catalogue: Catalogue, rows: pl.DataFrame, occasion: Occasion, name: str) -> pl.DataFrame:
    verdict, kind = (pl.col(each).cast(pl.String) for each in ("verdict", "candidate_class"))
    told = evaluated(catalogue, rows, occasion)
    return told.select("firm_id", verdict.alias(f"{name}_verdict"), kind.alias(f"{name}_class"))


def _joined(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    return before.join(after, on="firm_id", how="full", coalesce=True)
