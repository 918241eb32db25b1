"""What the evaluation says of the firms of a list, by the same details that explain one firm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.ladder import tier_details
from registry.domain.outcomes import CandidateClass, Outcome, Verdict
from registry.domain.rulesets import RuleSet
from registry.services.export_columns import CLASSES, VERDICTS
from registry.services.facts import facts
from registry.services.layouts.columns import FACT
from registry.services.lists.firm_rows import ListRows
from registry.services.shortfalls import lacks, sentence
from registry.services.wording import Wording

TEXTS = ("tier", "class", "verdict", "shortfall", "unmet", "open", "standard", "rule_set")
SCHEMA: dict[str, Any] = {
    "firm_id": pl.Int64,
    **{f"{FACT}{code}": pl.String for code in TEXTS},
    f"{FACT}score_low": pl.Float64,
    f"{FACT}score_high": pl.Float64,
    f"{FACT}as_of": pl.Date,
    f"{FACT}data_year": pl.Int64,
}
Details = list[tuple[RuleSet, pl.DataFrame]]


def details_of(session: Session, catalogue: Catalogue, rows: ListRows, firm_ids: list[int]) -> Details:
    """The evaluation of some firms of the list, with every column of it, by rule set; of the facts those that it rests on."""
    when = {"as_of": rows.occasion.as_of, "data_year": rows.occasion.data_year}
    needs = replace(rows.occasion, tiers=(rows.tier,)).needs(catalogue)
    inputs = facts(session, catalogue, firm_ids=firm_ids, columns=needs, **when)
    return tier_details(catalogue, inputs, case=rows.occasion.case, tiers=[rows.tier], **when)


def judged(
    session: Session, catalogue: Catalogue, rows: ListRows, firm_ids: list[int], wording: Wording
) -> pl.DataFrame:
    """A row per firm that a rule set applies to."""
    found = []
    tier = wording.text(catalogue.ladder[rows.tier].label)
    when = (rows.occasion.as_of, rows.occasion.data_year)
    for rule_set, frame in details_of(session, catalogue, rows, firm_ids):
        needed = _needed(rule_set, frame)
        for row in frame.select(needed).iter_rows(named=True):
            found.append(
                (row["firm_id"], tier, *_words(rule_set, row, wording), row["score_low"], row["score_high"], *when)
            )
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def _needed(rule_set: RuleSet, frame: pl.DataFrame) -> list[str]:
    """The columns that the sentences are made of."""
    parts = [f"{node.code}.{part}" for node in rule_set.nodes() for part in ("outcome", "gap", "fixes")]
    plain = ("firm_id", "verdict", "candidate_class", "score_low", "score_high")
    return [*plain, *(name for name in dict.fromkeys(parts) if name in frame.columns)]


def _words(rule_set: RuleSet, row: dict[str, Any], wording: Wording) -> tuple[str | None, ...]:
    found = lacks(rule_set, row)
    text = wording.text
    unmet = "；".join(text(lack.label) for lack in found if lack.outcome is Outcome.UNMET)
    still_open = "；".join(text(lack.label) for lack in found if lack.outcome in (Outcome.UNKNOWN, Outcome.MANUAL))
    candidate = row["candidate_class"]
    return (
        text(CLASSES[CandidateClass(candidate)]) if candidate else None,
        text(VERDICTS[Verdict(row["verdict"])]),
        sentence(found, wording) or None,
        unmet or None,
        still_open or None,
        rule_set.source.number,
        rule_set.id,
    )
