"""What a draft would change: gained, lost, unknown, by which condition, within scope, on figures of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM, Role
from registry.domain.effective import Period
from registry.domain.errors import NotAllowed
from registry.domain.outcomes import Case
from registry.domain.rulesets import RuleSet
from registry.services import decisions, evaluations, firms
from registry.services.decisions import Question
from registry.services.impact import Change, Impact, compare, verdict_counts, with_threshold
from registry.services.impact.snapshots import FOLDER, data_state
from tests.factories import NOW, TODAY, add_ripe_firm, make_person

RULES = "little_giant/CN/2026-04-01"


@pytest.fixture
def published(session: Session, catalogue: Catalogue) -> RuleSet:
    """Three firms: ripe, without a market share, short of points; the version in force."""
    add_ripe_firm(session, 1)
    add_ripe_firm(session, 2, market_share=None)
    add_ripe_firm(session, 3, srdi_score=55.0)
    return catalogue.rule_set(RULES)


@pytest.fixture
def ask(session: Session, catalogue: Catalogue, settings: Settings):  # type: ignore[no-untyped-def]
    def asked(after: RuleSet, before: RuleSet | None = None, person=SYSTEM, **options) -> Impact:  # type: ignore[no-untyped-def]
        chosen = {"as_of": TODAY, "settings": settings} | options
        return compare(session, person, catalogue, before, after, **chosen)

    return asked


def rows(impact: Impact) -> dict[int, tuple[str, str | None]]:
    return {row["firm_id"]: (row["change"], row["deciding"]) for row in impact.firms.rows(named=True)}


def test_the_same_rules_change_nothing(ask, published: RuleSet) -> None:  # type: ignore[no-untyped-def]
    assert ask(published).counts() == {"gained": 0, "lost": 0, "unknown": 0, "other": 0, "unchanged": 3}


@pytest.mark.parametrize(
    ("code", "threshold", "firm", "change", "decided"),
    [
        ("srdi_score", 50.0, 3, Change.GAINED, "srdi_score"),
        ("srdi_score", 70.0, 1, Change.LOST, "srdi_score"),
        ("srdi_score", 70.0, 2, Change.OTHER, "srdi_score"),  # lacked a figure, now fails
        ("srdi_score", 99.0, 3, Change.OTHER, None),  # failed nearly, now far away: no outcome moved
    ],
)
def test_a_moved_threshold_says_who_and_by_which_condition(
    ask,  # type: ignore[no-untyped-def]
    published: RuleSet,
    code: str,
    threshold: float,
    firm: int,
    change: Change,
    decided: str | None,
) -> None:
    assert rows(ask(with_threshold(published, code, threshold)))[firm] == (change.value, decided)


def test_a_firm_that_lacks_an_input_becomes_unknown(ask, published: RuleSet) -> None:  # type: ignore[no-untyped-def]
    assert rows(ask(published, before=with_threshold(published, "srdi_score", 99.0)))[2] == ("unknown", "srdi_score")


def test_a_draft_counts_whatever_its_days_say(ask, published: RuleSet) -> None:  # type: ignore[no-untyped-def]
    later = replace(with_threshold(published, "srdi_score", 50.0), effective=Period(date(2030, 1, 1)))
    assert ask(later).counts()["gained"] == 1


def test_titles_held_are_told_for_renewal(ask, catalogue: Catalogue, published: RuleSet) -> None:  # type: ignore[no-untyped-def]
    review = next(each for each in catalogue.rule_sets if each.tier == "srdi_sme" and Case.REVIEW in each.cases)
    assert ask(review, case=Case.REVIEW).firms["holds"].to_list() == [True, True, True]


def test_only_firms_in_scope_are_told(ask, published: RuleSet) -> None:  # type: ignore[no-untyped-def]
    person = make_person(Role.BUREAU, division="420111")
    inside, outside = ask(published, person=person), ask(published, person=make_person(Role.BUREAU, division="5"))
    assert (inside.firms.height, outside.firms.height) == (3, 0)
    with pytest.raises(NotAllowed):
        ask(published, person=make_person(Role.ENTERPRISE, firm_id=1))


def test_an_overlay_leaves_other_places_alone(ask, session: Session, catalogue: Catalogue) -> None:  # type: ignore[no-untyped-def]
    add_ripe_firm(session, 1)
    add_ripe_firm(session, 2).division_code = "420300"
    national = next(each for each in catalogue.rule_sets if each.tier == "gazelle" and each.jurisdiction == "CN")
    overlay = replace(national, id="gazelle/4203/2026-01-01", jurisdiction="4203")
    told = ask(overlay).firms.select("firm_id", "before_rule_set", "after_rule_set").rows()
    before = catalogue.rule_set("gazelle/420111/2025-01-01").id
    assert told == [(1, before, before), (2, national.id, overlay.id)]


def test_the_answer_is_that_of_the_evaluation(
    ask,  # type: ignore[no-untyped-def]
    session: Session,
    catalogue: Catalogue,
    published: RuleSet,
) -> None:
    verdicts = evaluations.verdicts(session, SYSTEM, catalogue, as_of=TODAY).filter(tier="little_giant")
    assert ask(published).firms["after_verdict"].to_list() == verdicts["verdict"].to_list()


def test_a_snapshot_is_read_until_the_data_changes(
    ask,  # type: ignore[no-untyped-def]
    session: Session,
    catalogue: Catalogue,
    settings: Settings,
    published: RuleSet,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(published)
    with monkeypatch.context() as patched:
        patched.setattr("registry.services.impact.snapshots.facts_in_portions", None)
        assert ask(with_threshold(published, "srdi_score", 50.0)).counts()["gained"] == 1
    firms.save_figures(session, SYSTEM, catalogue, 3, 2025, {"srdi_score": "65"}, now=NOW)
    assert ask(with_threshold(published, "srdi_score", 50.0)).counts()["gained"] == 0
    assert len(list((settings.data_dir / FOLDER).glob("*.arrow"))) == 2


def test_what_touches_no_data_keeps_the_state(session: Session, catalogue: Catalogue, published: RuleSet) -> None:
    before = data_state(session)
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    session.flush()
    assert data_state(session) == before
    decisions.decide(
        session, SYSTEM, catalogue, Question(1, RULES, "product_field", 2025), met=True, note="属于", now=NOW
    )
    session.flush()
    assert data_state(session) != before


def test_variants_are_counted_on_the_same_figures(
    session: Session, catalogue: Catalogue, settings: Settings, published: RuleSet
) -> None:
    variants = [with_threshold(published, "srdi_score", least) for least in (50.0, 60.0, 70.0)]
    counts = verdict_counts(session, SYSTEM, catalogue, variants, as_of=TODAY, settings=settings)
    assert [each["review"] for each in counts] == [2, 1, 0]
    assert verdict_counts(session, SYSTEM, catalogue, [], as_of=TODAY, settings=settings) == []


def test_a_torn_file_is_made_anew(ask, settings: Settings, published: RuleSet) -> None:  # type: ignore[no-untyped-def]
    ask(published)
    (torn,) = (settings.data_dir / FOLDER).glob("*.arrow")
    torn.write_bytes(b"torn")
    assert ask(published).firms.height == 3


def test_only_a_condition_of_the_rules_can_be_moved(published: RuleSet) -> None:
    with pytest.raises(KeyError):
        with_threshold(published, "no_such", 1.0)


def test_firms_come_with_their_place_in_order(ask, published: RuleSet) -> None:  # type: ignore[no-untyped-def]
    frame = ask(published).firms
    assert frame["firm_id"].is_sorted()
    assert frame.select("division_code", "park").unique().rows() == [("420111", "东湖示例园区")]
    assert frame.schema["change"] == pl.String
