"""What a freeze keeps, and reading it back: afterwards a round knows its own rule set, figures and verdicts only."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl
from sqlmodel import Session

from registry.catalogue.canonical import hash_of
from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.ruleset_files import read_document
from registry.domain.errors import Conflict
from registry.domain.explaining import explain_ladder
from registry.domain.explanation import Explanation
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.domain.tiers import Ladder
from registry.services.facts import facts
from registry.services.rounds.assessing import with_rule_set
from registry.store.rounds import Round, RoundSnapshot


class SnapshotDisagrees(Conflict):
    """The rule set kept with the round is not the one that its hash names."""

    template = mark("批次“{name}”冻结时所存的认定标准与其哈希不一致，不作解释。")


def is_frozen(round_: Round) -> bool:
    """Whether the round shows what was kept instead of what is."""
    return round_.frozen_at is not None


def rule_set_of(session: Session, catalogue: Catalogue, round_: Round) -> RuleSet:
    """The round's rule set: as it was frozen, else that of the catalogue. Raises SnapshotDisagrees."""
    if not is_frozen(round_):
        return catalogue.rule_set(round_.rule_set)
    kept = session.get_one(RoundSnapshot, round_.id)
    if hash_of(kept.rule_text) != kept.rule_hash:
        raise SnapshotDisagrees(name=round_.name)
    return read_document(kept.rule_text, names_of(catalogue.indicators, catalogue.ladder))


def inputs_of(session: Session, catalogue: Catalogue, round_: Round, firm_ids: Sequence[int]) -> pl.DataFrame:
    """The facts of some firms of the round: as frozen and amended, else as they are now."""
    if is_frozen(round_):
        kept = session.get_one(RoundSnapshot, round_.id)
        wanted = pl.col("firm_id").is_in(list(firm_ids))
        return pl.scan_parquet(io.BytesIO(kept.facts)).filter(wanted).collect()
    return facts(session, catalogue, as_of=round_.as_of, data_year=round_.data_year, firm_ids=firm_ids)


def explained(session: Session, catalogue: Catalogue, round_: Round, firm_id: int) -> Explanation | None:
    """One firm's conditions beside the round's rule set; None where the rule set does not apply to it."""
    standards = of_its_day(session, catalogue, round_)
    inputs = inputs_of(session, catalogue, round_, [firm_id])
    told = explain_ladder(standards, inputs, **occasion(round_)) if inputs.height else []
    return told[0] if told else None


def occasion(round_: Round) -> dict[str, Any]:
    """When and for what the round judges, as the engine takes it."""
    return {
        "as_of": round_.as_of,
        "data_year": round_.data_year,
        "case": Case(round_.case),
        "tiers": [round_.tier],
    }


def of_its_day(session: Session, catalogue: Catalogue, round_: Round) -> Catalogue:
    """The catalogue with the round's one rule set and, once frozen, the margin of that day."""
    standards = with_rule_set(catalogue, rule_set_of(session, catalogue, round_))
    if not is_frozen(round_):
        return standards
    margins = results_of(session, round_).select("margin").head(1)["margin"].to_list()
    if not margins:
        return standards
    tiers = (
        replace(tier, margin=margins[0]) if code == round_.tier else tier for code, tier in standards.ladder.items()
    )
    return replace(standards, ladder=Ladder(tuple(tiers), standards.ladder.ambiguous))


def results_of(session: Session, round_: Round) -> pl.DataFrame:
    """What was kept: firm_id, verdict, candidate_class, holds, score_low, score_high, outcomes, margin, shortfall."""
    return pl.read_parquet(io.BytesIO(session.get_one(RoundSnapshot, round_.id).results))


def as_parquet(frame: pl.DataFrame) -> bytes:
    """The frame as it is kept."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()
