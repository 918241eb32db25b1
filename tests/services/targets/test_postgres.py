"""The same counts on PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.services.evaluations import run
from registry.services.targets.closing_gap import closers, firms_answering
from registry.services.targets.counting import Tally, tallies
from registry.services.targets.finding import TargetQuery, find_targets, target_detail
from registry.services.targets.publishing import publish_targets
from registry.store.database import transaction
from registry.store.schema import upgrade
from tests.factories import NOW, TODAY, add_ripe_firm, make_title
from tests.services.targets.setting import COVERAGE, add_firm, add_target


@pytest.mark.postgres
def test_targets_are_published_counted_and_recorded(postgres: Engine, catalogue: Catalogue) -> None:
    upgrade(postgres)
    with transaction(postgres) as session:
        add_ripe_firm(session)
        session.add(make_title(1, "hnte", recognised_on=TODAY))
        add_firm(session, 11, year={"is_above_scale": True}, rd_institution_level="自建")
        add_firm(session, 12, year={"is_above_scale": True})
        publish_targets(session, catalogue, now=NOW)
        share = add_target(session, kind="ratio", measure=COVERAGE.as_data(), division="42", goal=0.5)
        flow = {"kind": "flow", "measure": {"enters": "hnte"}}
        flows = [add_target(session, division=place, **flow) for place in ("42", "4203")]
        assert tallies(session, catalogue, [share], TODAY)[share.id or 0] == Tally(yes=1, open=1, outside=1)
        found = tallies(session, catalogue, flows, TODAY)
        assert [found[each.id or 0].yes for each in flows] == [1, 0]
        run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    with transaction(postgres) as session:
        rows = find_targets(session, SYSTEM, catalogue, TargetQuery(), today=TODAY).rows
        assert len(rows) == len(catalogue.targets.entries) + 3
        for row in rows:
            target_id = row.target.id or 0
            assert target_detail(session, SYSTEM, catalogue, target_id, today=TODAY).now is not None
            assert len(closers(session, SYSTEM, catalogue, row.target, TODAY)) <= 2
            assert firms_answering(session, SYSTEM, catalogue, target_id, "open", day=TODAY).page == 1
