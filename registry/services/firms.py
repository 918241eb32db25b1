"""One firm: reading it whole, creating it, saving its own facts and the figures of one of its years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, may, require
from registry.domain.errors import ChangedSince, InvalidInput
from registry.domain.indicators import Level
from registry.domain.texts import mark
from registry.services import journal
from registry.services.days import china_day
from registry.services.field_values import FieldFaults, read_fields
from registry.services.firm_detail import FirmDetail, get_firm, get_firm_by_code, stored_values
from registry.services.firm_names import replace_former_names
from registry.services.firm_search import (
    FirmPage,
    FirmQuery,
    FirmRow,
    divisions_in_scope,
    parks_in_scope,
    search,
)
from registry.services.firm_writing import add_firm, note_change, own_hand, parted, write_firm, write_year
from registry.services.local_values import OF_THE_FIRM, local_values
from registry.services.standings import refresh
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.locking import kept_from_others
from registry.store.scope import find_firm, find_firm_by_code, get_firm_in_scope

__all__ = [
    "FieldFaults",
    "FirmDetail",
    "FirmPage",
    "FirmQuery",
    "FirmRow",
    "StaleEdit",
    "create_firm",
    "divisions_in_scope",
    "find_firm_by_code",
    "get_firm",
    "get_firm_by_code",
    "parks_in_scope",
    "save_figures",
    "save_firm",
    "search",
]

Fields = Mapping[str, str | None]


class StaleEdit(ChangedSince):
    """Somebody else saved the firm after the form was opened."""

    template = mark("这家企业刚刚被他人修改过，您的修改尚未保存。请核对最新内容后重新保存。")


def create_firm(
    session: Session, person: Person, catalogue: Catalogue, values: Fields, *, now: datetime, today: date | None = None
) -> int:
    """Add a firm and return its id; credit code and name are needed, and it must lie in the person's scope."""
    require(person, Action.CREATE_FIRMS)
    typed = _typed(catalogue, values, today or china_day(now))
    firm = add_firm(session, catalogue, typed, now)
    assert firm.id is not None
    replace_former_names(session, firm, values.get("former_names"))
    _keep_in_scope(session, person, firm.id)
    changes = journal.differing({}, {code: value for code, value in typed.items() if value is not None})
    note_change(session, firm, "firm.create", changes, own_hand(person, catalogue.sources), now)
    refresh(session, catalogue, [firm.id])
    return firm.id


def save_firm(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    values: Fields,
    version: int,
    *,
    now: datetime,
    today: date | None = None,
) -> bool:
    """Save the fields that were sent, a blank one erases; True if anything changed. Raises StaleEdit and FieldFaults."""
    require(person, Action.EDIT_FIRMS)
    firm = _opened(session, person, firm_id, version)
    typed = _typed(catalogue, values, today or china_day(now))
    old = stored_values(catalogue, firm) | local_values(session, catalogue.indicators, firm_id).get(OF_THE_FIRM, {})
    changes = journal.differing(old, typed)
    former = replace_former_names(session, firm, values.get("former_names"))  # before a new name adds the old one
    write_firm(session, catalogue, firm, {code: new for code, (_, new) in changes.items()})
    if former is not None:
        changes["former_names"] = former
    if changes:
        _refuse_kept(person, catalogue, changes)
        _keep_in_scope(session, person, firm_id)
        _touch(session, person, catalogue, firm, "firm.update", changes, now)
    return bool(changes)


def save_figures(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    year: int,
    values: Fields,
    *,
    now: datetime,
    version: int | None = None,
    today: date | None = None,
) -> bool:
    """Save figures of one year, a blank one erases; True if anything changed."""
    require(person, Action.EDIT_FIRMS)
    day = today or china_day(now)
    if not is_year_of_figures(year, day):
        raise InvalidInput(field=mark("年度"), reason=mark("应在 1949 年到今年之间。"))
    firm = _opened(session, person, firm_id, version)
    annual = catalogue.indicators.at_level(Level.ANNUAL)
    typed = read_fields(catalogue.indicators, annual, values, day)
    figures = session.get(YearlyFigures, (firm_id, year))
    own, _ = parted(typed, YearlyFigures)
    old = {code: getattr(figures, code) for code in own} if figures else {}
    old |= local_values(session, catalogue.indicators, firm_id).get(year, {})
    changes = journal.differing(old, typed)
    if changes:
        write_year(session, firm_id, year, typed)
        _touch(session, person, catalogue, firm, "figures.update", changes, now, year)
    return bool(changes)


def is_year_of_figures(year: int, today: date) -> bool:
    """Whether figures can belong to the year: not before 1949, not after this year."""
    return 1949 <= year <= today.year


def _opened(session: Session, person: Person, firm_id: int, version: int | None) -> FirmRecord:
    firm = get_firm_in_scope(session, person, firm_id)
    if version is not None and kept_from_others(session, firm).version != version:
        raise StaleEdit()
    return firm


def _typed(catalogue: Catalogue, values: Fields, today: date) -> dict[str, Any]:
    """The firm's own fields; a place by name becomes its code."""
    listed = [each for each in catalogue.indicators.at_level(Level.FIRM) if each.code != "former_names"]
    typed = read_fields(catalogue.indicators, listed, values, today)
    place = typed.pop("division_name", None)
    if place and not typed.get("division_code"):
        found = catalogue.divisions.find(place)
        if len(found) != 1:
            raise InvalidInput(
                field=catalogue.indicators["division_name"].label.zh,
                reason=mark("无法确定是哪个地区，请写明省、市、县或填写区划代码。"),
            )
        typed["division_code"] = found[0].code
    return typed


def _touch(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm: FirmRecord,
    action: str,
    changes: journal.Changes,
    now: datetime,
    year: int | None = None,
) -> None:
    """Write down the edit, and bring the firm's standings up to date."""
    note_change(session, firm, action, changes, own_hand(person, catalogue.sources), now, year)
    assert firm.id is not None
    refresh(session, catalogue, [firm.id])


def _refuse_kept(person: Person, catalogue: Catalogue, changes: journal.Changes) -> None:
    """Identity, place and negative records are not the firm's own to change."""
    if may(person.role, Action.KEEP_REGISTER):
        return
    for code in changes:
        if catalogue.indicators[code].kept:
            raise InvalidInput(
                field=catalogue.indicators[code].label.zh, reason=mark("由园区维护，如需更正请联系园区专员。")
            )


def _keep_in_scope(session: Session, person: Person, firm_id: int) -> None:
    session.flush()
    if find_firm(session, person, firm_id) is None:
        raise InvalidInput(field=mark("行政区划、所属园区"), reason=mark("超出了您的数据范围。"))
