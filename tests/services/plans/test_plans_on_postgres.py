"""The same plans and service on PostgreSQL: locks, bulk statements and the counts by officer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from registry.catalogue.reader import Catalogue
from registry.domain.access import Role
from registry.services.firm_search import FirmQuery
from registry.services.plans import actions, due_tasks, handovers, service_log
from registry.services.plans.actions import Draft
from registry.services.plans.officers import officer_names, service_history
from registry.services.plans.people import officers_of_firm
from registry.services.plans.service_lists import SORTS, ServiceQuery, service_page
from registry.services.plans.service_log import Report
from registry.services.plans.workload import served_firms, workloads
from registry.store.database import transaction
from registry.store.schema import upgrade
from tests.factories import NOW, TODAY, add_ripe_firm
from tests.services.plans.conftest import add_account


@pytest.mark.postgres
def test_plans_and_service_work_on_postgresql(postgres: Engine, catalogue: Catalogue) -> None:
    upgrade(postgres)
    with transaction(postgres) as session:
        firm = add_ripe_firm(session, 1)
        scope = {"division": "420111", "park": "东湖示例园区"}
        one, other = (add_account(session, name, Role.PARK_OFFICER, **scope) for name in ("one", "other"))
        assert len(officers_of_firm(session, firm)) == 2
        assert served_firms(session, one, FirmQuery()).total == 1
        handovers.assign(session, one, [1], one.account_id or 0, now=NOW)
        late = Draft("甲", "示例one", TODAY - timedelta(days=1))
        actions.add_actions(session, one, catalogue, 1, "hnte", [late], now=NOW)
        service_log.log_entry(session, one, 1, Report("request", TODAY, "乙"), now=NOW)
        handovers.hand_over(session, one, one.account_id or 0, other.account_id or 0, note="轮岗", now=NOW)
        assert officer_names(session, [1]) == {1: "示例other"}
        assert len(service_history(session, one, 1)) == 2
        busiest = workloads(session, one, TODAY)[0]
        assert (busiest.officer.name, busiest.firms, busiest.open, busiest.overdue, busiest.requests) == (
            "示例other",
            1,
            1,
            1,
            1,
        )
        assert due_tasks(session, other, TODAY, within_days=0).overdue == 1
        for sort in SORTS:
            assert service_page(session, one, ServiceQuery(sort=sort, text="示例")).total == 1
