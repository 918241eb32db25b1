"""One firm, read whole: its own facts, its years side by side, its titles, its names, its journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.indicators import Level
from registry.domain.texts import mark
from registry.services import journal
from registry.services.local_values import OF_THE_FIRM, local_values
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord, FormerName
from registry.store.journal import JournalEntry
from registry.store.scope import find_firm_by_code, get_firm_in_scope
from registry.store.titles import TitleRecord


@dataclass(frozen=True)
class FirmDetail:
    """Everything about one firm. `values` and `figures` hold local indicators too; figures are by year, newest first."""

    firm: FirmRecord
    values: dict[str, Any]
    former_names: tuple[str, ...]
    figures: dict[int, dict[str, Any]]
    titles: tuple[TitleRecord, ...]
    journal: tuple[JournalEntry, ...]


def get_firm(session: Session, person: Person, catalogue: Catalogue, firm_id: int) -> FirmDetail:
    """The firm with all that is known of it; raises NotFound outside the person's scope."""
    require(person, Action.VIEW_FIRMS)
    firm = get_firm_in_scope(session, person, firm_id)
    names = select(FormerName.name).where(FormerName.firm_id == firm_id).order_by(col(FormerName.id))
    titles = select(TitleRecord).where(TitleRecord.firm_id == firm_id)
    by_start = titles.order_by(col(TitleRecord.valid_from).desc(), col(TitleRecord.id).desc())
    local = local_values(session, catalogue.indicators, firm_id)
    return FirmDetail(
        firm=firm,
        values=stored_values(catalogue, firm) | local.pop(OF_THE_FIRM, {}),
        former_names=tuple(session.exec(names)),
        figures=_figures(session, catalogue, firm_id, local),
        titles=tuple(session.exec(by_start)),
        journal=tuple(journal.of_firm(session, firm_id)),
    )


def values_of(detail: FirmDetail, year: int | None) -> dict[str, Any]:
    """The known values of the year, or of the firm itself; raises NotFound for a year of which nothing is stored."""
    if year is not None and year not in detail.figures:
        raise NotFound(what=mark("这一年的数据"))
    values = detail.values if year is None else detail.figures[year]
    return {code: value for code, value in values.items() if value is not None}


def get_firm_by_code(session: Session, person: Person, credit_code: str) -> FirmRecord:
    """The firm with that credit code in the person's scope; raises NotFound."""
    firm = find_firm_by_code(session, person, credit_code)
    if firm is None:
        raise NotFound(what=mark("这家企业"))
    return firm


def stored_values(catalogue: Catalogue, firm: FirmRecord) -> dict[str, Any]:
    """The firm's own indicators that have a column."""
    columns = FirmRecord.__table__.c  # type: ignore[attr-defined]
    codes = [each.code for each in catalogue.indicators.at_level(Level.FIRM) if each.code in columns]
    return {code: getattr(firm, code) for code in codes}


def _figures(
    session: Session, catalogue: Catalogue, firm_id: int, local: dict[int, dict[str, Any]]
) -> dict[int, dict[str, Any]]:
    columns = YearlyFigures.__table__.c  # type: ignore[attr-defined]
    codes = [each.code for each in catalogue.indicators.at_level(Level.ANNUAL) if each.code in columns]
    rows = session.exec(select(YearlyFigures).where(YearlyFigures.firm_id == firm_id)).all()
    by_year = {row.year: {code: getattr(row, code) for code in codes} for row in rows}
    for year, values in local.items():
        by_year[year] = by_year.get(year, dict.fromkeys(codes)) | values
    return dict(sorted(by_year.items(), reverse=True))
