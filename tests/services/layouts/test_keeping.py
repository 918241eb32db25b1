"""Layouts belong to offices, change one at a time, and are retired instead of deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from importers.errors import NotXlsx
from importers.limits import Limits
from registry.catalogue.reader import Catalogue
from registry.domain.access import Person, Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services import layouts
from registry.services.layouts import FillColumn
from registry.services.layouts.columns import unpacked
from registry.services.layouts.keeping import LayoutChanged, LayoutRetired
from registry.store.journal import JournalEntry
from registry.store.layouts import TableLayout
from tests.factories import NOW, make_person

COUNTY = make_person(Role.BUREAU, division="420111")
CITY = make_person(Role.BUREAU, division="4201")
OTHER = make_person(Role.BUREAU, division="4203")
PARK = make_person(Role.PARK_OFFICER, division="420111", park="甲园")


@pytest.mark.parametrize(
    ("owner", "reader", "sees"),
    [(CITY, COUNTY, True), (CITY, PARK, True), (COUNTY, CITY, True), (CITY, OTHER, False), (PARK, COUNTY, True)],
)
def test_a_layout_serves_its_office_and_those_within(
    session: Session, kept: Callable[..., int], owner: Person, reader: Person, sees: bool
) -> None:
    layout_id = kept(person=owner)
    assert [layout.id for layout in layouts.layouts(session, reader)] == ([layout_id] if sees else [])
    if not sees:
        with pytest.raises(NotFound):
            layouts.get_layout(session, reader, layout_id)


def test_an_office_below_uses_a_layout_but_does_not_change_it(
    session: Session, catalogue: Catalogue, kept: Callable[..., int]
) -> None:
    layout = session.get_one(TableLayout, kept(person=CITY))
    with pytest.raises(NotFound):
        layouts.retire(session, COUNTY, layout.id or 0, version=1, now=NOW)
    with pytest.raises(NotAllowed):
        layouts.layouts(session, make_person(Role.ENTERPRISE, firm_id=1))


def changed(session: Session, catalogue: Catalogue, layout: TableLayout, version: int, **change: object) -> TableLayout:
    columns = [replace(one, **change) if one.letter == "J" else one for one in unpacked(layout.columns)]
    return layouts.change(
        session, CITY, catalogue, layout.id or 0, name=layout.name, columns=columns, version=version, now=NOW
    )


def test_of_two_who_change_a_layout_the_second_is_told(
    session: Session, catalogue: Catalogue, kept: Callable[..., int]
) -> None:
    layout = session.get_one(TableLayout, kept(person=CITY))
    assert changed(session, catalogue, layout, 1, meaning="text", text="同意").version == 2
    with pytest.raises(LayoutChanged, match="他人修改过"):
        changed(session, catalogue, layout, 1, meaning="")
    assert changed(session, catalogue, layout, 2, meaning="text", text="同意").version == 2, "nothing changed"
    actions = [entry.action for entry in session.exec(select(JournalEntry))]
    assert actions == ["layouts.add", "layouts.change"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"meaning": "unheard_of"}, "不存在"),
        ({"meaning": "title:unheard:held"}, "不存在"),
        ({"meaning": "text", "text": " "}, "固定文字"),
        ({"meaning": "revenue", "unit": "人"}, "单位"),
        ({"meaning": "name", "unit": "元"}, "单位"),
        ({"meaning": "revenue", "year": 20}, "四位年份"),
    ],
)
def test_a_column_that_cannot_be_filled_is_refused(
    session: Session, catalogue: Catalogue, kept: Callable[..., int], change: dict[str, object], reason: str
) -> None:
    layout = session.get_one(TableLayout, kept(person=CITY))
    with pytest.raises(InvalidInput, match=reason):
        changed(session, catalogue, layout, 1, **change)


def test_a_retired_layout_can_be_put_back(session: Session, catalogue: Catalogue, kept: Callable[..., int]) -> None:
    layout = session.get_one(TableLayout, kept(person=CITY))
    assert layout.id is not None
    layouts.retire(session, CITY, layout.id, version=1, now=NOW)
    assert layouts.layouts(session, CITY) == []
    assert layouts.layouts(session, CITY, retired=True) == [layout]
    with pytest.raises(LayoutRetired):
        changed(session, catalogue, layout, 2, meaning="")
    layouts.put_back(session, CITY, layout.id, now=NOW)
    assert layouts.layouts(session, CITY) == [layout]


def test_only_workbooks_that_can_be_written_back_are_taken(catalogue: Catalogue) -> None:
    with pytest.raises(NotXlsx, match="另存为"):
        layouts.recognise(catalogue, b"x", "表.xls", limits=Limits())


@pytest.mark.parametrize("name", ["", " ", "长" * 61])
def test_a_layout_needs_a_name(session: Session, catalogue: Catalogue, name: str) -> None:
    columns = [FillColumn("A", "企业", "name")]
    with pytest.raises(InvalidInput, match="60 个字"):
        layouts.add_columns(session, CITY, catalogue, name=name, columns=columns, now=NOW)
    with pytest.raises(InvalidInput, match="列"):
        layouts.add_columns(session, CITY, catalogue, name="空", columns=[], now=NOW)
