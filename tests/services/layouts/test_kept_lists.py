"""Every list that an office keeps can go into a layout: its rows in its own order, by its own filters, within the scope."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import NotAllowed, NotFound
from registry.services.layouts import ListRows, list_rows
from registry.store.groupings import Grouping, GroupingMember
from registry.store.institutions import RdInstitution
from registry.store.plans import ServiceEntry
from registry.store.pools import PoolMember
from tests.factories import NOW, TODAY, add_ripe_firm, make_person, make_title

ELSEWHERE = make_person(Role.BUREAU, division="43")


@pytest.fixture
def kept(session: Session) -> Session:
    add_ripe_firm(session, 1)
    add_ripe_firm(session, 2).park = "别的园区"
    kept_by = {"division": "", "name_key": "x", "created_at": NOW, "created_by": "x"}
    session.add(make_title(2, "hnte", batch="第一批", recognised_on=date(2024, 1, 1), valid_to=date(2026, 12, 31)))
    session.add(make_title(1, "hnte", batch="第二批", recognised_on=date(2025, 1, 1), valid_to=date(2027, 12, 31)))
    session.add(PoolMember(firm_id=1, tier="little_giant", entered_on=TODAY, entered_by="x", created_at=NOW))
    session.add(
        RdInstitution(firm_id=2, name="中心", level="省级", kind="", document="", created_at=NOW, created_by="x")
    )
    session.add(ServiceEntry(firm_id=1, kind="visit", on=TODAY, text="到访", status="done", by="x", created_at=NOW))
    session.add(Grouping(id=1, kind="chain", name="链", **kept_by))
    session.flush()
    session.add(GroupingMember(grouping_id=1, firm_id=1, role="链主", since=TODAY, added_by="x", created_at=NOW))
    session.flush()
    return session


def rows(session: Session, catalogue: Catalogue, name: str, person=SYSTEM, **arguments: str) -> ListRows:
    return list_rows(session, person, catalogue, name, arguments, TODAY)


CASES = [
    ("titles", {"tier": "hnte"}, [1, 2]),
    ("titles", {"tier": "hnte", "sort": "recognised_on"}, [2, 1]),
    ("titles", {"batch": "第一批"}, [2]),
    ("titles", {"state": "expiring-90"}, []),
    ("pools", {"tier": "little_giant"}, [1]),
    ("pools", {"state": "out"}, []),
    ("missing", {"year": "2024", "park": "没有这个园区"}, []),
    ("missing", {"year": "1990", "sort": "-area"}, [1, 2]),
    ("service", {"kind": "visit"}, [1]),
    ("service", {"kind": "request"}, []),
    ("institutions", {"level": "省级"}, [2]),
    ("institutions", {"level": "国家级"}, []),
    ("grouping", {"grouping_id": "1"}, [1]),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), CASES)
def test_a_list_has_the_rows_that_its_page_shows(
    kept: Session, catalogue: Catalogue, name: str, arguments: dict[str, str], expected: list[int]
) -> None:
    found = rows(kept, catalogue, name, **arguments)
    assert sorted(found.firm_ids) == sorted(expected) if name == "missing" else found.firm_ids == expected
    assert found.own is None or found.own.height == len(expected)
    assert list(rows(kept, catalogue, name, ELSEWHERE, **arguments).firm_ids) == [] if name != "grouping" else True


def test_a_title_speaks_for_its_own_row(kept: Session, catalogue: Catalogue) -> None:
    own = rows(kept, catalogue, "titles", tier="hnte").own
    assert own is not None
    assert own["row.batch"].to_list() == ["第二批", "第一批"]
    assert own["row.title"].to_list() == ["高新技术企业"] * 2


def test_what_does_not_exist_or_may_not_be_taken_out_is_refused(kept: Session, catalogue: Catalogue) -> None:
    for name, arguments in (
        ("round", {"round_id": "9"}),
        ("round", {}),
        ("grouping", {"grouping_id": "x"}),
        ("no", {}),
    ):
        with pytest.raises(NotFound):
            rows(kept, catalogue, name, **arguments)
    with pytest.raises(NotAllowed):
        rows(kept, catalogue, "titles", make_person(Role.ENTERPRISE, firm_id=1))
