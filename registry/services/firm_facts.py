"""The facts of one firm as plain values: the row that `facts` would hold of it, without making frames of five small answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, bindparam, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.facts import at
from registry.domain.formulas import OLDEST
from registry.domain.indicators import Indicators, Kind, Level
from registry.domain.kept import Kept
from registry.services.fact_tables import table_of
from registry.services.facts import figure_codes, firm_codes
from registry.services.titles import valid_on
from registry.store.database import rows_of
from registry.store.decisions import ManualDecision
from registry.store.figures import LocalFigure, YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.titles import TitleRecord

FIRM, FIGURES, LOCAL = table_of(FirmRecord), table_of(YearlyFigures), table_of(LocalFigure)
TITLES, DECISIONS = table_of(TitleRecord), table_of(ManualDecision)
ONE, FIRST, LAST = bindparam("firm"), bindparam("first"), bindparam("last")
DECIDED = (
    select(DECISIONS.c["tier", "rule_set", "condition", "met"])
    .where(DECISIONS.c.firm_id == ONE, DECISIONS.c.data_year == LAST, DECISIONS.c.withdrawn_at.is_(None))
    .order_by(DECISIONS.c.id)
)
HELD = select(TITLES.c.tier).where(TITLES.c.firm_id == ONE, valid_on(bindparam("day", type_=Date)))
ADDED = select(LOCAL).where(LOCAL.c.firm_id == ONE, (LOCAL.c.year == 0) | LOCAL.c.year.between(FIRST, LAST))
Row = dict[str, Any]


@dataclass(frozen=True)
class _Questions:
    """What is asked of firm and years, for the indicators of a catalogue."""

    firm: Select[Any]
    years: Select[Any]
    codes: tuple[str, ...]
    has_local: bool


def firm_facts(session: Session, catalogue: Catalogue, firm_id: int, *, as_of: date, data_year: int) -> Row:
    """The firm's facts for an as-of date and data year, by column of the facts frame; what is not stored may be left out."""
    (found,) = facts_of_few(session, catalogue, [firm_id], as_of=as_of, data_year=data_year)
    return found


def facts_of_few(
    session: Session, catalogue: Catalogue, firm_ids: Iterable[int], *, as_of: date, data_year: int
) -> list[Row]:
    """The facts of each of a few firms; one that is no longer there is left out."""
    asked = _questions(catalogue.indicators)
    firms = (rows_of(session, asked.firm, firm=firm_id).mappings().first() for firm_id in firm_ids)
    return [_completed(session, catalogue, dict(firm), as_of, data_year) for firm in firms if firm is not None]


def _completed(session: Session, catalogue: Catalogue, facts: Row, as_of: date, data_year: int) -> Row:
    """With years, local indicators, decisions and titles."""
    asked, firm_id = _questions(catalogue.indicators), facts["firm_id"]
    years = {"firm": firm_id, "first": data_year - OLDEST, "last": data_year}
    facts["zone"] = catalogue.zones.get(facts["park"] or "")
    for year, *values in rows_of(session, asked.years, **years):
        facts.update(zip([at(code, data_year - year) for code in asked.codes], values, strict=True))
    if asked.has_local:
        facts |= _local(session, catalogue.indicators, years)
    for tier, rule_set, condition, met in rows_of(session, DECIDED, firm=firm_id, last=data_year):
        facts[f"decision:{tier}:{rule_set}:{condition}"] = met
    held = set(rows_of(session, HELD, firm=firm_id, day=as_of).scalars())
    return facts | {f"title:{tier}": tier in held for tier in catalogue.ladder}


def _local(session: Session, indicators: Indicators, years: dict[str, int]) -> Row:
    """Values of the indicators that the bureau added itself."""
    facts = {}
    for row in rows_of(session, ADDED, **years):
        indicator = indicators.get(row.indicator)
        if indicator is not None and indicator.local:
            name = at(row.indicator, years["last"] - row.year)
            facts[row.indicator if indicator.level is Level.FIRM else name] = _value(row, indicator.kind)
    return facts


def _value(row: Any, kind: Kind) -> Any:
    if kind is Kind.FLAG:
        return None if row.number is None else row.number == 1
    if kind is Kind.DATE:
        return row.day
    return row.number if kind.is_numeric else row.text


_asked: Kept[_Questions] = Kept(4)  # of the process's catalogue, as it is and as it was before a change


def _questions(indicators: Indicators) -> _Questions:
    return _asked.get(id(indicators), indicators, lambda: _made(indicators))


def _made(indicators: Indicators) -> _Questions:
    codes = tuple(figure_codes(indicators))
    firm = select(FIRM.c.id.label("firm_id"), *FIRM.c[tuple(firm_codes(indicators))]).where(FIRM.c.id == ONE)
    years = select(FIGURES.c.year, *FIGURES.c[codes])
    return _Questions(
        firm,
        years.where(FIGURES.c.firm_id == ONE, FIGURES.c.year.between(FIRST, LAST)),
        codes,
        any(each.local for each in indicators.values()),
    )
