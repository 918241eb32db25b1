"""The firms of a round beside its one rule set: verdict, class and what is missing, written into their rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl
from sqlalchemy import select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Text
from registry.domain.ladder import tier_details
from registry.domain.outcomes import Case, Outcome
from registry.domain.rulesets import RuleSet
from registry.services.facts import facts
from registry.services.shortfalls import Lack, lacks
from registry.store.bulk import read_frame, update_frame
from registry.store.rounds import Round, RoundFirm

AT_ONCE = 20_000
MEMBER = RoundFirm.__table__  # type: ignore[attr-defined]
ASSESSED = {"firm_id": pl.Int64, "verdict": pl.String, "candidate_class": pl.String, "shortfall": pl.String}


def with_rule_set(catalogue: Catalogue, rule_set: RuleSet) -> Catalogue:
    """The catalogue with that one rule set, so that no other is chosen."""
    return replace(catalogue, rule_sets=(rule_set,))


def details(catalogue: Catalogue, round_: Round, rule_set: RuleSet, inputs: pl.DataFrame) -> pl.DataFrame:
    """The facts with every column of the evaluation; firms that the rule set does not apply to are left out."""
    found = tier_details(
        with_rule_set(catalogue, rule_set),
        inputs,
        as_of=round_.as_of,
        data_year=round_.data_year,
        case=Case(round_.case),
        tiers=[round_.tier],
    )
    return found[0][1] if found else inputs.clear().with_columns(pl.lit(None, dtype=pl.String).alias("verdict"))


def assess(session: Session, catalogue: Catalogue, round_: Round, *, only_new: bool = False) -> None:
    """Judge the firms of the round by the figures as they are now and keep the answers in their rows."""
    for some in _portions(session, round_, only_new):
        inputs = facts(session, catalogue, as_of=round_.as_of, data_year=round_.data_year, firm_ids=some)
        write_answers(session, round_, answers(catalogue, round_, catalogue.rule_set(round_.rule_set), inputs))


def answers(catalogue: Catalogue, round_: Round, rule_set: RuleSet, inputs: pl.DataFrame) -> pl.DataFrame:
    """`firm_id`, `verdict`, `candidate_class`, `shortfall` of every firm; the first two are null where nothing applies."""
    judged = details(catalogue, round_, rule_set, inputs)
    rows = [
        (row["firm_id"], row["verdict"], row["candidate_class"], packed(lacks(rule_set, row)))
        for row in judged.iter_rows(named=True)
    ]
    told = pl.DataFrame(rows, schema=ASSESSED, orient="row")
    left = inputs.select("firm_id").join(told, on="firm_id", how="left", maintain_order="left")
    return left.with_columns(pl.col("shortfall").fill_null(""))


def write_answers(session: Session, round_: Round, told: pl.DataFrame) -> None:
    """Put answers into the rows of the round's firms."""
    session.flush()
    update_frame(session, MEMBER, told.with_columns(pl.lit(round_.id).alias("round_id")), ["round_id", "firm_id"])
    session.flush()
    session.expire_all()


def packed(found: Sequence[Lack]) -> str:
    """Lacks as kept in a row: readable later in either language, with the labels of the rule set."""
    kept = [[lack.code, int(lack.outcome), lack.kind, lack.distance, lack.unit] for lack in found]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""


def unpacked(text: str, rule_set: RuleSet) -> tuple[Lack, ...]:
    """The lacks of a row, labelled as the rule set says."""
    labels = {rule.code: rule.label for rule in rule_set.conditions()}
    return tuple(
        Lack(code, labels.get(code, Text(code, code)), Outcome(outcome), kind, distance, unit)
        for code, outcome, kind, distance, unit in (json.loads(text) if text else [])
    )


def _portions(session: Session, round_: Round, only_new: bool) -> Iterator[list[int]]:
    wanted = select(col(RoundFirm.firm_id)).where(col(RoundFirm.round_id) == round_.id)
    if only_new:
        wanted = wanted.where(col(RoundFirm.verdict).is_(None))
    ids = read_frame(session, wanted)["firm_id"].to_list()
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
