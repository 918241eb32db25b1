"""R&D institutions of a firm with level and validity. The highest level that is valid today becomes the firm's own fact, through
the very use case that a form uses: journalled, with its source, and evaluated anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import ChangedSince, Conflict, InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import firms, journal
from registry.services.local_values import OF_THE_FIRM
from registry.services.origins import origins_of, outranking
from registry.services.sent_values import read_day, read_text
from registry.store.institutions import RdInstitution
from registry.store.locking import kept_from_others
from registry.store.scope import get_firm_in_scope

LEVEL = "rd_institution_level"
FIELDS: Mapping[str, str] = {
    "name": mark("机构名称"),
    "kind": mark("类型"),
    "level": mark("级别"),
    "recognised_on": mark("认定日期"),
    "valid_to": mark("有效期止"),
    "document": mark("文号"),
}
Values = Mapping[str, str]


class InstitutionListed(Conflict):
    """The firm has this very institution already."""

    template = mark("“{name}”（{level}，同一认定日期）已经登记过，没有重复登记。")


class InstitutionChanged(ChangedSince):
    """Somebody else saved or removed it after the form was opened."""

    template = mark("这条研发机构刚刚被他人修改过，您的修改尚未保存。请核对最新内容后重新保存。")


@dataclass(frozen=True)
class Institutions:
    """Those of one firm; `valid` is the highest level valid today, `held` what the firm's fact says."""

    rows: tuple[RdInstitution, ...]
    valid: str | None
    held: str | None


def levels(catalogue: Catalogue) -> tuple[str, ...]:
    """The levels an institution can have, the lowest first; the first choice of the indicator says that there is none."""
    return tuple(catalogue.indicators[LEVEL].choices)[1:]


def institutions_of(session: Session, person: Person, catalogue: Catalogue, firm_id: int, today: date) -> Institutions:
    """The institutions of a firm in scope, the highest level first."""
    firm = get_firm_in_scope(session, person, firm_id)
    rows = _rows(session, firm_id)
    order = levels(catalogue)
    rows.sort(key=lambda row: (-order.index(row.level) if row.level in order else 1, row.name))
    return Institutions(tuple(rows), highest(rows, order, today), firm.rd_institution_level)


def is_valid(row: RdInstitution, today: date) -> bool:
    """Valid on the day: both ends included, a blank end open."""
    begun = row.recognised_on is None or row.recognised_on <= today
    return begun and (row.valid_to is None or row.valid_to >= today)


def highest(rows: list[RdInstitution], order: tuple[str, ...], today: date) -> str | None:
    """The highest level valid on the day."""
    valid = {row.level for row in rows if is_valid(row, today)}
    return next((level for level in reversed(order) if level in valid), None)


def save_institution(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    values: Values,
    *,
    now: datetime,
    today: date,
    institution_id: int | None = None,
    version: int | None = None,
) -> None:
    """Add an institution, or change one, and bring the firm's level up to date. Raises InvalidInput, InstitutionChanged."""
    before = _opened(session, person, catalogue, firm_id, today)
    read = _read(catalogue, values, today)
    if institution_id is None:
        _refuse_twin(session, firm_id, read)
        row = RdInstitution(firm_id=firm_id, created_by=person.name, created_at=now, **read)
        action, changes = "institution.create", journal.differing({}, {k: v for k, v in read.items() if v})
    else:
        row = get_institution(session, person, firm_id, institution_id)
        if kept_from_others(session, row).version != version:
            raise InstitutionChanged()
        action, changes = "institution.update", journal.differing({code: getattr(row, code) for code in FIELDS}, read)
        for code, value in read.items():
            setattr(row, code, value)
        row.version += 1
    if changes:
        session.add(row)
        _note(session, person, firm_id, action, changes, now)
        _write_level(session, person, catalogue, firm_id, before, now, today)


