"""Keeping rules fresh: checks of numbers, the yearly checklist, local tiers, and scores that others compute."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services.local_indicators import current_catalogue
from registry.services.policy import checklist, freshness, scores, tiers
from registry.services.policy.drafts import get_draft, sound_rule
from registry.services.policy.starting import start_draft
from registry.store.database import transaction
from registry.store.evaluations import Standing
from registry.store.figures import YearlyFigures
from tests.factories import CODES, NOW, TODAY, add_ripe_firm
from tests.services.policy.conftest import CURRENT, beginning

CHECK = {"checked_on": date(2026, 6, 1), "next_review": date(2026, 9, 1), "note": "", "now": NOW}


def test_a_number_is_late_after_its_next_review(session: Session, catalogue: Catalogue, ministry: Person) -> None:
    rule_set = catalogue.rule_set(CURRENT)
    checked = rule_set.source.checked_on
    due = freshness.a_year_after(checked)
    fresh = freshness.fresh_version(rule_set, {}, due)
    assert (fresh.late, fresh.next_review, fresh.owners) == (0, due, ())
    assert freshness.fresh_version(rule_set, {}, date(due.year, due.month, due.day + 1)).late == len(fresh.numbers)
    asked = CHECK | {"owner": "政策科"}
    assert freshness.record_check(session, ministry, catalogue, CURRENT, ["revenue", "nothing"], **asked) == 1  # type: ignore[arg-type]
    told = freshness.fresh_version(rule_set, freshness.checks(session), date(2026, 9, 2))
    late = [(number.leaf.code, number.owner) for number in told.numbers if number.is_late]
    assert late == [("revenue", "政策科")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"owner": " "}, "owner"), ({"next_review": date(2026, 6, 1)}, "next_review"), ({"conditions": []}, "conditions")],
)
def test_what_is_missing_of_a_check_is_said(
    session: Session, catalogue: Catalogue, ministry: Person, changes: dict[str, object], field: str
) -> None:
    asked = CHECK | {"owner": "政策科", "conditions": ["revenue"]} | changes
    chosen = asked.pop("conditions")
    with pytest.raises(InvalidInput) as error:
        freshness.record_check(session, ministry, catalogue, CURRENT, chosen, **asked)  # type: ignore[arg-type]
    assert error.value.facts["field"] == field


def test_only_those_of_the_place_record_checks_and_ticks(session: Session, catalogue: Catalogue, city: Person) -> None:
    with pytest.raises(NotAllowed):
        freshness.record_check(session, city, catalogue, CURRENT, ["revenue"], **(CHECK | {"owner": "甲"}))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        checklist.set_mark(session, city, catalogue, "hnte", 2026, "notice", note="", now=NOW)
    assert checklist.set_mark(session, city, catalogue, "gazelle", 2026, "notice", note="", now=NOW)


def test_an_item_is_ticked_and_taken_back(session: Session, catalogue: Catalogue, ministry: Person) -> None:
    for ticked in (True, False, True):
        assert checklist.set_mark(session, ministry, catalogue, "hnte", 2026, "days", note="", now=NOW) is ticked
        session.flush()
    assert list(checklist.marks_of_year(session, 2026)) == [("hnte", "days")]
    assert checklist.marks_of_year(session, 2027) == {}
    for tier, item in (("nothing", "days"), ("hnte", "nothing")):
        with pytest.raises(NotFound):
            checklist.set_mark(session, ministry, catalogue, tier, 2026, item, note="", now=NOW)


def test_a_local_tier_joins_the_ladder_and_gets_a_draft(
    engine: Engine, catalogue: Catalogue, city: Person, tmp_path: Path
) -> None:
    wanted = tiers.NewTier("hidden_champion", "武汉市隐形冠军", "", "ladder", "4201")
    with transaction(engine) as session:
        tiers.add_tier(session, city, catalogue, wanted, now=NOW)
    found = current_catalogue(engine, tmp_path / "none")
    assert found.ladder["hidden_champion"].label.en == "武汉市隐形冠军"
    assert [tier for tier, each in found.ladder.items() if each.track == "ladder"][-1] == "hidden_champion"
    with transaction(engine) as session:
        wish = beginning(source="vetoes", tier="hidden_champion", jurisdiction="4201")
        draft_id = start_draft(session, city, found, wish, now=NOW)
        assert sound_rule(get_draft(session, city, found, draft_id), found).tier == "hidden_champion"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "hnte"}, "code"),
        ({"code": "中文"}, "code"),
        ({"label": "高新技术企业"}, "label"),
        ({"label": ""}, "label"),
        ({"track": "nowhere"}, "track"),
        ({"years": 0}, "years"),
    ],
)
def test_a_tier_that_cannot_be_is_refused(
    session: Session, catalogue: Catalogue, city: Person, changes: dict[str, object], field: str
) -> None:
    values = {"code": "new_one", "label": "新层级", "label_en": "", "track": "ladder", "jurisdiction": "4201"} | changes
    with pytest.raises(InvalidInput) as error:
        tiers.add_tier(session, city, catalogue, tiers.NewTier(**values), now=NOW)  # type: ignore[arg-type]
    assert error.value.facts["field"] == field
    with pytest.raises(NotAllowed):
        tiers.add_tier(session, city, catalogue, tiers.NewTier("new_one", "新层级", "", "ladder", "42"), now=NOW)


def test_a_score_is_entered_with_year_and_source(session: Session, catalogue: Catalogue, city: Person) -> None:
    add_ripe_firm(session, srdi_score=None)
    assert [each.code for each in scores.official(catalogue)] == ["srdi_score"]
    days = {"today": TODAY, "now": NOW}
    told = (CODES[0], "srdi_score", 2025, "66.5", "平台 2026-05-10 查询")
    assert scores.enter_score(session, city, catalogue, *told, **days) == 1  # type: ignore[arg-type]
    assert session.get_one(YearlyFigures, (1, 2025)).srdi_score == 66.5
    (row,) = scores.scores_of(session, city, "srdi_score", 2025).rows
    assert (row.name, row.value) == ("武汉示例光电有限公司", 66.5)
    assert row.source
    assert scores.scores_of(session, city, "srdi_score", 2024).rows == []
    assert session.get(Standing, (1, "hnte")) is None


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [(0, CODES[3], "credit_code"), (1, "revenue", "indicator"), (3, " ", "value"), (4, "", "source")],
)
def test_a_score_without_firm_value_or_source_is_refused(
    session: Session, catalogue: Catalogue, city: Person, place: int, value: str, field: str
) -> None:
    add_ripe_firm(session)
    told: list[object] = [CODES[0], "srdi_score", 2025, "66.5", "平台"]
    told[place] = value
    with pytest.raises(InvalidInput) as error:
        scores.enter_score(session, city, catalogue, *told, today=TODAY, now=NOW)  # type: ignore[arg-type]
    assert error.value.facts["field"] == field
