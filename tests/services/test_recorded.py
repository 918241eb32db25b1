"""Old evaluations are explained by the rules and figures of their day, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue, load_catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import NotFound
from registry.domain.outcomes import CandidateClass, Case
from registry.domain.tiers import Ladder
from registry.services import decisions, evaluations, firms
from registry.services.catalogue import VersionAlreadyPublished, publish_catalogue
from registry.services.decisions import Question
from registry.services.recorded import (
    FirmNotInRun,
    ResultDisagrees,
    RuleSetDisagrees,
    RuleSetNotKept,
    UnknownRun,
    explain_recorded,
)
from registry.store.evaluations import EvaluationRun
from registry.store.rulesets import RuleSetVersion
from registry.store.titles import TitleRecord
from tests.databases import template_for
from tests.factories import LOCAL_RULE_SET, NOW, TODAY, add_ripe_firm, make_person

RULES = "little_giant/CN/2026-04-01"
OVERLAY = """
extends: little_giant/CN/2026-04-01
tier: little_giant
jurisdiction: "4201"
effective: {from: 2026-05-01}
remove: [srdi_score]
"""


def evaluate_firms(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1)
    add_ripe_firm(session, 2, srdi_score=55.0)
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)


@pytest.fixture
def database_template(request: pytest.FixtureRequest) -> str:
    return template_for(request, run_id=evaluate_firms)


@pytest.fixture
def run_id(session: Session) -> int:
    return session.exec(select(EvaluationRun.id)).one() or 0


def bureau(folder: Path, text: str) -> Catalogue:
    """The catalogue of a bureau with one rule set of its own."""
    folder.mkdir(exist_ok=True)
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return load_catalogue(folder)


def test_values_thresholds_and_hash_are_those_of_the_day(session: Session, tmp_path: Path) -> None:
    then, now = (
        bureau(tmp_path / name, LOCAL_RULE_SET.format(least=least)) for name, least in (("a", 6000), ("b", 9000))
    )
    add_ripe_firm(session, 1)
    run_id = evaluations.run(session, SYSTEM, then, as_of=TODAY, now=NOW).run_id
    firms.save_figures(session, SYSTEM, then, 1, 2025, {"revenue": "100"}, now=NOW)
    session.expire_all()
    (told,) = explain_recorded(session, SYSTEM, now, run_id, 1, tiers=("moose",)).explanations
    (result,) = told.conditions()
    assert (result.value, result.threshold, result.gap) == (6230.0, 6000.0, 230.0)
    assert told.rule_set == then.rule_set("moose/4201/2026-01-01")
    assert told.rule_set.hash != now.rule_set("moose/4201/2026-01-01").hash
    (live,) = evaluations.explain(session, SYSTEM, now, 1, as_of=TODAY, tiers=("moose",))
    assert (next(live.conditions()).value, next(live.conditions()).threshold) == (100.0, 9000.0)


def test_the_changed_rule_set_can_be_neither_published_nor_used(session: Session, tmp_path: Path) -> None:
    then, now = (
        bureau(tmp_path / name, LOCAL_RULE_SET.format(least=least)) for name, least in (("a", 6000), ("b", 9000))
    )
    add_ripe_firm(session, 1)
    evaluations.run(session, SYSTEM, then, as_of=TODAY, now=NOW)
    with pytest.raises(VersionAlreadyPublished, match="moose/4201/2026-01-01"):
        publish_catalogue(session, now, now=NOW)
    with pytest.raises(VersionAlreadyPublished, match="moose/4201/2026-01-01"):
        evaluations.run(session, SYSTEM, now, as_of=TODAY, now=NOW)


def test_an_overlay_is_explained_without_its_base(session: Session, catalogue: Catalogue, tmp_path: Path) -> None:
    add_ripe_firm(session, 1, srdi_score=10.0)
    run_id = evaluations.run(session, SYSTEM, bureau(tmp_path / "a", OVERLAY), as_of=TODAY, now=NOW).run_id
    without_rules = replace(catalogue, rule_sets=())
    (told,) = explain_recorded(session, SYSTEM, without_rules, run_id, 1, tiers=("little_giant",)).explanations
    assert told.rule_set.id == "little_giant/4201/2026-05-01"
    assert "srdi_score" not in {result.rule.code for result in told.conditions()}
    assert (told.verdict.value, told.rule_set.source.number) == ("review", catalogue.rule_set(RULES).source.number)


def test_every_tier_of_the_run_is_explained_and_only_those(session: Session, catalogue: Catalogue, run_id: int) -> None:
    kept = explain_recorded(session, SYSTEM, catalogue, run_id, 1)
    assert [told.rule_set.tier for told in kept.explanations] == [
        told.rule_set.tier for told in evaluations.explain(session, SYSTEM, catalogue, 1, as_of=TODAY)
    ]
    assert (kept.occasion.as_of, kept.occasion.data_year, kept.created_at) == (TODAY, 2025, NOW)
    assert explain_recorded(session, SYSTEM, catalogue, run_id, 1, tiers=("moose",)).explanations == ()


def test_titles_decisions_and_places_are_those_of_the_day(session: Session, catalogue: Catalogue, run_id: int) -> None:
    decisions.decide(
        session, SYSTEM, catalogue, Question(1, RULES, "product_field", 2025), met=False, note="不属于", now=NOW
    )
    session.delete(session.exec(select(TitleRecord).where(TitleRecord.firm_id == 1)).one())
    firms.save_firm(session, SYSTEM, catalogue, 1, {"industry_code": "6510"}, version=1, now=NOW)
    session.flush()
    (told,) = explain_recorded(session, SYSTEM, catalogue, run_id, 1, tiers=("little_giant",)).explanations
    results = {result.rule.code: result for result in told.conditions()}
    assert results["has_srdi_sme"].value is True
    assert results["product_field"].decided is None
    assert told.verdict.value == "review"


def test_the_margin_of_the_day_decides_what_was_near(session: Session, catalogue: Catalogue, run_id: int) -> None:
    strict = Ladder(tuple(replace(tier, margin=0.0) for tier in catalogue.ladder.values()))
    now = replace(catalogue, ladder=strict)
    (told,) = explain_recorded(session, SYSTEM, now, run_id, 2, tiers=("little_giant",)).explanations
    assert told.candidate_class is CandidateClass.NEAR


def test_a_run_for_reviews_is_explained_as_one(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1)
    run_id = evaluations.run(session, SYSTEM, catalogue, as_of=date(2027, 2, 1), now=NOW, case=Case.REVIEW).run_id
    kept = explain_recorded(session, SYSTEM, catalogue, run_id, 1)
    assert kept.occasion.case is Case.REVIEW
    assert all(Case.REVIEW in told.rule_set.cases for told in kept.explanations)


def test_what_cannot_be_found_is_told(session: Session, catalogue: Catalogue, run_id: int) -> None:
    with pytest.raises(UnknownRun, match="99"):
        explain_recorded(session, SYSTEM, catalogue, 99, 1)
    add_ripe_firm(session, 3)
    with pytest.raises(FirmNotInRun):
        explain_recorded(session, SYSTEM, catalogue, run_id, 3)
    with pytest.raises(NotFound):
        explain_recorded(session, make_person(Role.BUREAU, division="5"), catalogue, run_id, 1)
    with pytest.raises(NotFound, match="no_such_tier"):
        explain_recorded(session, SYSTEM, catalogue, run_id, 1, tiers=("no_such_tier",))


@pytest.mark.parametrize("changes", [{"canonical": "{}"}, {"hash": "another"}, {"hash": "another", "canonical": "{}"}])
def test_a_rule_set_that_is_not_the_one_of_the_run_is_refused(
    session: Session, catalogue: Catalogue, run_id: int, changes: dict[str, str]
) -> None:
    session.get_one(RuleSetVersion, RULES).sqlmodel_update(changes)
    with pytest.raises(RuleSetDisagrees, match=RULES):
        explain_recorded(session, SYSTEM, catalogue, run_id, 1, tiers=("little_giant",))


def test_a_run_that_names_another_hash_is_refused(session: Session, catalogue: Catalogue, run_id: int) -> None:
    run = session.get_one(EvaluationRun, run_id)
    run.rule_sets = run.rule_sets | {RULES: "another"}
    with pytest.raises(RuleSetDisagrees, match=RULES):
        explain_recorded(session, SYSTEM, catalogue, run_id, 1)


def test_a_version_without_its_document_is_told(session: Session, catalogue: Catalogue, run_id: int) -> None:
    session.get_one(RuleSetVersion, RULES).canonical = None
    with pytest.raises(RuleSetNotKept, match=RULES):
        explain_recorded(session, SYSTEM, catalogue, run_id, 1, tiers=("little_giant",))


def test_results_that_the_inputs_do_not_give_are_refused(session: Session, catalogue: Catalogue, run_id: int) -> None:
    session.get_one(EvaluationRun, run_id).margins = dict.fromkeys(catalogue.ladder, 0.0)
    with pytest.raises(ResultDisagrees, match=RULES):
        explain_recorded(session, SYSTEM, catalogue, run_id, 2, tiers=("little_giant",))
