"""Evaluations: counted, kept with their inputs, brought up to date after a change."""

from __future__ import annotations

import io
from datetime import date

import polars as pl
import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.domain.outcomes import Case, Verdict
from registry.services import decisions, evaluations, firms
from registry.services.decisions import Question
from registry.store.evaluations import EvaluationArchive, EvaluationRun, Standing
from tests.factories import NOW, TODAY, add_ripe_firm, make_person

RULES = "little_giant/CN/2026-04-01"


@pytest.fixture
def summary(session: Session, catalogue: Catalogue) -> evaluations.RunSummary:
    add_ripe_firm(session, 1)
    add_ripe_firm(session, 2, market_share=None)
    add_ripe_firm(session, 3, srdi_score=55.0)
    return evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)


def standing(session: Session, firm_id: int, tier: str = "little_giant") -> Standing:
    session.expire_all()
    return session.get_one(Standing, (firm_id, tier))


def has_standing(session: Session, firm_id: int, tier: str = "little_giant") -> bool:
    session.expire_all()
    return session.get(Standing, (firm_id, tier)) is not None


def test_a_run_counts_verdicts_and_candidates_per_tier(summary: evaluations.RunSummary) -> None:
    counts = summary.tiers["little_giant"]
    assert counts.verdicts == {"ineligible": 1, "undetermined": 1, "review": 1, "eligible": 0}
    assert counts.candidates == {"eligible": 0, "review": 1, "near": 1, "incomplete": 1}
    assert summary.tiers["srdi_sme"].holds == 3
    assert (summary.data_year, summary.firms, summary.firms_with_figures) == (2025, 3, 3)


def test_every_rated_tier_is_counted_even_with_no_firm(session: Session, catalogue: Catalogue) -> None:
    summary = evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    assert set(summary.tiers) >= {"tech_sme", "hnte", "srdi_sme", "little_giant"}
    assert sum(summary.tiers["hnte"].verdicts.values()) == 0


def test_a_run_replaces_the_standings(session: Session, catalogue: Catalogue, summary: evaluations.RunSummary) -> None:
    before = session.exec(select(Standing)).all()
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW, tiers=("little_giant",))
    assert len(session.exec(select(Standing)).all()) == len(before)
    assert (standing(session, 1).verdict, standing(session, 1).candidate_class) == ("review", "review")


def test_a_run_for_reviews_leaves_the_standings_alone(
    session: Session, catalogue: Catalogue, summary: evaluations.RunSummary
) -> None:
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW, case=Case.REVIEW)
    assert standing(session, 1).verdict == "review"


def test_a_run_is_kept_with_rule_hashes_inputs_and_results(
    session: Session, catalogue: Catalogue, summary: evaluations.RunSummary
) -> None:
    run = session.get_one(EvaluationRun, summary.run_id)
    assert run.rule_sets[RULES] == catalogue.rule_set(RULES).hash
    (archive,) = session.exec(select(EvaluationArchive).where(EvaluationArchive.run_id == summary.run_id)).all()
    assert (archive.first_firm, archive.last_firm) == (1, 3)
    assert pl.read_parquet(io.BytesIO(archive.facts)).height == 3
    results = pl.read_parquet(io.BytesIO(archive.results))
    assert set(results["verdict"].cast(pl.String)) <= {each.value for each in Verdict}


def test_the_day_of_law_decides_the_rule_set(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1)
    summary = evaluations.run(session, SYSTEM, catalogue, as_of=date(2016, 6, 30), now=NOW)
    assert "little_giant" not in summary.tiers


def test_an_edit_brings_the_standing_up_to_date(
    session: Session, catalogue: Catalogue, summary: evaluations.RunSummary
) -> None:
    firms.save_figures(session, SYSTEM, catalogue, 2, 2025, {"market_share": "15%"}, now=NOW)
    assert standing(session, 2).candidate_class == "review"
    firms.save_figures(session, SYSTEM, catalogue, 2, 2025, {"revenue": "100"}, now=NOW)
    assert not has_standing(session, 2)  # too far away now
    assert standing(session, 1).candidate_class == "review"