def remove_institution(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    institution_id: int,
    *,
    now: datetime,
    today: date,
) -> None:
    """Remove one that was entered by mistake; one that has ended gets an end of validity instead."""
    before = _opened(session, person, catalogue, firm_id, today)
    row = get_institution(session, person, firm_id, institution_id)
    session.delete(row)
    changes = {code: (getattr(row, code), None) for code in FIELDS if getattr(row, code)}
    _note(session, person, firm_id, "institution.remove", changes, now)
    _write_level(session, person, catalogue, firm_id, before, now, today)


def write_level(
    session: Session, person: Person, catalogue: Catalogue, firm_id: int, *, now: datetime, today: date
) -> None:
    """Bring the firm's level up to date, after a validity has ended or begun."""
    before = _opened(session, person, catalogue, firm_id, today)
    _write_level(session, person, catalogue, firm_id, before, now, today, also_erase=True)


def get_institution(session: Session, person: Person, firm_id: int, institution_id: int) -> RdInstitution:
    """One of the firm's. Raises NotFound."""
    get_firm_in_scope(session, person, firm_id)
    row = session.get(RdInstitution, institution_id)
    if row is None or row.firm_id != firm_id:
        raise NotFound(what=mark("这条研发机构"))
    return row


def _opened(session: Session, person: Person, catalogue: Catalogue, firm_id: int, today: date) -> str | None:
    require(person, Action.EDIT_FIRMS)
    get_firm_in_scope(session, person, firm_id)
    return highest(_rows(session, firm_id), levels(catalogue), today)


def _write_level(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    before: str | None,
    now: datetime,
    today: date,
    also_erase: bool = False,
) -> None:
    """A level that came from elsewhere is erased only where it is the one that the list gave; a stronger source keeps it."""
    session.flush()
    firm = get_firm_in_scope(session, person, firm_id)
    valid = highest(_rows(session, firm_id), levels(catalogue), today)
    held = firm.rd_institution_level
    if valid == held or (valid is None and not also_erase and held != before):
        return
    if outranking(person, catalogue.sources, origins_of(session, firm_id).get(OF_THE_FIRM, {}), [LEVEL]):
        return
    firms.save_firm(session, person, catalogue, firm_id, {LEVEL: valid or ""}, firm.version, now=now, today=today)


def _refuse_twin(session: Session, firm_id: int, read: Mapping[str, Any]) -> None:
    told = ("name", "level", "recognised_on")
    if any(all(getattr(row, code) == read[code] for code in told) for row in _rows(session, firm_id)):
        raise InstitutionListed(name=read["name"], level=read["level"])


def _rows(session: Session, firm_id: int) -> list[RdInstitution]:
    return list(session.exec(select(RdInstitution).where(col(RdInstitution.firm_id) == firm_id)))


def _read(catalogue: Catalogue, values: Values, today: date) -> dict[str, Any]:
    read: dict[str, Any] = {
        code: read_text(values, code, FIELDS[code]) for code in ("name", "kind", "level", "document")
    }
    for code in ("name", "level"):
        if not read[code]:
            raise InvalidInput(field=FIELDS[code], reason=mark("必须填写。"))
    if read["level"] not in levels(catalogue):
        raise InvalidInput(field=FIELDS["level"], reason=mark("请从清单中选择。"))
    read |= {code: read_day(values, code, FIELDS[code]) for code in ("recognised_on", "valid_to")}
    if read["recognised_on"] and read["recognised_on"] > today:
        raise InvalidInput(field=FIELDS["recognised_on"], reason=mark("不能晚于今天。"))
    if read["recognised_on"] and read["valid_to"] and read["valid_to"] < read["recognised_on"]:
        raise InvalidInput(field=FIELDS["valid_to"], reason=mark("早于认定日期。"))
    return read


def _note(
    session: Session, person: Person, firm_id: int, action: str, changes: Mapping[str, tuple[Any, Any]], now: datetime
) -> None:
    named = {f"institution_{code}": pair for code, pair in changes.items()}
    journal.note(session, person, action, now=now, firm_id=firm_id, changes=named)
