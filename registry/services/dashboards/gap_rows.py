"""What keeps each firm from a tier, as the last evaluation of all firms left it: read from its archive, which also holds the
firms that are too far from a tier for any list."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Level
from registry.domain.lacking import Looking, lacking, open_leaves
from registry.domain.ladder import tier_details
from registry.domain.outcomes import Case, Verdict
from registry.domain.rulesets import RuleSet
from registry.services.bottlenecks import patterns_alone, with_groups
from registry.services.dashboards.kept import once
from registry.services.occasions import Occasion
from registry.store.evaluations import EvaluationArchive, EvaluationRun

RUN, ARCHIVE = EvaluationRun.__table__, EvaluationArchive.__table__  # type: ignore[attr-defined]
ALONE, OPEN, LACKING = "alone", "open", "lacking"
BETWEEN = "|"  # in the word of a row: rule set, condition, state; of what is lacking the word is the indicator
SCHEMA: Mapping[str, Any] = {
    "firm_id": pl.Int64,
    "kind": pl.Categorical,
    "tier": pl.Categorical,
    "word": pl.Categorical,
    "year": pl.Int16,
}
Placed = tuple[tuple[str, ...], pl.DataFrame]  # tier and kind, and the rows
WANTED = ["firm_id", "tier", "rule_set", "verdict", "outcomes"]


@dataclass(frozen=True)
class Judged:
    """A run of new cases, when it was made, and the tiers that no later one has judged."""

    run_id: int
    made_at: datetime
    as_of: date
    data_year: int
    tiers: tuple[str, ...]


def last_runs(session: Session, catalogue: Catalogue) -> list[Judged]:
    """The latest run of the whole ladder, and those after it that judged some tiers only, the latest first."""
    columns = RUN.c["id", "created_at", "as_of", "data_year", "counts"]
    runs = select(*columns).where(RUN.c.case == Case.NEW.value).order_by(RUN.c.id.desc())
    found, seen = [], set[str]()
    for run in session.execute(runs, execution_options={"yield_per": 4}):
        tiers = tuple(tier for tier in run.counts if tier not in seen)
        seen |= set(tiers)
        found.append(Judged(run.id, run.created_at, run.as_of, run.data_year, tiers))
        if seen >= set(Occasion(run.as_of, run.data_year).rated(catalogue)):
            break
    return found


def gap_rows(session: Session, catalogue: Catalogue) -> pl.DataFrame:
    """firm_id, kind, tier, word, year: `alone` by condition and state, `open` by condition, `lacking` by indicator and year.

    A run never changes, so what it says is worked out once in a process.
    """
    runs = last_runs(session, catalogue)
    return once(session, "gaps", tuple(runs), lambda: _all_rows(session, catalogue, runs))


def _all_rows(session: Session, catalogue: Catalogue, runs: Iterable[Judged]) -> pl.DataFrame:
    """Frame by frame in the order of tiers and kinds: sorting millions of rows would take longer than all the rest."""
    found: list[Placed] = [((), pl.DataFrame(schema=dict(SCHEMA)))]
    for run in runs:
        parts = select(ARCHIVE.c.results, ARCHIVE.c.facts).where(ARCHIVE.c.run_id == run.run_id)
        for results, facts in session.execute(parts.order_by(ARCHIVE.c.first_firm), execution_options={"yield_per": 1}):
            found += _of_part(catalogue, run, results, facts)
    return pl.concat(frame for _, frame in sorted(found, key=itemgetter(0)))


def _of_part(catalogue: Catalogue, run: Judged, results: bytes, facts: bytes) -> Iterator[Placed]:
    not_held = pl.scan_parquet(io.BytesIO(results)).filter(~pl.col("holds"), pl.col("tier").is_in(run.tiers))
    verdicts = (Verdict.INELIGIBLE.value, Verdict.UNDETERMINED.value)
    frame = not_held.filter(pl.col("verdict").is_in(verdicts)).select(WANTED).collect()
    failing, undetermined = (frame.filter(pl.col("verdict") == verdict) for verdict in verdicts)
    known = {rule_set.id: rule_set for rule_set in catalogue.rule_sets}
    for kind, rows in ((ALONE, failing), (OPEN, undetermined)):
        for (rule_set_id,), mine in rows.partition_by("rule_set", as_dict=True).items():
            if str(rule_set_id) in known:
                yield (known[str(rule_set_id)].tier, kind), _worded(kind, known[str(rule_set_id)], mine)
    inputs = pl.read_parquet(io.BytesIO(facts))
    for (tier,), mine in undetermined.partition_by("tier", as_dict=True).items():
        for frame in _lacking(catalogue, run, str(tier), mine, inputs.join(mine, on="firm_id", how="semi")):
            yield (str(tier), LACKING), frame


def _worded(kind: str, rule_set: RuleSet, rows: pl.DataFrame) -> pl.DataFrame:
    """A row for each firm and each word that its pattern of outcomes means."""
    patterns = rows.select("outcomes").unique()
    words = _alone(rule_set, patterns) if kind == ALONE else _open(rule_set, patterns)
    return _rows(kind, rule_set.tier, rows.join(words, on="outcomes"))


def _alone(rule_set: RuleSet, patterns: pl.DataFrame) -> pl.DataFrame:
    words = pl.format("{}|{}|{}", pl.lit(rule_set.id), "condition", "state")
    return patterns_alone(rule_set, patterns).select("outcomes", words.alias("word"))


def _open(rule_set: RuleSet, patterns: pl.DataFrame) -> pl.DataFrame:
    judged = with_groups(rule_set, patterns)
    found = [pl.DataFrame(schema={"outcomes": pl.String, "word": pl.String})]
    for leaf, is_open in open_leaves(rule_set):
        word = pl.lit(f"{rule_set.id}{BETWEEN}{leaf.code}").alias("word")
        found.append(judged.filter(is_open).select("outcomes", word))
    return pl.concat(found)


def _lacking(
    catalogue: Catalogue, run: Judged, tier: str, undetermined: pl.DataFrame, facts: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """What the firms lack by the facts of the run; where another standard would apply by now, nothing is said."""
    annual = frozenset(each.code for each in catalogue.indicators.at_level(Level.ANNUAL))
    looking = Looking(annual, run.data_year, catalogue.size_classes)
    for rule_set, judged in tier_details(catalogue, facts, as_of=run.as_of, data_year=run.data_year, tiers=[tier]):
        same = undetermined.filter(pl.col("rule_set") == rule_set.id)
        found = lacking(rule_set, judged.join(same, on="firm_id", how="semi"), looking)
        yield _rows(LACKING, tier, found.rename({"indicator": "word"}))


def _rows(kind: str, tier: str, rows: pl.DataFrame) -> pl.DataFrame:
    fixed: dict[str, Any] = {"kind": kind, "tier": tier} | ({} if "year" in rows.columns else {"year": 0})
    whole = rows.with_columns(pl.lit(value).alias(name) for name, value in fixed.items())
    return whole.select(pl.col(name).cast(kind_of) for name, kind_of in SCHEMA.items())
