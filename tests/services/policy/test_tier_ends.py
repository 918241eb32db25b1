"""A local tier changed, retired from a day on, or taken away while nothing rests on it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.choosing import in_force
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.domain.outcomes import Case
from registry.services.local_indicators import current_catalogue
from registry.services.policy import publishing, starting, tier_ends, tiers
from registry.store.database import transaction
from registry.store.jobs import Job
from registry.store.policy import LocalTier, RuleDraft
from tests.factories import NOW, TODAY
from tests.services.policy.conftest import beginning
from tests.services.policy.test_publishing import fill_head, hand_in

HIDDEN = tiers.NewTier("hidden", "市级隐形冠军", "", "srdi", "4201")


@pytest.fixture
def current(engine: Engine, catalogue: Catalogue, city: Person, tmp_path: Path) -> Catalogue:
    track = catalogue.ladder["srdi_sme"].track
    with transaction(engine) as session:
        tiers.add_tier(session, city, catalogue, replaced(track=track), now=NOW)
    return current_catalogue(engine, tmp_path / "none")


def replaced(**changes: object) -> tiers.NewTier:
    return tiers.NewTier(**(vars(HIDDEN) | changes))  # type: ignore[arg-type]


def test_a_tier_that_nothing_rests_on_is_changed_and_taken_away(
    engine: Engine, catalogue: Catalogue, current: Catalogue, city: Person, ministry: Person, tmp_path: Path
) -> None:
    track = current.ladder["hidden"].track
    with transaction(engine) as session:
        tiers.change_tier(session, city, current, replaced(track=track, label="市级冠军", years=5), now=NOW)
        assert tiers.own_tiers(session, city, current) == {"hidden"}
    changed = current_catalogue(engine, tmp_path / "none").ladder["hidden"]
    assert (changed.label.zh, changed.validity_years) == ("市级冠军", 5)
    with transaction(engine) as session:
        with pytest.raises(InvalidInput):
            tiers.change_tier(session, city, current, replaced(track=track, label="高新技术企业"), now=NOW)
        with pytest.raises(NotAllowed):
            tiers.change_tier(session, city, current, replaced(track=track, jurisdiction="42"), now=NOW)
        with pytest.raises(NotFound):
            tier_ends.remove_tier(session, ministry, current, "hnte", now=NOW)
        tier_ends.remove_tier(session, city, current, "hidden", now=NOW)
    assert "hidden" not in current_catalogue(engine, tmp_path / "none").ladder


def test_a_used_tier_is_retired_and_its_standard_ends_with_it(
    engine: Engine, catalogue: Catalogue, current: Catalogue, city: Person, ministry: Person, tmp_path: Path
) -> None:
    with transaction(engine) as session:
        wanted = beginning(source="blank", tier="hidden", jurisdiction="4201", effective_from=date(2026, 1, 1))
        draft_id = starting.start_draft(session, city, current, wanted, now=NOW)
        draft = session.get_one(RuleDraft, draft_id)
        draft.text = draft.text.replace(starting.UNCITED, "第一条")
        fill_head(session, current, city, draft_id, checked_on=date(2026, 5, 21))
        hand_in(session, current, city, draft_id)
        publishing.publish(session, ministry, current, draft_id, now=NOW)
        with pytest.raises(tier_ends.TierInUse, match="认定标准 1"):
            tier_ends.remove_tier(session, city, current, "hidden", now=NOW)
        tier_ends.retire_tier(session, city, current, "hidden", TODAY, now=NOW)
        assert [job.arguments for job in session.exec(select(Job))][-1] == {"tier": "hidden"}
    after = current_catalogue(engine, tmp_path / "none")
    days = [TODAY - timedelta(days=1), TODAY]
    assert [len(in_force(after.rule_sets, "hidden", Case.NEW, day)) for day in days] == [1, 0]
    with transaction(engine) as session:
        tier_ends.retire_tier(session, city, after, "hidden", None, now=NOW)
        assert session.get_one(LocalTier, "hidden").retired_on is None
    assert in_force(current_catalogue(engine, tmp_path / "none").rule_sets, "hidden", Case.NEW, TODAY)
