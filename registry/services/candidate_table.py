"""Candidates as a table for files: evaluated for the as-of date, one row per firm, with every figure behind the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.indicators import Text
from registry.domain.ladder import tier_details
from registry.domain.names import name_key
from registry.domain.outcomes import CandidateClass, Case, Outcome
from registry.domain.rulesets import Condition, RuleSet
from registry.domain.tiers import Tier
from registry.services.candidate_query import EVERY_CLASS, CandidateQuery
from registry.services.facts import facts
from registry.services.occasions import Occasion, make_occasion
from registry.services.shortfalls import Lack, lacks
from registry.services.standings import count_firms_with_figures
from registry.store.bulk import read_frame
from registry.store.firms import FirmRecord

READ_BY_ID = 20_000
ORDERS: Mapping[str, Callable[[TableRow], Any]] = {
    "name": lambda row: name_key(row.name),
    "area": lambda row: (row.division_code or "", row.park or ""),
    "class": lambda row: EVERY_CLASS.index(row.candidate_class),
    "fixes": lambda row: row.fixes,
    "score": lambda row: (row.score_low is not None, row.score_low or 0),
}


@dataclass(frozen=True)
class Figure:
    """A column with a condition's value or gap: `code` names it in files for machines; ratios are fractions."""

    code: str
    label: Text
    unit: str


@dataclass(frozen=True)
class TableRow:
    """One candidate; `figures` holds values and gaps by column code."""

    credit_code: str
    name: str
    division: str
    division_code: str | None
    park: str | None
    candidate_class: str
    verdict: str
    fixes: int
    score_low: float | None
    score_high: float | None
    lacks: tuple[Lack, ...]
    figures: Mapping[str, Any]
    rule_set: RuleSet

    def codes(self, *outcomes: Outcome) -> list[str]:
        """Codes of the conditions that the firm lacks with one of the outcomes."""
        return [lack.code for lack in self.lacks if lack.outcome in outcomes]


@dataclass(frozen=True)
class CandidateTable:
    """Everything that a list says about itself, its columns of figures and its rows."""

    tier: Tier
    occasion: Occasion
    classes: tuple[str, ...]
    firms: int
    firms_with_figures: int
    columns: tuple[Figure, ...]
    rows: tuple[TableRow, ...]
    chosen: tuple[str, ...] = ()


def candidate_table(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    query: CandidateQuery,
    *,
    as_of: date,
    data_year: int | None = None,
    case: Case = Case.NEW,
) -> CandidateTable:
    """The candidates in scope on the as-of date, the ripest first; pages and stored standings play no part."""
    require(person, Action.VIEW_CANDIDATES)
    occasion = make_occasion(catalogue, as_of, data_year, case, (query.tier,))
    classes = query.wanted_classes
    firms = _firms(session, person, query)
    details = _details(session, catalogue, occasion, firms["firm_id"])
    if query.fixes is not None:
        details = [(rule_set, frame.filter(pl.col("fixes") == query.fixes)) for rule_set, frame in details]
    rows = [row for rule_set, frame in details for row in _rows(catalogue, rule_set, frame, firms, classes)]
    _sort(rows, query.sort)
    return CandidateTable(
        tier=catalogue.ladder[query.tier],
        occasion=occasion,
        classes=classes,
        firms=firms.height,
        firms_with_figures=count_firms_with_figures(session, person, occasion.data_year, query.firms(session, person)),
        columns=_columns([rule_set for rule_set, _ in details], occasion),
        rows=tuple(rows),
        chosen=query.columns,
    )


def _sort(rows: list[TableRow], order: str) -> None:
    """In the order of the page (see `candidates.SORTS`); firms that are equal in it come by urgency, then by name."""
    rows.sort(key=lambda row: (EVERY_CLASS.index(row.candidate_class), len(row.lacks), row.name, row.credit_code))
    key = ORDERS.get(order.removeprefix("-"))
    if key is not None:
        rows.sort(key=key, reverse=order.startswith("-"))


def _firms(session: Session, person: Person, query: CandidateQuery) -> pl.DataFrame:
    table = FirmRecord.__table__  # type: ignore[attr-defined]
    columns = (table.c.id.label("firm_id"), *table.c["credit_code", "name", "division_code", "park"])
    return read_frame(session, select(*columns).where(query.firms(session, person)))


def _details(
    session: Session, catalogue: Catalogue, occasion: Occasion, firm_ids: pl.Series
) -> list[tuple[RuleSet, pl.DataFrame]]:
    when = {"as_of": occasion.as_of, "data_year": occasion.data_year}
    few = firm_ids.to_list() if len(firm_ids) <= READ_BY_ID else None  # the rest is dropped when the names are joined
    inputs = facts(session, catalogue, firm_ids=few, **when)
    return tier_details(catalogue, inputs, case=occasion.case, tiers=occasion.tiers, **when)


def _rows(
    catalogue: Catalogue, rule_set: RuleSet, details: pl.DataFrame, firms: pl.DataFrame, classes: Sequence[str]
) -> Iterator[TableRow]:
    wanted = details.filter(pl.col("candidate_class").cast(pl.String).is_in(classes))
    named = wanted.drop("park", "division_code", strict=False).join(firms, on="firm_id")
    codes = [name for name, *_ in _sources(rule_set)]
    for row in named.iter_rows(named=True):
        yield TableRow(
            credit_code=row["credit_code"],
            name=row["name"],
            division=catalogue.divisions.full_name(row["division_code"] or ""),
            division_code=row["division_code"],
            park=row["park"],
            candidate_class=CandidateClass(row["candidate_class"]).value,
            verdict=row["verdict"],
            fixes=row["fixes"],
            score_low=row["score_low"],
            score_high=row["score_high"],
            lacks=lacks(rule_set, row),
            figures={code: row.get(code) for code in codes},
            rule_set=rule_set,
        )


def _columns(rule_sets: Sequence[RuleSet], occasion: Occasion) -> tuple[Figure, ...]:
    """The columns of all rule sets met; a condition that several share is one column."""
    columns: dict[str, Figure] = {}
    for rule_set in rule_sets:
        for name, condition, lag in _sources(rule_set):
            label = _gap_label(condition) if lag is None else _value_label(condition, occasion.data_year - lag)
            columns.setdefault(name, Figure(name, label, condition.unit))
    return tuple(columns.values())


def _sources(rule_set: RuleSet) -> Iterator[tuple[str, Condition, int | None]]:
    """Columns of the numeric conditions in reading order: the value of each year tested, then the gap (lag None)."""
    for condition in rule_set.conditions():
        if isinstance(condition, Condition) and condition.is_numeric:
            for lag in range(condition.each):
                yield f"{condition.code}.value@{lag}", condition, lag
            yield f"{condition.code}.gap", condition, None


def _value_label(condition: Condition, year: int) -> Text:
    if condition.each == 1:
        return condition.label
    return Text(f"{condition.label.zh}（{year}）", f"{condition.label.en} ({year})")


def _gap_label(condition: Condition) -> Text:
    return Text(f"{condition.label.zh} 差距", f"{condition.label.en}: gap")
