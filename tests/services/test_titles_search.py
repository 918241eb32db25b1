"""Lists of titles: by state, batch and place, within scope; batches with their counts; the list as a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import NotAllowed
from registry.services.titles.batches import batch_names, batches_of
from registry.services.titles.search import TitleQuery, search_titles, states_of
from registry.store.journal import JournalEntry
from tests.factories import CODES, TODAY, make_firm, make_person, make_title
from tests.kept_files import taken

QUERY = TitleQuery(TODAY)
OFFICER = make_person(Role.PARK_OFFICER, division="4203")


@pytest.fixture(autouse=True)
def registered(session: Session) -> None:
    session.add(make_firm(id=1))
    session.add(
        make_firm(id=2, credit_code=CODES[2], name="十堰示例汽车部件有限公司", division_code="420302", park="车城园")
    )
    session.flush()
    first = {"batch": "第一批", "document": "示例〔2024〕1号", "recognised_on": date(2024, 7, 1)}
    session.add(make_title(1, id=1, **first, number="GR1", valid_from=date(2024, 7, 1), valid_to=date(2027, 6, 30)))
    session.add(make_title(2, id=2, **first, valid_from=date(2023, 7, 20), valid_to=date(2026, 7, 19)))
    session.add(make_title(1, "srdi_sme", id=3, valid_from=date(2022, 1, 1), valid_to=date(2024, 12, 31)))
    session.add(
        make_title(2, "srdi_sme", id=4, valid_from=date(2024, 1, 1), revoked_on=date(2025, 1, 1), revoke_reason="=1+1")
    )
    session.add(make_title(1, "tech_sme", id=5, valid_from=date(2027, 1, 1), valid_to=date(2027, 12, 31)))
    session.flush()


def found(session: Session, person=SYSTEM, **asked: object) -> list[int]:  # type: ignore[no-untyped-def]
    return sorted(row.id for row in search_titles(session, person, replace(QUERY, **asked)).rows)


# what is asked; the titles found
ASKED = [
    ({}, [1, 2, 3, 4, 5]),
    ({"state": "valid"}, [1, 2]),
    ({"state": "expiring-30"}, [2]),
    ({"state": "expiring-10"}, []),
    ({"state": "expired"}, [3]),
    ({"state": "revoked"}, [4]),
    ({"state": "later"}, [5]),
    ({"tier": "hnte"}, [1, 2]),
    ({"tier": "hnte", "batch": "第一批", "division": "4203"}, [2]),
    ({"park": "车城园"}, [2, 4]),
    ({"text": "GR1"}, [1]),
    ({"text": "十堰"}, [2, 4]),
]


@pytest.mark.parametrize(("asked", "ids"), ASKED)
def test_titles_are_found(session: Session, asked: dict[str, object], ids: list[int]) -> None:
    assert found(session, **asked) == ids


def test_nobody_sees_titles_out_of_scope(session: Session) -> None:
    assert found(session, OFFICER) == [2, 4]
    assert [batch.titles for batch in batches_of(session, OFFICER, today=TODAY).rows] == [1, 1]
    assert batch_names(session, make_person(Role.PARK_OFFICER, division="4202"), "hnte") == []


def test_what_ends_first_comes_first_and_a_page_too_far_is_the_last(session: Session) -> None:
    page = search_titles(session, SYSTEM, replace(QUERY, per_page=2, page=9))
    assert (page.total, page.firms, page.page, page.pages) == (5, 2, 3, 3)
    assert [row.id for row in page.rows] == [4]
    assert [row.id for row in search_titles(session, SYSTEM, QUERY).rows][:2] == [3, 2]


def test_the_states_follow_the_ladder(catalogue: Catalogue) -> None:
    expected = ("valid", "expiring-180", "expiring-90", "expiring-30", "expired", "revoked", "later")
    assert states_of(catalogue.ladder) == expected


def test_batches_are_counted(session: Session) -> None:
    first = batches_of(session, SYSTEM, tier="hnte", today=TODAY).rows[0]
    assert (first.batch, first.document, first.titles, first.valid, first.revoked) == (
        "第一批",
        "示例〔2024〕1号",
        2,
        2,
        0,
    )
    assert batch_names(session, SYSTEM, "hnte") == ["第一批"]


def test_the_list_goes_out_as_shown_and_is_journalled(session: Session, catalogue: Catalogue) -> None:
    rows = taken(session, SYSTEM, catalogue, "titles", park="车城园")
    assert list(rows[0])[:2] == ["企业名称", "统一社会信用代码"]
    assert {row["状态"] for row in rows} == {"有效", "已撤销"}
    assert "=1+1" in {row["撤销原因"] for row in rows}
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "titles.export")).one()
    assert entry.note == "park=车城园 sort=-recognised_on rows=2"


def test_an_enterprise_takes_no_list_away(session: Session, catalogue: Catalogue) -> None:
    firm = make_person(Role.ENTERPRISE, firm_id=1)
    with pytest.raises(NotAllowed):
        taken(session, firm, catalogue, "titles")
