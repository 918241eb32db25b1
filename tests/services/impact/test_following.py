"""What a draft means for the tiers that ask for its title: who would rise, who would fall, and that nobody else is asked."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, delete

from registry.catalogue.reader import Catalogue
from registry.services.impact import following
from registry.services.impact.steps import steps_above
from registry.services.occasions import make_occasion
from registry.store.titles import TitleRecord
from tests.factories import TODAY, add_ripe_firm, make_title


@pytest.fixture
def register(session: Session) -> None:
    """Two firms that are ripe for little_giant but for the title before it, which only the first holds."""
    add_ripe_firm(session, 1)
    add_ripe_firm(session, 2)
    session.exec(delete(TitleRecord).where(TitleRecord.firm_id == 2))  # type: ignore[arg-type]
    session.flush()


def test_each_tier_above_comes_once_after_those_it_asks_for(catalogue: Catalogue) -> None:
    occasion = make_occasion(catalogue, TODAY)
    steps = {step.tier: step.asks for step in steps_above(catalogue, "tech_sme", occasion)}
    assert list(steps) == ["srdi_sme", "little_giant", "champion", "provincial_champion"]
    assert steps["champion"] == ("srdi_sme", "little_giant")
    assert steps["little_giant"] == ("srdi_sme",)  # it asks for champion as well, and comes before it
    assert steps_above(catalogue, "unicorn", occasion) == []


@pytest.mark.parametrize(
    ("gaining", "losing", "wanted"),
    [
        ([2], [], {2: ("ineligible", "review", "gained")}),
        ([], [1], {1: ("review", "ineligible", "lost")}),
        ([1], [2], {}),  # who holds it already, or has nothing to lose
        ([], [], {}),
    ],
)
def test_titles_that_follow_the_verdicts_change_verdicts_above(
    session: Session,
    catalogue: Catalogue,
    register: None,
    gaining: list[int],
    losing: list[int],
    wanted: dict[int, tuple[str, str, str]],
) -> None:
    found = following(session, catalogue, "srdi_sme", gaining, losing, make_occasion(catalogue, TODAY))
    rows = found.filter(found["tier"] == "little_giant").rows(named=True)
    told = {row["firm_id"]: (row["before_verdict"], row["after_verdict"], row["change"]) for row in rows}
    assert told == wanted


def test_a_lost_title_takes_those_above_with_it(session: Session, catalogue: Catalogue) -> None:
    """One that holds every rung loses the lowest; one that holds none but that is only farther from the next."""
    for firm in (1, 2):
        add_ripe_firm(session, firm)
    session.exec(delete(TitleRecord).where(TitleRecord.firm_id == 2))  # type: ignore[arg-type]
    for tier in ("tech_sme", "little_giant"):
        session.add(make_title(1, tier, valid_from=date(2026, 1, 1), valid_to=date(2028, 12, 31)))
    session.flush()
    found = following(session, catalogue, "tech_sme", [], [1, 2], make_occasion(catalogue, TODAY))
    told = {(row["firm_id"], row["tier"]): (row["because"], row["renewal"]) for row in found.rows(named=True)}
    assert told[1, "srdi_sme"] == ("tech_sme", "ineligible")
    assert told[1, "little_giant"] == ("srdi_sme", "ineligible")
    assert not [tier for firm, tier in told if firm == 2]
