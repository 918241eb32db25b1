"""What a draft means one rung higher: tiers that ask for the title of its tier, if titles follow the verdicts.

The register holds titles, so a new rule alone changes nothing above. Here those who would newly be eligible are taken to hold
the title, and holders who would fail their review by the draft alone not to hold it any more.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.choosing import in_force
from registry.domain.needs import names_read, needed_facts
from registry.domain.rulesets import RuleSet
from registry.services.facts import facts
from registry.services.impact.changes import change_of
from registry.services.occasions import Occasion, evaluated

AT_ONCE = 20_000
COLUMNS = ("firm_id", "tier", "before_verdict", "after_verdict", "change")
EMPTY = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String) | {"firm_id": pl.Int64})


def following(
    session: Session,
    catalogue: Catalogue,
    tier: str,
    gaining: Sequence[int],
    losing: Sequence[int],
    occasion: Occasion,
) -> pl.DataFrame:
    """A row per firm and other tier whose verdict would change; the firms are those given, all of them in scope."""
    above = asking_for(catalogue, tier, occasion)
    touched = sorted({*gaining, *losing})
    if not above or not touched:
        return EMPTY
    asked = Occasion(occasion.as_of, occasion.data_year, occasion.case, above)
    columns = needed_facts(catalogue, [each for one in above for each in _rules(catalogue, one, occasion)])
    parts = [touched[start : start + AT_ONCE] for start in range(0, len(touched), AT_ONCE)]
    held = f"title:{tier}"
    found = []
    for part in parts:
        days = {"as_of": occasion.as_of, "data_year": occasion.data_year}
        rows = facts(session, catalogue, firm_ids=part, columns=columns, **days)
        title = pl.when(pl.col("firm_id").is_in(list(losing))).then(False).otherwise(True)
        found.append(_changed(catalogue, rows, rows.with_columns(title.alias(held)), asked))
    return pl.concat(found)


def asking_for(catalogue: Catalogue, tier: str, occasion: Occasion) -> tuple[str, ...]:
    """The tiers, in ladder order, with a rule set in force that reads whether the firm holds the tier."""
    title = f"title:{tier}"
    return tuple(
        other
        for other in catalogue.ladder
        if other != tier
        and any(title == name for each in _rules(catalogue, other, occasion) for name, _ in names_read(each))
    )


def _rules(catalogue: Catalogue, tier: str, occasion: Occasion) -> list[RuleSet]:
    return list(in_force(catalogue.rule_sets, tier, occasion.case, occasion.as_of))


def _changed(catalogue: Catalogue, before: pl.DataFrame, after: pl.DataFrame, occasion: Occasion) -> pl.DataFrame:
    sides = []
    for name, rows in (("before", before), ("after", after)):
        verdict, kind = (pl.col(each).cast(pl.String) for each in ("verdict", "candidate_class"))
        told = evaluated(catalogue, rows, occasion)
        sides.append(
            told.select(
                "firm_id", pl.col("tier").cast(pl.String), verdict.alias(f"{name}_verdict"), kind.alias(f"{name}_class")
            )
        )
    both = sides[0].join(sides[1], on=["firm_id", "tier"], how="full", coalesce=True)
    return both.with_columns(change_of().alias("change")).filter(pl.col("change") != "unchanged").select(COLUMNS)
