"""What a draft means for the tiers that ask for its title: who would rise, who would fall, and that nobody else is asked."""

from __future__ import annotations

import pytest
from sqlmodel import Session, delete

from registry.catalogue.reader import Catalogue
from registry.services.impact import following
from registry.services.impact.following import asking_for
from registry.services.occasions import make_occasion
from registry.store.titles import TitleRecord
from tests.factories import TODAY, add_ripe_firm


@pytest.fixture
def register(session: Session) -> None:
    """Two firms that are ripe for little_giant but for the title before it, which only the first holds."""
    add_ripe_firm(session, 1)
    add_ripe_firm(session, 2)
    session.exec(delete(TitleRecord).where(TitleRecord.firm_id == 2))  # type: ignore[arg-type]
    session.flush()


def test_the_tiers_that_ask_for_a_title(catalogue: Catalogue) -> None:
    occasion = make_occasion(catalogue, TODAY)
    assert "little_giant" in asking_for(catalogue, "srdi_sme", occasion)
    assert asking_for(catalogue, "unicorn", occasion) == ()


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
