"""Setting, changing, closing, breaking down and recording; who may, and what happens twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.domain.targets import FirmFilter, FirmTest, Measure, TargetKind, Test
from registry.services.evaluations import run
from registry.services.targets.closing_gap import closers
from registry.services.targets.editing import close_target, create_target, edit_target, reopen_target
from registry.services.targets.finding import TargetQuery, find_targets, target_detail
from registry.services.targets.parts import PartFields, handed_out, lower_areas, set_parts
from registry.services.targets.places import TargetAbove, get_own_target
from registry.services.targets.points import points_of, record_all, record_month, record_one
from registry.services.targets.publishing import publish_targets
from registry.services.targets.refusals import NoLowerAreas, TargetChanged, TargetClosed, TargetExists, TargetOpen
from registry.store.journal import JournalEntry
from registry.store.targets import Target
from registry.store.titles import TitleRecord
from tests.factories import NOW, TODAY, add_ripe_firm, make_person
from tests.services.targets.setting import COVERAGE, HOLDERS, add_firm, add_target, make_fields

CITY = make_person(Role.BUREAU, division="4201")
PARK = make_person(Role.PARK_OFFICER, division="420111", park="东湖示例园区")
WHEN = {"today": TODAY, "now": NOW}


def test_a_new_target_has_its_first_point(session: Session, catalogue: Catalogue) -> None:
    add_firm(session, 1, "hnte")
    target_id = create_target(session, CITY, catalogue, make_fields(), **WHEN)
    (point,) = points_of(session, [target_id])[target_id]
    assert (point.on, point.value, point.recorded_by) == (TODAY, 1.0, "officer")
    assert "target.create" in session.exec(select(JournalEntry.action)).all()


def test_the_same_form_sent_twice_makes_one_target(session: Session, catalogue: Catalogue) -> None:
    create_target(session, CITY, catalogue, make_fields(), **WHEN)
    with pytest.raises(TargetExists, match="高企 10 家"):
        create_target(session, CITY, catalogue, make_fields(), **WHEN)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label": " "}, "label"),
        ({"goal": 0.0}, "goal"),
        ({"division": "4203"}, "division"),
        ({"division": "420199"}, "division"),
        ({"starts_on": date(2026, 1, 1)}, "starts_on"),
        ({"starts_on": date(2028, 1, 1), "base_value": 1.0}, "due_on"),
        ({"kind": TargetKind.RATIO, "measure": COVERAGE, "goal": 50.0}, "goal"),
        ({"kind": TargetKind.MULTIPLE}, "base_year"),
        ({"kind": TargetKind.MULTIPLE, "base_year": 2020, "base_value": 0.0}, "base_year"),
        ({"kind": TargetKind.MULTIPLE, "base_year": 2035, "base_value": 5.0}, "base_year"),
        ({"goal": float("inf")}, "goal"),
        ({"goal": float("nan")}, "goal"),
        ({"kind": TargetKind.FLOW}, "enters"),
        ({"measure": Measure()}, "holds"),
        ({"measure": Measure(FirmFilter(("unheard_of",)))}, "holds"),
        ({"measure": Measure(FirmFilter(("hnte",), ("?",)))}, "industries"),
        ({"measure": Measure(FirmFilter(tests=(FirmTest("name", Test.YES),)))}, "test"),
        ({"measure": Measure(FirmFilter(tests=(FirmTest("unheard_of", Test.YES),)))}, "test"),
        ({"measure": Measure(FirmFilter(tests=(FirmTest("contact_name", Test.KNOWN),)))}, "test"),
        ({"measure": Measure(FirmFilter(tests=(FirmTest("rd_institution_level", Test.ONE_OF, ("好",)),)))}, "test"),
        ({"measure": Measure(FirmFilter(tests=(FirmTest("staff", Test.AT_LEAST),)))}, "test"),
    ],
)
def test_what_cannot_be_taken_names_its_field(
    session: Session, catalogue: Catalogue, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        create_target(session, CITY, catalogue, make_fields(**changes), **WHEN)
    assert refused.value.facts["field"] == field


def test_a_park_officer_sets_no_target(session: Session, catalogue: Catalogue) -> None:
    with pytest.raises(NotAllowed):
        create_target(session, PARK, catalogue, make_fields(division="420111", park="东湖示例园区"), **WHEN)


def test_one_sees_what_lies_within_and_above_but_not_beside(session: Session, catalogue: Catalogue) -> None:
    for place in (("", ""), ("42", ""), ("4201", ""), ("420111", "甲园"), ("4203", ""), ("420111", "东湖示例园区")):
        add_target(session, label="".join(place) or "全国", division=place[0], park=place[1])
    seen = {
        who: {row.target.label for row in find_targets(session, who, catalogue, TargetQuery(), today=TODAY).rows}
        for who in (CITY, PARK)
    }
    assert seen[CITY] == {"全国", "42", "4201", "420111甲园", "420111东湖示例园区"}
    assert seen[PARK] == {"全国", "42", "4201", "420111东湖示例园区"}


def test_a_target_above_is_read_but_neither_set_nor_counted(session: Session, catalogue: Catalogue) -> None:
    above = add_target(session, division="42")
    beside = add_target(session, division="4203")
    detail = target_detail(session, CITY, catalogue, above.id or 0, today=TODAY)
    assert (detail.is_own, detail.now) == (False, None)
    with pytest.raises(TargetAbove):
        get_own_target(session, CITY, above.id or 0)
    with pytest.raises(NotFound):
        target_detail(session, CITY, catalogue, beside.id or 0, today=TODAY)


def test_a_point_never_changes_afterwards(session: Session, catalogue: Catalogue) -> None:
    add_firm(session, 1, "hnte")
    target = add_target(session, division="4201")
    assert record_one(session, CITY, catalogue, target.id or 0, **WHEN)
    title = session.exec(select(TitleRecord)).one()
    title.revoked_on = TODAY - timedelta(days=30)
    session.flush()
    assert not record_one(session, CITY, catalogue, target.id or 0, **WHEN)
    assert record_one(session, CITY, catalogue, target.id or 0, today=TODAY + timedelta(days=1), now=NOW)
    assert [point.value for point in points_of(session, [target.id or 0])[target.id or 0]] == [1.0, 0.0]


def test_all_open_targets_of_the_scope_are_recorded_at_once(session: Session, catalogue: Catalogue) -> None:
    for place in ("4201", "420111", "4203", "42"):
        add_target(session, division=place, label=place)
    add_target(session, division="4201", status="missed")
    assert record_all(session, CITY, catalogue, **WHEN) == 2
    assert record_all(session, CITY, catalogue, **WHEN) == 0


def test_an_evaluation_of_the_day_keeps_one_point_a_month(session: Session, catalogue: Catalogue) -> None:
    target = add_target(session)
    run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    run(session, SYSTEM, catalogue, as_of=TODAY - timedelta(days=400), now=NOW)
    assert record_month(session, catalogue, **WHEN) == 0
    assert record_month(session, catalogue, today=TODAY + timedelta(days=1), now=NOW) == 1
    assert [point.on for point in points_of(session, [target.id or 0])[target.id or 0]] == [
        TODAY,
        TODAY + timedelta(days=1),
    ]


def test_two_who_change_one_target_are_told(session: Session, catalogue: Catalogue) -> None:
    target_id = create_target(session, CITY, catalogue, make_fields(), **WHEN)
    edit_target(session, CITY, catalogue, target_id, make_fields(goal=12.0), version=1, now=NOW)
    with pytest.raises(TargetChanged):
        edit_target(session, CITY, catalogue, target_id, make_fields(goal=13.0), version=1, now=NOW)
    assert session.get_one(Target, target_id).goal == 12.0


def test_an_edit_that_changes_nothing_leaves_no_trace(session: Session, catalogue: Catalogue) -> None:
    target_id = create_target(session, CITY, catalogue, make_fields(), **WHEN)
    edit_target(session, CITY, catalogue, target_id, make_fields(), version=1, now=NOW)
    assert session.get_one(Target, target_id).version == 1


def test_what_a_document_says_is_not_rewritten(session: Session, catalogue: Catalogue) -> None:
    target = add_target(session, code="some_document", division="4201")
    fields = make_fields(label="别的", goal=1.0, owner="示例市科技局")
    edit_target(session, CITY, catalogue, target.id or 0, fields, version=1, now=NOW)
    assert (target.label, target.goal, target.owner) == ("高企 10 家", 10.0, "示例市科技局")


def test_closing_keeps_outcome_reason_and_a_last_point(session: Session, catalogue: Catalogue) -> None:
    target = add_target(session, division="4201")
    asked = {"outcome": "missed", "note": "差两家", "version": 1} | WHEN
    close_target(session, CITY, catalogue, target.id or 0, **asked)
    assert (target.status, target.closed_on, target.closing_note) == ("missed", TODAY, "差两家")
    assert len(points_of(session, [target.id or 0])[target.id or 0]) == 1
    with pytest.raises(TargetClosed):
        close_target(session, CITY, catalogue, target.id or 0, **asked)
    reopen_target(session, CITY, target.id or 0, now=NOW)
    with pytest.raises(TargetOpen):
        reopen_target(session, CITY, target.id or 0, now=NOW)


@pytest.mark.parametrize(("outcome", "note"), [("perhaps", "x"), ("reached", " ")])
def test_a_closing_needs_outcome_and_reason(session: Session, catalogue: Catalogue, outcome: str, note: str) -> None:
    target = add_target(session, division="4201")
    with pytest.raises(InvalidInput):
        close_target(session, CITY, catalogue, target.id or 0, outcome=outcome, note=note, version=1, **WHEN)


def test_a_target_is_handed_out_to_lower_areas(session: Session, catalogue: Catalogue) -> None:
    target = add_target(session, division="4201", due_on=date(2027, 12, 31))
    given = {("420111", ""): PartFields(4, "洪山区科技局"), ("420112", ""): PartFields(3), ("4203", ""): PartFields(9)}
    assert set_parts(session, CITY, catalogue, target.id or 0, given, version=1, now=NOW) == 2
    parts = [area.part for area in lower_areas(session, CITY, catalogue, target) if area.part]
    assert handed_out(target, parts).remainder == 3
    assert {(part.division, part.responsible, part.due_on) for part in parts} == {
        ("420111", "洪山区科技局", target.due_on),
        ("420112", "", target.due_on),
    }
    again = {("420111", ""): PartFields(5, "洪山区科技局"), ("420112", ""): PartFields(3)}
    assert set_parts(session, CITY, catalogue, target.id or 0, again, version=2, now=NOW) == 1
    with pytest.raises(TargetChanged):
        set_parts(session, CITY, catalogue, target.id or 0, again, version=2, now=NOW)


def test_parts_stand_below_their_whole_in_the_list(session: Session, catalogue: Catalogue) -> None:
    target = add_target(session, division="4201")
    set_parts(session, CITY, catalogue, target.id or 0, {("420111", ""): PartFields(4)}, version=1, now=NOW)
    assert find_targets(session, CITY, catalogue, TargetQuery(), today=TODAY).total == 1
    assert find_targets(session, CITY, catalogue, TargetQuery(with_parts=True), today=TODAY).total == 2
    assert len(target_detail(session, CITY, catalogue, target.id or 0, today=TODAY).parts) == 1


def test_a_county_hands_out_to_its_parks_and_a_park_to_nobody(session: Session, catalogue: Catalogue) -> None:
    add_firm(session, 1, park="甲园")
    county = add_target(session, division="420111")
    assert [area.name for area in lower_areas(session, CITY, catalogue, county)] == ["甲园"]
    park = add_target(session, division="420111", park="甲园")
    with pytest.raises(NoLowerAreas):
        set_parts(session, CITY, catalogue, park.id or 0, {}, version=1, now=NOW)


def test_a_province_hands_out_to_cities_and_to_counties_of_its_own(session: Session, catalogue: Catalogue) -> None:
    names = [area.name for area in lower_areas(session, SYSTEM, catalogue, add_target(session, division="42"))]
    assert len(names) == 17
    assert {"武汉市", "仙桃市", "神农架林区"} <= set(names)


def test_the_catalogue_is_published_once(session: Session, catalogue: Catalogue) -> None:
    assert publish_targets(session, catalogue, now=NOW) == len(catalogue.targets.entries)
    assert publish_targets(session, catalogue, now=NOW) == 0
    giants = session.exec(select(Target).where(Target.code == "little_giants_2027")).one()
    assert [point.value for point in points_of(session, [giants.id or 0])[giants.id or 0]] == [172.0, 473.0]


def test_candidates_at_the_place_could_close_the_gap(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session)
    run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    giants = replace(HOLDERS, firms=FirmFilter(("little_giant",)))
    here = add_target(session, measure=giants.as_data(), division="4201")
    away = add_target(session, measure=giants.as_data(), division="4203")
    (found,) = closers(session, CITY, catalogue, here, TODAY)
    assert (found.tier, found.total, found.fitting) == ("little_giant", 1, 1)
    assert closers(session, SYSTEM, catalogue, away, TODAY)[0].total == 0


def test_the_list_filters_by_status_and_sorts(session: Session, catalogue: Catalogue) -> None:
    add_target(session, label="甲", division="4201", goal=1.0, due_on=date(2027, 1, 1))
    add_target(session, label="乙", division="4201", status="missed")
    add_target(session, label="丙", division="4201", status="withdrawn")

    def labels(**asked: str) -> list[str]:
        page = find_targets(session, CITY, catalogue, TargetQuery(**asked), today=TODAY)
        return [row.target.label for row in page.rows]

    assert labels() == ["甲", "乙"]
    assert labels(sort="-due") == ["乙", "甲"]
    assert labels(status="missed") == ["乙"]
    assert labels(status="withdrawn") == ["丙"]
    assert labels(text="甲") == ["甲"]
    assert labels(kind="ratio", division="42", park="") == []
