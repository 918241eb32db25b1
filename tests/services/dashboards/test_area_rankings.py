"""Rankings of areas and parks: unknown is never zero, what has no data stands apart, numbers are those of the lists behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services.dashboards import rankings
from registry.services.dashboards.area_criteria import AreaCriteria
from registry.services.dashboards.area_places import rank_areas
from registry.services.dashboards.asked import Behind
from registry.services.dashboards.behind import firms_behind
from registry.services.dashboards.ranking_drafts import make_draft
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from tests.factories import NOW, TODAY, make_figures, make_firm, make_person, make_title

# id: division, park, revenue of 2025 and 2024, first day as hnte, level of the R&D institution of an above-scale industrial firm
FIRMS: dict[int, tuple[str | None, str | None, float | None, float | None, date | None, str | None]] = {
    1: ("420111", "甲园", 300.0, 200.0, date(2024, 5, 1), "省级"),
    2: ("420111", "乙园", None, 100.0, date(2025, 5, 1), "无"),
    3: ("420112", "甲园", 100.0, 100.0, date(2025, 6, 1), "自建"),
    4: ("420113", None, None, None, None, None),
    5: ("420100", None, 50.0, 10.0, date(2025, 6, 1), "自建"),
    6: ("420302", "丙园", 900.0, 0.0, None, "国家级"),
    7: (None, None, 5.0, 5.0, None, None),
}
COUNTIES = AreaCriteria("counties", "stock", "hnte", 2026, 20, division="4201")
WUHAN = make_person(Role.BUREAU, division="4201")


@pytest.fixture
def firms(session: Session) -> Session:
    """Seven firms: four in three districts of Wuhan, one of Wuhan without a district, one in Shiyan, one nowhere."""
    for number, (division, park, present, before, since, institution) in FIRMS.items():
        place = {"division_code": division, "park": park, "industry_code": "C3973", "rd_institution_level": institution}
        session.add(make_firm(id=number, credit_code=f"9142010000000000{number}X", name=f"示例{number}号", **place))
        session.flush()
        session.add(make_figures(number, 2025, revenue=present, is_above_scale=True))
        session.add(make_figures(number, 2024, revenue=before))
        if since:
            session.add(make_title(number, "hnte", valid_from=since, valid_to=date(2027, 12, 31)))
    session.flush()
    return session


def told(session: Session, catalogue: Catalogue, criteria: AreaCriteria) -> list[tuple[Any, ...]]:
    """Place, name and measure of those ranked."""
    ranked = rank_areas(session, SYSTEM, catalogue, criteria, now=NOW)
    return [(row["place"], row["name"], row["measure"]) for row in ranked.rows]


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({}, [(1, "洪山区", 2), (2, "东西湖区", 1), (3, "汉南区", 0)]),
        ({"year": 2024}, [(1, "洪山区", 1), (2, "东西湖区", 0), (2, "汉南区", 0)]),
        ({"by": "entered", "year": 2025}, [(1, "洪山区", 1), (1, "东西湖区", 1), (3, "汉南区", 0)]),
        ({"by": "sum", "of": "revenue", "year": 2025}, [(1, "洪山区", 300.0), (2, "东西湖区", 100.0)]),
        ({"by": "growth", "of": "revenue", "year": 2025}, [(1, "洪山区", 0.5), (2, "东西湖区", 0.0)]),
        ({"by": "share", "of": "rd_coverage_2025", "year": 2025}, [(1, "东西湖区", 1.0), (2, "洪山区", 0.5)]),
        ({"by": "sum", "of": "revenue", "year": 2025, "lowest_cover": 0.6}, [(1, "东西湖区", 100.0)]),
        ({"units": "cities", "division": "42"}, [(1, "武汉市", 4), (2, "十堰市", 0)]),
        ({"units": "parks"}, [(1, "甲园", 2), (2, "乙园", 1)]),
        ({"units": "parks", "by": "sum", "of": "revenue", "year": 2025, "division": ""}, [(1, "丙园", 900.0), (2, "甲园", 400.0)]),
    ],
)  # fmt: skip
def test_areas_are_ranked_by_what_is_known(
    firms: Session, catalogue: Catalogue, change: dict[str, Any], places: list[tuple[int, str, float]]
) -> None:
    assert told(firms, catalogue, replace(COUNTIES, **change)) == places


def test_what_has_no_data_stands_apart_and_is_no_zero(firms: Session, catalogue: Catalogue) -> None:
    found = rank_areas(firms, SYSTEM, catalogue, replace(COUNTIES, by="sum", of="revenue", year=2025), now=NOW)
    why = {line["name"]: (line["why"], line["measure"]) for line in found.more["apart"]}
    assert (why["汉南区"], why["武昌区"]) == (("no_data", None), ("no_firms", None))
    assert "市辖区" not in why
    assert (found.judged, found.missing) == (2, len(why))
    assert (found.more["unplaced"], found.more["cover"]) == (1, 0.6)  # three of the five firms of the city are known
    assert [row["cover"] for row in found.rows] == [0.5, 1.0]


@pytest.mark.parametrize(
    ("criteria", "asked"),
    [
        (COUNTIES, Behind("stock", "hnte", year=2026)),
        (replace(COUNTIES, by="entered", year=2025), Behind("entered", "hnte", "first", 2025)),
        (replace(COUNTIES, by="share", of="rd_coverage_2025", year=2025), Behind("sharing", "", "rd_coverage_2025", 2025)),
        (replace(COUNTIES, by="sum", of="revenue", year=2025), Behind("filled", "", "revenue", 2025)),
        (replace(COUNTIES, by="growth", of="revenue", year=2025), Behind("paired", "", "revenue", 2025)),
    ],
    ids=lambda value: value.by if isinstance(value, AreaCriteria) else value.kind,
)  # fmt: skip
def test_the_list_behind_an_area_is_as_long_as_its_number(
    firms: Session, catalogue: Catalogue, criteria: AreaCriteria, asked: Behind
) -> None:
    ranked = rank_areas(firms, SYSTEM, catalogue, criteria, now=NOW)
    counted = "known" if criteria.by in ("sum", "growth") else "part"
    for row in ranked.rows:
        at_area = replace(asked, division=row["division_code"], park=row["park"])
        assert firms_behind(firms, WUHAN, catalogue, at_area, TODAY).total == row[counted]


def test_a_bureau_ranks_the_areas_below_it_only(firms: Session, catalogue: Catalogue) -> None:
    def refused(person: Any, **change: Any) -> None:
        rank_areas(firms, person, catalogue, replace(COUNTIES, **change), now=NOW)

    assert told(firms, catalogue, COUNTIES) == [
        (row["place"], row["name"], row["measure"])
        for row in rank_areas(firms, WUHAN, catalogue, COUNTIES, now=NOW).rows
    ]
    for elsewhere in ("4203", "42", ""):
        with pytest.raises(NotFound):
            refused(WUHAN, division=elsewhere, units="cities" if elsewhere != "4203" else "counties")
    for change in ({"units": "cities"}, {"units": "counties", "division": "420111"}):
        with pytest.raises(InvalidInput, match="更低一级"):
            refused(WUHAN, **change)
    with pytest.raises(InvalidInput, match="只负责一个园区"):
        refused(make_person(Role.BUREAU, division="420111", park="甲园"))
    with pytest.raises(NotAllowed):
        refused(make_person(Role.PARK_OFFICER, division="4201"))


@pytest.mark.parametrize(
    "change",
    [
        {"by": "magic"}, {"of": "nothing"}, {"by": "sum", "of": "rd_intensity"}, {"by": "share", "of": "hnte"},
        {"by": "candidates", "word": "magic"}, {"by": "candidates", "word": "eligible"}, {"year": 2027}, {"year": 1999},
        {"by": "share", "of": "rd_coverage_2025"}, {"top": 0}, {"lowest_cover": 1.1}, {"units": "moons"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_ranked_is_refused(firms: Session, catalogue: Catalogue, change: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        rank_areas(firms, SYSTEM, catalogue, replace(COUNTIES, **change), now=NOW)


def test_published_places_of_areas_do_not_move(firms: Session, catalogue: Catalogue) -> None:
    words = {"document": "示例〔2026〕1号", "note": " 说明 "}
    made = make_draft(
        firms, WUHAN, catalogue, "榜", replace(COUNTIES, by="sum", of="revenue", year=2025), now=NOW, **words
    )
    rankings.publish(firms, WUHAN, made, now=NOW)
    firms.get_one(FirmRecord, 1).division_code = "420112"
    firms.get_one(YearlyFigures, (3, 2025)).revenue = 9999.0
    firms.flush()
    firms.expire_all()
    kept = rankings.get_ranking(firms, make_person(Role.BUREAU, division="420112"), made)
    assert [(row["name"], row["measure"]) for row in kept.rows] == [("洪山区", 300.0), ("东西湖区", 100.0)]
    assert (kept.document, kept.note, kept.counts and kept.counts["unplaced"]) == ("示例〔2026〕1号", "说明", 1)
    with pytest.raises(InvalidInput, match="降低最低数据覆盖"):
        make_draft(firms, WUHAN, catalogue, "榜", replace(COUNTIES, by="sum", of="staff", year=2020), now=NOW)
