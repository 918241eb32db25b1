"""Candidates as a table for files: evaluated for the as-of date, one row per firm, with every figure behind the answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.indicators import Text
from registry.domain.outcomes import Case
from registry.domain.rulesets import Condition, RuleSet
from registry.domain.tiers import Tier
from registry.services.candidate_query import CandidateQuery
from registry.services.candidate_rows import CandidateRows, Judge, TableRow, in_order, sources
from registry.services.lists.asking import Tell
from registry.services.occasions import Occasion, make_occasion
from registry.services.standings import count_firms_with_figures
from registry.store.bulk import read_frame
from registry.store.firms import FirmRecord

__all__ = ["CandidateTable", "Figure", "TableRow", "candidate_table"]


@dataclass(frozen=True)
class Figure:
    """A column with a condition's value or gap: `code` names it in files for machines; ratios are fractions."""

    code: str
    label: Text
    unit: str


@dataclass(frozen=True)
class CandidateTable:
    """Everything that a list says about itself, its columns of figures and its rows, which are read while the session is open.

    `is_scored` says whether any of the rows has a score.
    """

    tier: Tier
    occasion: Occasion
    classes: tuple[str, ...]
    firms: int
    firms_with_figures: int
    columns: tuple[Figure, ...]
    rows: CandidateRows
    is_scored: bool
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
    tell: Tell | None = None,
) -> CandidateTable:
    """The candidates in scope on the as-of date, the ripest first; pages and stored standings play no part. `tell` hears now and
    then that nothing is written yet, and may end it by raising."""
    require(person, Action.VIEW_CANDIDATES)
    occasion = make_occasion(catalogue, as_of, data_year, case, (query.tier,))
    firms, judge = _firms(session, person, query), Judge(session, catalogue, occasion)
    found, rule_sets = judge.found(firms["firm_id"], query.wanted_classes, tell)
    if query.fixes is not None:
        found = found.filter(pl.col("fixes") == query.fixes)
    return CandidateTable(
        tier=catalogue.ladder[query.tier],
        occasion=occasion,
        classes=query.wanted_classes,
        firms=firms.height,
        firms_with_figures=count_firms_with_figures(session, person, occasion.data_year, query.firms(session, person)),
        columns=_columns(rule_sets, occasion),
        rows=CandidateRows(judge, in_order(found.join(firms, on="firm_id"), query.sort)),
        is_scored=bool(found["score_low"].is_not_null().any()),
        chosen=query.columns,
    )


def _firms(session: Session, person: Person, query: CandidateQuery) -> pl.DataFrame:
    table = FirmRecord.__table__  # type: ignore[attr-defined]
    columns = (table.c.id.label("firm_id"), *table.c["credit_code", "name", "name_key", "division_code", "park"])
    return read_frame(session, select(*columns).where(query.firms(session, person)))


def _columns(rule_sets: Iterable[RuleSet], occasion: Occasion) -> tuple[Figure, ...]:
    """The columns of all rule sets met; a condition that several share is one column."""
    columns: dict[str, Figure] = {}
    for rule_set in rule_sets:
        for name, condition, lag in sources(rule_set):
            label = _gap_label(condition) if lag is None else _value_label(condition, occasion.data_year - lag)
            columns.setdefault(name, Figure(name, label, condition.unit))
    return tuple(columns.values())


def _value_label(condition: Condition, year: int) -> Text:
    if condition.each == 1:
        return condition.label
    return Text(f"{condition.label.zh}（{year}）", f"{condition.label.en} ({year})")


def _gap_label(condition: Condition) -> Text:
    return Text(f"{condition.label.zh} 差距", f"{condition.label.en}: gap")
