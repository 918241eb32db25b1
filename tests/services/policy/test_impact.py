"""What a draft would do: counted by place and condition, holders at renewal, a past day, a curve; and its trials."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Person, Role
from registry.domain.errors import InvalidInput, NotFound
from registry.services.policy import (
    changing,
    documents,
    drafts,
    firm_cases,
    impacts,
    measuring,
    sensitivity,
    starting,
    trials,
)
from registry.services.policy.documents import Document
from registry.services.policy.impact_export import export_impact
from registry.services.policy.moved_firms import MovedQuery, moved_firms
from registry.services.policy.refusals import DraftHasFaults
from registry.services.rule_cases import UnusableCase
from registry.store.policy import RuleDraft
from tests.factories import NOW, TODAY, add_ripe_firm, make_person, make_title
from tests.services.policy.conftest import beginning

DAYS = {"as_of": TODAY, "data_year": 2025}


@pytest.fixture
def register(session: Session) -> None:
    """A ripe firm, and one with a smaller revenue that holds the title."""
    add_ripe_firm(session)
    small = add_ripe_firm(session, 2, revenue=5990.0, main_revenue=5900.0)
    small.name, small.park = "武汉示例小公司", "另一园区"
    session.add(make_title(2, "little_giant", valid_from=date(2024, 1, 1), valid_to=date(2026, 12, 31)))
    session.flush()


def edit(session: Session, catalogue: Catalogue, person: Person, draft_id: int, **thresholds: str) -> None:
    def change(document: Document) -> None:
        for code, threshold in thresholds.items():
            documents.node(document, code)["at_least"] = threshold

    version = session.get_one(RuleDraft, draft_id).version
    changing.change_draft(session, person, catalogue, draft_id, change, version=version, now=NOW)


def measured(
    session: Session, catalogue: Catalogue, person: Person, draft_id: int, settings: Settings, as_of: date = TODAY
) -> measuring.Measured:
    return measuring.measure(session, person, catalogue, draft_id, as_of=as_of, data_year=2025, settings=settings)


def test_a_higher_threshold_loses_firms_and_names_the_condition(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int, settings: Settings, register: None
) -> None:
    edit(session, catalogue, ministry, draft_id, revenue="6000 万元")
    found = measured(session, catalogue, ministry, draft_id, settings)
    assert found.counts["effects"]["lost"] == 1
    assert found.counts["deciding"] == [{"change": "lost", "deciding": "revenue", "firms": 1}]
    assert [(row["key"], row["lost"], row["unchanged"]) for row in found.counts["parks"]] == [
        ("另一园区", 1, 0),
        ("东湖示例园区", 0, 1),
    ]
    assert found.counts["renewal"] == {"ineligible": 1}
    kept = measuring.keep(session, ministry, found, now=NOW)
    record = impacts.get_impact(session, ministry, catalogue, kept)
    page = moved_firms(session, record, MovedQuery(change="lost"))
    assert [(firm.name, firm.before, firm.after, firm.deciding, firm.renewal) for firm in page.firms] == [
        ("武汉示例小公司", "review", "ineligible", "revenue", "ineligible")
    ]
    assert moved_firms(session, record, MovedQuery(change="gained")).total == 0
    parks = {park: moved_firms(session, record, MovedQuery(park=park)).total for park in ("另一园区", "-")}
    assert parks == {"另一园区": 1, "-": 0}


def test_an_answer_belongs_to_the_scope_it_was_measured_for(
    session: Session,
    catalogue: Catalogue,
    ministry: Person,
    city: Person,
    draft_id: int,
    settings: Settings,
    register: None,
) -> None:
    kept = measuring.keep(session, ministry, measured(session, catalogue, ministry, draft_id, settings), now=NOW)
    with pytest.raises(NotFound):
        impacts.get_impact(session, city, catalogue, kept)
    assert impacts.latest(session, make_person(Role.BUREAU, division="42"), draft_id) is None


def test_the_firms_are_exported_as_listed(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int, settings: Settings, register: None
) -> None:
    edit(session, catalogue, ministry, draft_id, revenue="6000 万元")
    kept = measuring.keep(session, ministry, measured(session, catalogue, ministry, draft_id, settings), now=NOW)
    stream = BytesIO()
    export_impact(session, ministry, catalogue, kept, MovedQuery(change="lost"), stream, now=NOW)
    _, row = load_workbook(stream).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    assert row[1:] == (
        "武汉示例小公司",
        "湖北省武汉市洪山区",
        "另一园区",
        "专精特新“小巨人”",
        None,
        "不再达标",
        "达标待复核",
        "未达标",
        "上年度营业收入",
        "是",
        "未达标",
    )


def test_who_would_lose_the_title_falls_where_it_is_asked_for(
    session: Session, catalogue: Catalogue, ministry: Person, settings: Settings
) -> None:
    add_ripe_firm(session)
    session.add(make_title(1, "tech_sme", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31)))
    start = beginning(source="tech_sme/CN/2017-05-03", tier="tech_sme")
    draft_id = starting.start_draft(session, ministry, catalogue, start, now=NOW)

    def fewer_staff(document: Document) -> None:
        documents.node(document, "staff_limit")["at_most"] = "100 人"

    changing.change_draft(session, ministry, catalogue, draft_id, fewer_staff, version=1, now=NOW)
    found = measured(session, catalogue, ministry, draft_id, settings)
    assert (found.counts["holds"], found.counts["renewal"]) == (1, {"ineligible": 1})
    assert [(row["key"], row["lost"], row["because"]) for row in found.counts["tiers"]] == [
        ("srdi_sme", 1, ["tech_sme"]),
        ("little_giant", 1, ["srdi_sme"]),
    ]
    assert found.counts["renewal_lost"] == 1
    record = impacts.get_impact(session, ministry, catalogue, measuring.keep(session, ministry, found, now=NOW))
    above = moved_firms(session, record, MovedQuery(tier="srdi_sme"))
    assert [(firm.tier, firm.change, firm.park) for firm in above.firms] == [("srdi_sme", "lost", "东湖示例园区")]
    totals = {tier: moved_firms(session, record, MovedQuery(tier=tier)).total for tier in ("", "all")}
    assert totals == {"": 1, "all": 3}
    stream = BytesIO()
    export_impact(session, ministry, catalogue, record.id or 0, MovedQuery(tier="all"), stream, now=NOW)
    sheet = load_workbook(stream).active
    assert [row[4:6] for row in sheet.iter_rows(min_row=2, values_only=True)][1:] == [  # type: ignore[union-attr]
        ("专精特新中小企业", "科技型中小企业"),
        ("专精特新“小巨人”", "专精特新中小企业"),
    ]


def test_a_draft_for_new_firms_alone_takes_no_title_that_others_ask_for(
    session: Session, catalogue: Catalogue, ministry: Person, settings: Settings
) -> None:
    add_ripe_firm(session)
    session.add(make_title(1, "tech_sme", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31)))
    start = beginning(source="srdi_sme/CN/2026-04-01", tier="srdi_sme")
    draft_id = starting.start_draft(session, ministry, catalogue, start, now=NOW)
    edit(session, catalogue, ministry, draft_id, srdi_score="99 分")
    counts = measured(session, catalogue, ministry, draft_id, settings).counts
    assert (counts["renewal"], counts["renewal_lost"], counts["tiers"]) == ({"ineligible": 1}, 1, [])


def test_a_past_day_is_held_against_the_rules_of_that_day(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int, settings: Settings, register: None
) -> None:
    found = measured(session, catalogue, ministry, draft_id, settings, date(2026, 3, 1))
    before = set(found.firms["before_rule_set"].drop_nulls())
    assert before == {"little_giant/CN/2026-01-01"}
    assert set(found.firms["after_rule_set"].drop_nulls()) == {"little_giant/CN/2026-06-01"}


def test_a_draft_with_faults_is_not_measured(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int, settings: Settings
) -> None:
    edit(session, catalogue, ministry, draft_id, revenue="6000 人")
    with pytest.raises(DraftHasFaults, match="单位"):
        measured(session, catalogue, ministry, draft_id, settings)


def test_fewer_firms_as_the_threshold_rises(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int, settings: Settings, register: None
) -> None:
    rule_set = drafts.sound_rule(session.get_one(RuleDraft, draft_id), catalogue)
    asked = DAYS | {"settings": settings}
    points = sensitivity.curve(session, ministry, catalogue, rule_set, "revenue", 4000.0, 8000.0, **asked)  # type: ignore[arg-type]
    assert [(point.threshold, point.ripe) for point in points] == [
        (4000.0, 2),
        (4500.0, 2),
        (5000.0, 2),
        (5500.0, 2),
        (6000.0, 1),
        (6500.0, 0),
        (7000.0, 0),
        (7500.0, 0),
        (8000.0, 0),
    ]
    assert [point.threshold for point in points if point.is_drafted] == [5000.0]
    for code, low, high in (("has_srdi_sme", 1.0, 2.0), ("revenue", 5.0, 5.0), ("nothing", 1.0, 2.0)):
        with pytest.raises(InvalidInput):
            sensitivity.curve(session, ministry, catalogue, rule_set, code, low, high, **asked)  # type: ignore[arg-type]


def test_a_copy_brings_the_cases_of_its_version_and_they_hold(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int
) -> None:
    draft = session.get_one(RuleDraft, draft_id)
    results = trials.run_own_cases(draft, catalogue)
    assert len(results) > 20
    assert [result.example.name for result in results if result.differences] == []
    edit(session, catalogue, ministry, draft_id, revenue="9000 万元")
    assert any(result.differences for result in trials.run_own_cases(draft, catalogue))


def test_a_firm_is_tried_both_ways(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int, register: None
) -> None:
    edit(session, catalogue, ministry, draft_id, revenue="9000 万元")
    trial = trials.try_firm(session, ministry, catalogue, session.get_one(RuleDraft, draft_id), 1, **DAYS)  # type: ignore[arg-type]
    assert trial.before is not None
    assert trial.after is not None
    assert (trial.before.verdict, trial.after.verdict) == ("review", "ineligible")
    pairs = {(new or old).rule.code: (old, new) for old, new in trial.pairs()}  # type: ignore[union-attr]
    assert [one.outcome.word for one in pairs["revenue"] if one] == ["met", "unmet"]


def test_a_firm_becomes_a_case_without_its_name(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int, register: None
) -> None:
    trials.save_cases(session, ministry, catalogue, draft_id, "", version=1, now=NOW)
    name = firm_cases.add_firm_case(session, ministry, catalogue, draft_id, 1, now=NOW, **DAYS)  # type: ignore[arg-type]
    draft = session.get_one(RuleDraft, draft_id)
    for secret in ("武汉示例光电", "91420100MA4KTEXT0X", "东湖示例园区"):
        assert secret not in draft.cases
    (result,) = trials.run_own_cases(draft, catalogue)
    assert (result.example.name, result.differences) == (name, ())
    edit(session, catalogue, ministry, draft_id, revenue="9000 万元")
    (result,) = trials.run_own_cases(draft, catalogue)
    assert "revenue.outcome" in [each.what for each in result.differences]


def test_cases_that_cannot_be_read_are_refused(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int
) -> None:
    with pytest.raises(UnusableCase):
        trials.save_cases(session, ministry, catalogue, draft_id, "cases: []", version=1, now=NOW)


def test_a_firm_outside_the_scope_is_not_tried(session: Session, catalogue: Catalogue, register: None) -> None:
    elsewhere = make_person(Role.BUREAU, account_id=14, division="4203")
    draft_id = starting.start_draft(session, elsewhere, catalogue, beginning(jurisdiction="4203"), now=NOW)
    with pytest.raises(NotFound):
        trials.try_firm(session, elsewhere, catalogue, session.get_one(RuleDraft, draft_id), 1, **DAYS)  # type: ignore[arg-type]
