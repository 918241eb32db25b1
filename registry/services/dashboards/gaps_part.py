"""The part of the gaps: which single condition keeps firms from a tier, and which unknown condition leaves verdicts open."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.outcomes import Outcome, Verdict
from registry.domain.rulesets import RuleSet
from registry.services.bottlenecks import patterns_alone
from registry.services.dashboards.cells import PLACE, as_cells, no_cells
from registry.store.bulk import read_frame
from registry.store.evaluations import Standing
from registry.store.firms import FirmRecord
from registry.store.membership import is_one_of

FIRM, STANDING = FirmRecord.__table__, Standing.__table__  # type: ignore[attr-defined]
ALONE, OPEN = "alone", "open"
VERDICTS = {ALONE: Verdict.INELIGIBLE.value, OPEN: Verdict.UNDETERMINED.value}
BETWEEN = "|"  # in the word of a cell: rule set, condition, state


def gap_cells(session: Session, catalogue: Catalogue, firms: ColumnElement[bool]) -> pl.DataFrame:
    """Every cell of this part: `alone` by condition and state, `open` by condition that is unknown."""
    parts = [no_cells()]
    for kind, verdict in VERDICTS.items():
        place = FIRM.c[PLACE[0], PLACE[1]]
        keys = (STANDING.c.tier, STANDING.c.rule_set, STANDING.c.outcomes, *place)
        statement = select(*keys, func.count().label("number")).join_from(STANDING, FIRM)
        counted = read_frame(session, statement.where(firms, *_failing(verdict)).group_by(*keys))
        for rule_set, rows in _by_rule_set(catalogue, counted):
            parts.append(_cells(kind, rule_set, rows))
    return pl.concat(parts)


def firms_of_gap(
    session: Session, catalogue: Catalogue, firms: ColumnElement[bool], kind: str, word: str
) -> ColumnElement[bool]:
    """On `firm`: those that a cell counts; nobody where the word means nothing."""
    rule_set_id, _, rest = word.partition(BETWEEN)
    rows = select(STANDING.c.rule_set, STANDING.c.outcomes).join_from(STANDING, FIRM).distinct()
    of_set = STANDING.c.rule_set == rule_set_id
    patterns = read_frame(session, rows.where(firms, of_set, *_failing(VERDICTS[kind])))
    outcomes: list[str] = []
    for rule_set, known in _by_rule_set(catalogue, patterns):
        named = _named(kind, rule_set, known)
        outcomes = named.filter(pl.col("word") == f"{rule_set_id}{BETWEEN}{rest}")["outcomes"].to_list()
    same = is_one_of(session, STANDING.c.outcomes, outcomes)
    return FIRM.c.id.in_(select(STANDING.c.firm_id).where(of_set, same, *_failing(VERDICTS[kind])))


def _failing(verdict: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return STANDING.c.verdict == verdict, STANDING.c.holds.is_(False)


def _by_rule_set(catalogue: Catalogue, rows: pl.DataFrame) -> Iterator[tuple[RuleSet, pl.DataFrame]]:
    known = {rule_set.id: rule_set for rule_set in catalogue.rule_sets}
    for (rule_set_id,), of_set in rows.partition_by("rule_set", as_dict=True).items():
        if str(rule_set_id) in known:
            yield known[str(rule_set_id)], of_set


def _cells(kind: str, rule_set: RuleSet, rows: pl.DataFrame) -> pl.DataFrame:
    named = _named(kind, rule_set, rows.select("outcomes").unique())
    joined = rows.join(named, on="outcomes").group_by("tier", "word", *PLACE).agg(pl.col("number").sum())
    return as_cells(kind, joined)


def _named(kind: str, rule_set: RuleSet, patterns: pl.DataFrame) -> pl.DataFrame:
    """Pattern by pattern the word of every cell that it belongs to."""
    if kind == ALONE:
        alone = patterns_alone(rule_set, patterns)
        words = pl.format("{}|{}|{}", pl.lit(rule_set.id), "condition", "state")
        return alone.select("outcomes", words.alias("word"))
    unknown, found = str(int(Outcome.UNKNOWN)), [pl.DataFrame(schema={"outcomes": pl.String, "word": pl.String})]
    for place, leaf in enumerate(rule_set.conditions()):
        here = patterns.filter(pl.col("outcomes").str.slice(place, 1) == unknown).select("outcomes")
        found.append(here.with_columns(pl.lit(f"{rule_set.id}{BETWEEN}{leaf.code}").alias("word")))
    return pl.concat(found)
