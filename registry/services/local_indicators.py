"""Indicators that an office adds in the browser: kept in the database, and part of the catalogue from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, inspect, select
from sqlmodel import Session

from importers.headers import normal
from registry.catalogue.reader import Catalogue, load_catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput
from registry.domain.indicators import Indicator, Indicators, Kind, Level, Text
from registry.domain.texts import mark
from registry.domain.units import FRACTION
from registry.services import journal
from registry.services.policy.local_tiers import local_tiers
from registry.services.policy.published import has_desk, with_published
from registry.services.remembering import remembered_by_readers
from registry.store.database import reading, rows_of, sqlite_file
from registry.store.indicators import LocalIndicator

PREFIX, LONGEST_CODE, LONGEST_LABEL, LONGEST_UNIT = "local_", 48, 60, 10
KINDS = (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.RATIO, Kind.FLAG, Kind.DATE, Kind.TEXT)
UNIT_OF_KIND = {Kind.AMOUNT: "万元", Kind.RATIO: FRACTION}  # the units of storage, see the catalogue
WITH_UNIT = (Kind.COUNT, Kind.NUMBER)
INDICATOR = LocalIndicator.__table__  # type: ignore[attr-defined]
IN_ORDER = select(INDICATOR).order_by(INDICATOR.c.created_at, INDICATOR.c.code)


class IndicatorKnown(Conflict):
    """The name of a new indicator already means another one."""

    template = mark("“{label}”已经是指标「{known}」的名称，请直接选它，不必新增。")


@dataclass(frozen=True)
class NewIndicator:
    """What a person says of an indicator; `unit` counts for counts and numbers only, `synonyms` are column heads."""

    label: str
    level: Level
    kind: Kind
    unit: str = ""
    label_en: str = ""
    synonyms: tuple[str, ...] = ()


def current_catalogue(engine: Engine, folder: Path) -> Catalogue:
    """The catalogue of the shipped files, the bureau's folder and the database, as they are at this moment.

    The database adds indicators, tiers and the versions of the policy desk. Costs a few small queries; files are read and rules
    checked again only where something changed. A database that does not exist yet, or is older than the program, adds nothing.
    Raises CatalogueError.
    """
    file = sqlite_file(engine)
    if file is not None and not file.exists():
        return load_catalogue(folder)
    with reading(engine) as session:
        return catalogue_of(session, folder)


def catalogue_of(session: Session, folder: Path) -> Catalogue:
    """The same for whoever has a session already: what its snapshot says."""
    if not has_desk(session):
        return load_catalogue(folder, _known(session))
    return with_published(session, load_catalogue(folder, _known(session), local_tiers(session)))


def stored_indicators(engine: Engine) -> tuple[Indicator, ...]:
    """All local indicators of the database in the order in which they were added; asking never creates a file."""
    file = sqlite_file(engine)
    if file is not None and not file.exists():
        return ()
    with reading(engine) as session:
        return _known(session)


def add_indicator(
    session: Session, person: Person, catalogue: Catalogue, wanted: NewIndicator, *, now: datetime
) -> Indicator:
    """Keep a new indicator for everybody in this registry; its code is made from the pinyin of its name.

    Raises InvalidInput for what cannot be taken and IndicatorKnown where the name already means an indicator.
    """
    require(person, Action.USE_IMPORTS)
    label = " ".join(wanted.label.split())
    _require_usable(label, wanted, catalogue.indicators)
    stored = _stored(session)
    taken = {*catalogue.indicators, *(one.code for one in stored)}
    unit = wanted.unit.strip() if wanted.kind in WITH_UNIT else UNIT_OF_KIND.get(wanted.kind, "")
    record = LocalIndicator(
        code=_free_code(label, taken),
        label=label,
        label_en=" ".join(wanted.label_en.split()) or label,
        level=wanted.level.value,
        kind=wanted.kind.value,
        unit=unit,
        synonyms=[word for word in wanted.synonyms if normal(word) not in ("", normal(label))],
        division=person.division,
        park=person.park,
        created_by=person.name,
        account_id=person.account_id,
        created_at=now,
    )
    session.add(record)
    session.flush()
    journal.note(session, person, "indicators.create", now=now, text=f"{record.code} {label}")
    return _indicator(record)


def _require_usable(label: str, wanted: NewIndicator, indicators: Indicators) -> None:
    if not label or len(label) > LONGEST_LABEL:
        raise InvalidInput(field=mark("指标名称"), reason=mark("请填写，最多 60 个字。"))
    if len(wanted.label_en) > LONGEST_LABEL:
        raise InvalidInput(field=mark("英文名称"), reason=mark("最多 60 个字。"))
    if wanted.kind not in KINDS:
        raise InvalidInput(field=mark("数据类型"), reason=mark("请从列表中选一种。"))
    if len(wanted.unit.strip()) > LONGEST_UNIT:
        raise InvalidInput(field=mark("单位"), reason=mark("最多 10 个字。"))
    known = next((each for each in indicators.values() if _is_named(each, label)), None)
    if known is not None:
        raise IndicatorKnown(label=label, known=known.label.zh)


def _is_named(indicator: Indicator, label: str) -> bool:
    return normal(label) in {normal(word) for word in (indicator.label.zh, *indicator.synonyms)}


def _free_code(label: str, taken: set[str]) -> str:
    """The pinyin of the name with a number where it is taken; ASCII, so that formulas can name it."""
    from pypinyin import lazy_pinyin  # large dictionaries, for the rare moment of a new indicator

    letters = "".join(letter for letter in "".join(lazy_pinyin(label)).lower() if letter.isascii() and letter.isalnum())
    stem = f"{PREFIX}{letters or 'indicator'}"[:LONGEST_CODE]
    numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(code for code in numbered if code not in taken)


def _known(session: Session) -> tuple[Indicator, ...]:
    """A database with the desk, which came later, need not be asked for the table of the indicators."""
    if not (has_desk(session) or inspect(session.connection()).has_table("local_indicator")):
        return ()
    return remembered_by_readers(session, "local indicators", lambda: tuple(map(_indicator, _stored(session))))


def _stored(session: Session) -> Sequence[Row[Any]]:
    return rows_of(session, IN_ORDER).all()


def _indicator(record: LocalIndicator | Row[Any]) -> Indicator:
    return Indicator(
        code=record.code,
        label=Text(record.label, record.label_en),
        level=Level(record.level),
        kind=Kind(record.kind),
        unit=record.unit,
        synonyms=tuple(record.synonyms),
        local=True,
    )
