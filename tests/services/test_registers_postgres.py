"""The morning page, saved views, groupings and institutions on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.services import evaluations, firms, institutions, saved_views
from registry.services.candidates import CandidateQuery, candidates
from registry.services.firm_search import FirmQuery
from registry.services.groupings import keeping, listing, members
from registry.services.institution_list import InstitutionQuery, institution_page
from registry.services.morning import mark_seen, missing, morning
from registry.store.accounts import Account
from registry.store.database import transaction
from registry.store.schema import upgrade
from tests.factories import TODAY, add_ripe_firm, make_person

NOW = datetime(2026, 6, 30, 1, 30, tzinfo=UTC)


def test_what_an_office_keeps_works_on_postgresql(postgres: Engine, catalogue: Catalogue) -> None:
    upgrade(postgres)
    officer = make_person(Role.BUREAU, division="4201")
    with transaction(postgres) as session:
        session.add(Account(id=1, name="officer", display_name="x", role="bureau", password_hash="", created_at=NOW))
        add_ripe_firm(session, 1, total_liabilities=6200.0)
        evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    with transaction(postgres) as session:
        found = morning(session, officer, catalogue, today=TODAY, now=NOW, task_days=30)
        assert found.tally.near.tiers["little_giant"] == 1
        firms.save_figures(session, SYSTEM, catalogue, 1, 2025, {"total_liabilities": "3000"}, now=NOW, today=TODAY)
        found = morning(session, officer, catalogue, today=TODAY, now=NOW, task_days=30)
        assert found.fresh.tiers["little_giant"] == 1
        query = CandidateQuery("little_giant", after=0, fixes=0, sort="-score")
        assert candidates(session, officer, catalogue, query).total == 1
        mark_seen(session, officer, found.fresh.place, now=NOW)
        assert missing.missing_page(session, officer, 2024, FirmQuery()).total == 0
        saved_views.save_view(session, officer, "/firms", "甲", "text=a", is_shared=True, now=NOW)
        below = make_person(Role.PARK_OFFICER, account_id=2, division="420111", park="东湖示例园区")
        assert [view.address for view in saved_views.views_of(session, below)] == ["/firms?text=a"]
        chain = keeping.create_grouping(session, officer, catalogue, "chain", {"name": "光电子"}, now=NOW)
        members.add_member(session, officer, chain, "武汉示例光电有限公司", "链主", since=TODAY, now=NOW)
        assert listing.grouping_list(session, officer, listing.GroupingQuery("chain"), TODAY).rows[0].members == 1
        values = {"name": "中心", "level": "省级"}
        institutions.save_institution(session, officer, catalogue, 1, values, now=NOW, today=TODAY)
        page = institution_page(session, officer, catalogue, InstitutionQuery(TODAY, state="valid", sort="-level"))
        assert [(row.level, row.is_valid) for row in page.rows] == [("省级", True)]
