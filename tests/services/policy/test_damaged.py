"""A published version whose row was damaged: left out and told of, while everything else works on; and it can be withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Person
from registry.domain.choosing import in_force
from registry.domain.outcomes import Case
from registry.services.health.checks import examine
from registry.services.health.findings import Level
from registry.services.local_indicators import current_catalogue
from registry.services.policy import starting, withdrawing
from registry.services.policy.published import damaged_versions
from registry.store.database import transaction
from registry.store.rulesets import RuleSetVersion
from tests.factories import NOW, TODAY
from tests.services.policy.conftest import CURRENT, beginning
from tests.services.policy.test_publishing import NEW, published


@pytest.fixture
def damaged(engine: Engine, catalogue: Catalogue, ministry: Person, colleague: Person, tmp_path: Path) -> Catalogue:
    with transaction(engine) as session:
        draft_id = starting.start_draft(session, ministry, catalogue, beginning(), now=NOW)
        published(session, catalogue, ministry, colleague, draft_id)
    with transaction(engine) as session:
        version = session.get_one(RuleSetVersion, NEW)
        version.text, version.hash = version.text.replace("9000 万元", "9000 人"), "0" * 64
        session.add(version)
    return current_catalogue(engine, tmp_path / "none")


def test_the_rest_of_the_catalogue_works_and_nothing_ended_comes_back(damaged: Catalogue) -> None:
    assert NEW not in {each.id for each in damaged.rule_sets}
    assert damaged.rule_set(CURRENT).effective.end is not None
    assert in_force(damaged.rule_sets, "little_giant", Case.NEW, TODAY) == ()
    assert in_force(damaged.rule_sets, "srdi_sme", Case.NEW, TODAY)


def test_the_check_up_names_it_and_it_can_be_withdrawn(
    engine: Engine, damaged: Catalogue, settings: Settings, ministry: Person, tmp_path: Path
) -> None:
    told = [one for one in examine(engine, settings, now=NOW) if one.check == "catalogue" and one.level is Level.ERROR]
    assert [(one.facts["id"], "万元" in str(one.facts["reason"])) for one in told] == [(NEW, True)]
    with transaction(engine) as session:
        (one,) = damaged_versions(session, damaged)
        assert (one.id, one.jurisdiction) == (NEW, "CN")
        withdrawing.withdraw(session, ministry, damaged, NEW, "损坏", now=NOW)
    after = current_catalogue(engine, tmp_path / "none")
    assert after.rule_set(CURRENT).effective.end is None
    with transaction(engine) as session:
        assert damaged_versions(session, after) == []
