"""Who has just become eligible is written down once, by whatever changed it."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.services import evaluations, firms
from registry.services.newly_eligible import newest_place
from registry.store.morning import NewlyEligible
from tests.databases import template_for
from tests.factories import NOW, TODAY, add_ripe_firm

GIANT = "little_giant"


def evaluate_firm(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1, ip_class1=1.0)
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)


@pytest.fixture
def database_template(request: pytest.FixtureRequest) -> str:
    return template_for(request, evaluated=evaluate_firm)


@pytest.fixture
def evaluated(session: Session) -> Session:
    return session


def noted(session: Session, after: int = 0) -> set[tuple[int, str]]:
    rows = session.exec(select(NewlyEligible).where(NewlyEligible.id > after))
    return {(row.firm_id, row.tier) for row in rows}


def save(session: Session, catalogue: Catalogue, patents: str) -> None:
    firms.save_figures(session, SYSTEM, catalogue, 1, 2025, {"ip_class1": patents}, now=NOW)


def test_the_first_evaluation_makes_nobody_new(evaluated: Session) -> None:
    assert noted(evaluated) == set()


def test_an_edit_that_makes_a_firm_eligible_is_written_down(evaluated: Session, catalogue: Catalogue) -> None:
    save(evaluated, catalogue, "6")
    assert (1, GIANT) in noted(evaluated)
    place = newest_place(evaluated)
    save(evaluated, catalogue, "7")
    assert noted(evaluated, after=place) == set()


def test_a_firm_that_becomes_eligible_again_is_new_again(evaluated: Session, catalogue: Catalogue) -> None:
    save(evaluated, catalogue, "6")
    place = newest_place(evaluated)
    save(evaluated, catalogue, "1")
    save(evaluated, catalogue, "6")
    assert (1, GIANT) in noted(evaluated, after=place)


def test_an_evaluation_of_all_firms_writes_down_only_what_changed(evaluated: Session, catalogue: Catalogue) -> None:
    save(evaluated, catalogue, "6")
    add_ripe_firm(evaluated, 2)
    place = newest_place(evaluated)
    evaluations.run(evaluated, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    found = noted(evaluated, after=place)
    assert (2, GIANT) in found
    assert {firm_id for firm_id, _ in found} == {2}
