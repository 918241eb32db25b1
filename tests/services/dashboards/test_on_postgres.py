"""The SQL of the dashboards on PostgreSQL: every number is the length of its list, counted on the spot and kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.services.dashboards import kept
from registry.services.dashboards.area_criteria import LADDER_WAYS, AreaCriteria
from registry.services.dashboards.area_places import rank_areas
from registry.services.dashboards.behind import Behind, firms_behind
from registry.services.dashboards.counting import FIGURES, GAPS, LADDER, count_parts, keep
from registry.services.dashboards.kept import find_kept
from registry.services.dashboards.ranking_places import Criteria, rank
from registry.services.dashboards.summary import summary
from registry.services.evaluations import run
from registry.services.origins import set_origins
from registry.store.database import reading, transaction
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from tests.factories import NOW, TODAY
from tests.services.dashboards.offices import WUHAN, add_four_firms, assert_lists_agree

PARTS = (LADDER, GAPS, FIGURES)
CITIES = AreaCriteria("cities", "stock", "hnte", 2026, 20, division="42")
AREAS = {
    CITIES: {"武汉市": 1, "十堰市": 1},
    replace(CITIES, by="entered", year=2024): {"武汉市": 1, "十堰市": 0},
    replace(CITIES, by="candidates", of="little_giant", word="review"): {"武汉市": 1, "十堰市": 0},
    replace(CITIES, by="share", of="rd_coverage_2025", year=2025): {"武汉市": 1.0},
    replace(CITIES, by="sum", of="revenue", year=2025): {"武汉市": 6230.0, "十堰市": 6230.0},
    replace(CITIES, by="growth", of="rd_expense", year=2025): {"武汉市": 0.083333333, "十堰市": 0.083333333},
}


@pytest.fixture
def office(postgres: Engine, catalogue: Catalogue) -> Engine:
    """Four firms, evaluated."""
    with transaction(postgres) as session:
        add_four_firms(session)
        session.get_one(FirmRecord, 1).rd_institution_level = "省级"
        session.get_one(YearlyFigures, (1, 2025)).is_above_scale = True
        set_origins(session, 1, 2025, {"*": "ledger", "revenue": "audit!", "staff": "self_reported"})
    with transaction(postgres) as session:
        run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    return postgres


def cells(session: Session, catalogue: Catalogue) -> list[list[tuple]]:
    told = [summary(session, person, catalogue, part, TODAY).cells for person in (SYSTEM, WUHAN) for part in PARTS]
    return [sorted(each.iter_rows(), key=str) for each in told]


def test_counts_lists_and_rankings_work_on_postgresql(
    office: Engine, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(office) as session:
        assert_lists_agree(session, catalogue, LADDER, GAPS)
        live = cells(session, catalogue)
    with transaction(office) as session:
        keep(session, count_parts(session, catalogue, TODAY, NOW))
    monkeypatch.setattr(kept, "COUNTED_LIVE", 0)
    with reading(office) as session:
        assert find_kept(session, LADDER), "what follows is read from what was kept"
        assert cells(session, catalogue) == live
        assert_lists_agree(session, catalogue, LADDER, GAPS)
        unfilled = Behind("unfilled", word="revenue", year=2025)
        assert [row.id for row in firms_behind(session, SYSTEM, catalogue, unfilled, TODAY).rows] == [2, 4]
        ranked = rank(session, SYSTEM, catalogue, Criteria("revenue", "value", 2025, 5), now=NOW)
        assert (ranked.judged, ranked.missing) == (2, 2)
        for criteria, values in AREAS.items():
            places = rank_areas(session, SYSTEM, catalogue, criteria, now=NOW)
            assert {row["name"]: row["measure"] for row in places.rows} == values, criteria
            assert places.more["counted_at"] == (NOW.isoformat() if criteria.by in LADDER_WAYS else None)
        sharing = Behind("sharing", word="rd_coverage_2025", year=2025, division="4201")
        assert [row.id for row in firms_behind(session, SYSTEM, catalogue, sharing, TODAY).rows] == [1]
