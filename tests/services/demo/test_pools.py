"""The pools of the demo: everything that the pages of pools tell is there."""

from collections import Counter

from sqlalchemy import Engine
from sqlmodel import select

from registry.domain.access import SYSTEM
from registry.services.pools import stages
from registry.services.pools.exits import exit_kinds
from registry.services.pools.funnel import funnel
from registry.services.pools.listing import count_recognised
from registry.services.pools.query import PoolQuery
from registry.store.database import reading
from registry.store.pools import PoolMember
from tests.factories import TODAY


def test_stays_of_every_kind_are_there_and_never_overlap(filled: Engine) -> None:
    with reading(filled) as session:
        stays = session.exec(select(PoolMember)).all()
        assert count_recognised(session, SYSTEM, PoolQuery(), today=TODAY) >= 2
        told = funnel(session, SYSTEM, PoolQuery(), "tier", today=TODAY).total
    assert {stay.exit_kind for stay in stays} >= {None, "recognised", "withdrawn", "no_longer_fits", "moved_away"}
    assert {stay.exit_kind for stay in stays if stay.exit_kind} <= set(exit_kinds())
    assert all(stay.entered_on <= (stay.exited_on or TODAY) <= TODAY for stay in stays)
    open_stays = Counter((stay.firm_id, stay.tier) for stay in stays if stay.exited_on is None)
    assert max(open_stays.values()) == 1
    assert max(Counter((stay.firm_id, stay.tier) for stay in stays).values()) == 2
    assert all(stay.officer_id for stay in stays)
    assert all(told.of(stage) for stage in (stages.RECOGNISED, stages.ROSE, stages.LISTED, stages.SCALE_UNKNOWN))