def test_without_an_evaluation_an_edit_makes_no_standing(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1)
    firms.save_figures(session, SYSTEM, catalogue, 1, 2025, {"market_share": "15%"}, now=NOW)
    assert session.exec(select(Standing)).all() == []


def test_an_explanation_shows_value_threshold_and_gap(
    session: Session, catalogue: Catalogue, summary: evaluations.RunSummary
) -> None:
    (told,) = evaluations.explain(session, SYSTEM, catalogue, 3, as_of=TODAY, tiers=("little_giant",))
    score = next(result for result in told.conditions() if result.rule.code == "srdi_score")
    assert (score.value, score.threshold, score.gap) == (55.0, 60.0, -5.0)
    assert told.data_year == 2025


def test_an_explanation_stays_within_scope(
    session: Session, catalogue: Catalogue, summary: evaluations.RunSummary
) -> None:
    with pytest.raises(NotFound):
        evaluations.explain(session, make_person(Role.BUREAU, division="5"), catalogue, 1, as_of=TODAY)
    with pytest.raises(NotFound):
        evaluations.explain(session, SYSTEM, catalogue, 1, as_of=TODAY, tiers=("no_such_tier",))


def test_verdicts_hold_every_firm_and_tier(
    session: Session, catalogue: Catalogue, summary: evaluations.RunSummary
) -> None:
    rows = evaluations.verdicts(session, SYSTEM, catalogue, as_of=TODAY)
    assert rows.columns == ["credit_code", "tier", "rule_set", "verdict", "score_low", "score_high"]
    assert rows.height == 3 * len(summary.tiers)
    assert evaluations.verdicts(session, make_person(Role.BUREAU, division="5"), catalogue, as_of=TODAY).height == 0


def test_a_park_officer_does_not_run_evaluations(session: Session, catalogue: Catalogue) -> None:
    with pytest.raises(NotAllowed):
        evaluations.run(session, make_person(Role.PARK_OFFICER), catalogue, as_of=TODAY, now=NOW)


def test_a_summary_counts_only_the_scope(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1)
    add_ripe_firm(session, 2).division_code = "420300"
    session.flush()
    bureau = make_person(Role.BUREAU, division="4203")
    summary = evaluations.run(session, bureau, catalogue, as_of=TODAY, now=NOW)
    assert (summary.firms, summary.firms_with_figures) == (1, 1)
    assert sum(summary.tiers["little_giant"].verdicts.values()) == 1
    assert standing(session, 1).verdict == "review"


def test_a_decision_settles_a_manual_condition_until_withdrawn(
    session: Session, catalogue: Catalogue, summary: evaluations.RunSummary
) -> None:
    question = Question(1, RULES, "product_field", 2025)
    decisions.decide(session, SYSTEM, catalogue, question, met=False, note="不属于", now=NOW)
    assert not has_standing(session, 1)
    second = decisions.decide(session, SYSTEM, catalogue, question, met=True, note="属重点领域", now=NOW)
    assert standing(session, 1).verdict == "eligible"
    assert [each.id for each in decisions.standing_decisions(session, SYSTEM, 1, 2025)] == [second]
    decisions.withdraw(session, SYSTEM, catalogue, second, now=NOW)
    assert standing(session, 1).verdict == "review"
    with pytest.raises(NotFound):
        decisions.withdraw(session, SYSTEM, catalogue, second, now=NOW)


def test_a_decision_needs_a_note_a_known_condition_and_scope(
    session: Session, catalogue: Catalogue, summary: evaluations.RunSummary
) -> None:
    question = Question(1, RULES, "product_field", 2025)
    with pytest.raises(InvalidInput, match="判断说明"):
        decisions.decide(session, SYSTEM, catalogue, question, met=True, note=" ", now=NOW)
    with pytest.raises(NotFound):
        decisions.decide(session, SYSTEM, catalogue, Question(1, RULES, "no", 2025), met=True, note="有", now=NOW)
    stranger = make_person(Role.PARK_OFFICER, division="5")
    with pytest.raises(NotFound):
        decisions.decide(session, stranger, catalogue, question, met=True, note="有", now=NOW)
