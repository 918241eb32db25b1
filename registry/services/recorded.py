"""Two clocks: an old evaluation explained by the rules and figures of its day, after both have changed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl
from sqlmodel import Session, select

from registry.catalogue.canonical import hash_of
from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.ruleset_files import read_document
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, NotFound
from registry.domain.explaining import explain_ladder
from registry.domain.explanation import Explanation
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.domain.tiers import Ladder
from registry.services.occasions import Occasion, make_occasion
from registry.store.evaluations import EvaluationArchive, EvaluationRun
from registry.store.rulesets import RuleSetVersion
from registry.store.scope import get_firm_in_scope


class UnknownRun(NotFound):
    """An evaluation that was never made."""

    template = mark("没有编号为 {run} 的评估。")


class FirmNotInRun(NotFound):
    """A firm that was not in the registry when the evaluation was made."""

    template = mark("评估 {run} 里没有这家企业。")


class RuleSetNotKept(Conflict):
    """An evaluation made before whole rule sets were kept."""

    template = mark("评估 {run} 所用的认定标准 {id} 没有存下全文，无法按当时的标准解释。")


class RuleSetDisagrees(Conflict):
    """The stored rule set is not the one that the evaluation names by its hash."""

    template = mark("评估 {run} 所用的认定标准 {id} 与库中所存的内容不一致（哈希不同），不作解释。")


class ResultDisagrees(Conflict):
    """The figures and rules of the day give another answer than the one that was kept."""

    template = mark("评估 {run} 存下的结论与按当时的数据和标准算出的不一致（{id}），不作解释。")


@dataclass(frozen=True)
class Recorded:
    """What an evaluation said about one firm, explained by the rules and figures of its day."""

    run_id: int
    created_at: datetime
    occasion: Occasion
    explanations: tuple[Explanation, ...]


def explain_recorded(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    run_id: int,
    firm_id: int,
    *,
    tiers: tuple[str, ...] | None = None,
) -> Recorded:
    """Explain a firm's result in an old run. Refuses where what was kept does not agree with itself."""
    require(person, Action.VIEW_FIRMS)
    get_firm_in_scope(session, person, firm_id)
    run = session.get(EvaluationRun, run_id)
    if run is None:
        raise UnknownRun(run=run_id)
    occasion = make_occasion(catalogue, run.as_of, run.data_year, Case(run.case), tiers)
    facts, results = _kept(session, run_id, firm_id)
    answers = [row for row in results.to_dicts() if tiers is None or row["tier"] in tiers]
    rule_sets = [_rule_set(session, catalogue, run, row["rule_set"]) for row in answers]
    told = _explained(replace(catalogue, rule_sets=tuple(rule_sets), ladder=_ladder(catalogue, run)), facts, occasion)
    _agree(run_id, told, answers)
    return Recorded(run_id, run.created_at, occasion, tuple(told))


def _explained(catalogue: Catalogue, facts: pl.DataFrame, occasion: Occasion) -> list[Explanation]:
    """By exactly the rule sets that applied then; which one applies is not chosen again."""
    tiers = [rule_set.tier for rule_set in catalogue.rule_sets]
    return explain_ladder(
        catalogue, facts, as_of=occasion.as_of, data_year=occasion.data_year, case=occasion.case, tiers=tiers
    )


def _rule_set(session: Session, catalogue: Catalogue, run: EvaluationRun, rule_set_id: str) -> RuleSet:
    """The rule set as the run used it, from what was stored then; checked against the hash that the run names."""
    version = session.get(RuleSetVersion, rule_set_id)
    if version is None or version.canonical is None:
        raise RuleSetNotKept(run=run.id, id=rule_set_id)
    if not hash_of(version.canonical) == version.hash == run.rule_sets.get(rule_set_id):
        raise RuleSetDisagrees(run=run.id, id=rule_set_id)
    return read_document(version.canonical, names_of(catalogue.indicators, catalogue.ladder), text=version.text)


def _ladder(catalogue: Catalogue, run: EvaluationRun) -> Ladder:
    """Today's ladder with the margins of the day."""
    margins = run.margins or {}
    tiers = (replace(tier, margin=margins.get(code, tier.margin)) for code, tier in catalogue.ladder.items())
    return Ladder(tuple(tiers), catalogue.ladder.ambiguous)


def _agree(run_id: int, told: Sequence[Explanation], answers: Sequence[Mapping[str, Any]]) -> None:
    """The explanations give the very results that were kept."""
    found = {explanation.rule_set.id: _answer(explanation) for explanation in told}
    for row in answers:
        if found.get(row["rule_set"]) != {key: row[key] for key in _KEPT}:
            raise ResultDisagrees(run=run_id, id=row["rule_set"])


_KEPT = ("verdict", "candidate_class", "holds", "score_low", "score_high", "outcomes")


def _answer(told: Explanation) -> dict[str, Any]:
    candidate_class = told.candidate_class.value if told.candidate_class is not None else None
    outcomes = "".join(str(int(result.outcome)) for result in told.conditions())
    return dict(
        zip(
            _KEPT,
            (told.verdict.value, candidate_class, told.holds, told.score_low, told.score_high, outcomes),
            strict=True,
        )
    )


def _kept(session: Session, run_id: int, firm_id: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Facts and results of the firm, from the part of the run that holds it."""
    parts = select(EvaluationArchive).where(
        EvaluationArchive.run_id == run_id,
        EvaluationArchive.first_firm <= firm_id,
        EvaluationArchive.last_firm >= firm_id,
    )
    part = session.exec(parts).first()
    if part is None or not (facts := _of_firm(part.facts, firm_id)).height:
        raise FirmNotInRun(run=run_id)
    return facts, _of_firm(part.results, firm_id)


def _of_firm(content: bytes, firm_id: int) -> pl.DataFrame:
    return pl.scan_parquet(io.BytesIO(content)).filter(pl.col("firm_id") == firm_id).collect()
