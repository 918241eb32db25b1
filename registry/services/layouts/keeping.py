"""Keeping layouts: added by an office, used by it and those within it, changed by one at a time, retired and never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import ChangedSince, Conflict, InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.layouts.columns import FillColumn, checked, packed, unpacked
from registry.services.layouts.recognising import Recognised
from registry.store.layouts import TableLayout
from registry.store.locking import kept_from_others

LONGEST_NAME = 60


class LayoutChanged(ChangedSince):
    """Somebody else saved the layout meanwhile."""

    template = mark("表样「{name}」刚刚被他人修改过，您的修改尚未保存。请核对最新内容后重新保存。")


class LayoutRetired(Conflict):
    """A retired layout takes no changes and fills no lists."""

    template = mark("表样「{name}」已停用。")


def layouts(session: Session, person: Person, *, retired: bool = False) -> list[TableLayout]:
    """Those that serve the person's office: its own and those of the offices above it, the newest first."""
    require(person, Action.EXPORT_LISTS)
    gone = col(TableLayout.retired_at)
    wanted = and_(_serving(person), gone.is_not(None) if retired else gone.is_(None))
    return list(session.exec(select(TableLayout).where(wanted).order_by(col(TableLayout.id).desc())))


def get_layout(session: Session, person: Person, layout_id: int) -> TableLayout:
    """One that serves the person's office; raises NotFound for any other."""
    require(person, Action.EXPORT_LISTS)
    found = session.exec(select(TableLayout).where(TableLayout.id == layout_id, _serving(person))).first()
    if found is None:
        raise NotFound(what=mark("这份表样"))
    return found


def may_change(person: Person, layout: TableLayout) -> bool:
    """Whether the layout belongs to the person's own office or to one within it."""
    return layout.division.startswith(person.division) and person.park in ("", layout.park)


def add_workbook(
    session: Session,
    person: Person,
    *,
    name: str,
    filename: str,
    content: bytes,
    recognised: Recognised,
    now: datetime,
) -> TableLayout:
    """Keep a blank workbook with the columns as they were recognised."""
    found = recognised.found
    layout = _new(person, name, recognised.columns, now)
    layout.filename, layout.workbook = filename, content
    layout.sheet, layout.header_row = found.sheet, found.header_row
    return _added(session, person, layout, now)


def add_columns(
    session: Session, person: Person, catalogue: Catalogue, *, name: str, columns: Sequence[FillColumn], now: datetime
) -> TableLayout:
    """Keep a column set that was put together by hand."""
    return _added(session, person, _new(person, name, checked(columns, catalogue), now), now)


def change(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    layout_id: int,
    *,
    name: str,
    columns: Sequence[FillColumn],
    version: int,
    now: datetime,
) -> TableLayout:
    """Another name, other columns. Raises LayoutChanged where it is no longer the version that the person saw."""
    layout = _changeable(session, person, layout_id, version)
    before, after = unpacked(layout.columns), checked(columns, catalogue)
    named = _name(name)
    if (layout.name, before) == (named, after):
        return layout
    journal.note(
        session,
        person,
        "layouts.change",
        now=now,
        changes={"name": (layout.name, named)} if layout.name != named else None,
        text=f"layout={layout_id} columns={sum(old != new for old, new in zip(before, after, strict=False))}",
    )
    layout.name, layout.columns, layout.version = named, packed(after), layout.version + 1
    session.add(layout)
    return layout


def retire(session: Session, person: Person, layout_id: int, *, version: int, now: datetime) -> TableLayout:
    """Take a layout out of use; it can be put back."""
    layout = _changeable(session, person, layout_id, version)
    layout.retired_at, layout.version = now, layout.version + 1
    session.add(layout)
    journal.note(session, person, "layouts.retire", now=now, text=f"layout={layout_id} {layout.name}")
    return layout


def put_back(session: Session, person: Person, layout_id: int, *, now: datetime) -> TableLayout:
    """Use a retired layout again; nothing happens where it is in use."""
    require(person, Action.KEEP_LAYOUTS)
    layout = _own(session, person, layout_id)
    if layout.retired_at is not None:
        layout.retired_at, layout.version = None, layout.version + 1
        session.add(layout)
        journal.note(session, person, "layouts.put_back", now=now, text=f"layout={layout_id} {layout.name}")
    return layout


def _serving(person: Person) -> ColumnElement[bool]:
    """What the person's office, the offices above it and those within it keep."""
    prefixes = [person.division[:length] for length in range(len(person.division) + 1)]
    above = and_(col(TableLayout.division).in_(prefixes), col(TableLayout.park).in_({"", person.park}))
    within = col(TableLayout.division).startswith(person.division, autoescape=True)
    if person.park:
        within = and_(within, col(TableLayout.park) == person.park)
    return above | within


def _own(session: Session, person: Person, layout_id: int) -> TableLayout:
    layout = get_layout(session, person, layout_id)
    if not may_change(person, layout):
        raise NotFound(what=mark("这份表样"))
    return layout


def _changeable(session: Session, person: Person, layout_id: int, version: int) -> TableLayout:
    require(person, Action.KEEP_LAYOUTS)
    layout = kept_from_others(session, _own(session, person, layout_id))
    if layout.retired_at is not None:
        raise LayoutRetired(name=layout.name)
    if layout.version != version:
        raise LayoutChanged(name=layout.name)
    return layout


def _new(person: Person, name: str, columns: Sequence[FillColumn], now: datetime) -> TableLayout:
    require(person, Action.KEEP_LAYOUTS)
    return TableLayout(
        division=person.division,
        park=person.park,
        name=_name(name),
        columns=packed(columns),
        created_by=person.name,
        account_id=person.account_id,
        created_at=now,
    )


def _added(session: Session, person: Person, layout: TableLayout, now: datetime) -> TableLayout:
    session.add(layout)
    session.flush()
    text = f"layout={layout.id} {layout.name} columns={len(layout.columns)} file={layout.filename}"
    journal.note(session, person, "layouts.add", now=now, text=text)
    return layout


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(field=mark("名称"), reason=mark("请填写 1 到 60 个字。"))
    return name
