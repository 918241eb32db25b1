"""The rows of a file of candidates: firms judged some at a time, and what each lacks, with every figure behind the answer.

All firms are judged to find the candidates and their order; those are judged again when their rows are read. So memory does
not grow with the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.choosing import in_force
from registry.domain.ladder import tier_details
from registry.domain.outcomes import Outcome
from registry.domain.rulesets import Condition, RuleSet
from registry.services.candidate_query import EVERY_CLASS
from registry.services.facts import facts
from registry.services.lists.asking import Tell
from registry.services.occasions import Occasion
from registry.services.portions import facts_in_portions
from registry.services.shortfalls import Lack, lacks

JUDGED_AT_ONCE, READ_AT_ONCE = 20_000, 2_000  # firms
READ_BY_ID = 20_000  # firms; where there are more, those of all numbers are read, and those not asked for left out
URGENCY = pl.col("candidate_class").replace_strict({name: place for place, name in enumerate(EVERY_CLASS)})
LAST = (URGENCY, pl.col("fixes"), pl.col("name"), pl.col("credit_code"))
ORDERS: Mapping[str, tuple[pl.Expr, ...]] = {
    "name": (pl.col("name_key"),),
    "area": (pl.col("division_code").fill_null(""), pl.col("park").fill_null("")),
    "class": (URGENCY,),
    "fixes": (pl.col("fixes"),),
    "score": (pl.col("score_low").is_not_null(), pl.col("score_low")),
}
KEYS = {"firm_id": pl.Int64, "candidate_class": pl.String, "fixes": pl.Int64, "score_low": pl.Float64}


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
class Judge:
    """Judges firms by the one tier of an occasion, as they are in the session's snapshot."""

    session: Session
    catalogue: Catalogue
    occasion: Occasion

    def details(self, firm_ids: pl.Series) -> list[tuple[RuleSet, pl.DataFrame]]:
        """For each rule set that applies to some of the firms: what it rests on, with every column of the evaluation."""
        return self._judged(facts(self.session, self.catalogue, firm_ids=firm_ids.to_list(), **self._wanted))

    def found(
        self, firm_ids: pl.Series, classes: Sequence[str], tell: Tell | None = None
    ) -> tuple[pl.DataFrame, list[RuleSet]]:
        """Who is a candidate of one of the classes, by KEYS and rule set; and the rule sets that apply to any of the firms."""
        found, met = [pl.DataFrame(schema={**KEYS, "rule_set": pl.String})], set[str]()
        for inputs in self._portions(firm_ids):
            if tell:
                tell(0, 0)
            for rule_set, frame in self._judged(inputs):
                met.add(rule_set.id)
                keys = frame.select(pl.col(name).cast(kind) for name, kind in KEYS.items())
                wanted = keys.filter(pl.col("candidate_class").is_in(classes))
                found.append(wanted.with_columns(pl.lit(rule_set.id).alias("rule_set")))
        return pl.concat(found), [rule_set for rule_set in self._in_force() if rule_set.id in met]

    @cached_property
    def _wanted(self) -> dict[str, Any]:
        needs = self.occasion.needs(self.catalogue)
        return {"as_of": self.occasion.as_of, "data_year": self.occasion.data_year, "columns": needs}

    def _judged(self, inputs: pl.DataFrame) -> list[tuple[RuleSet, pl.DataFrame]]:
        when = {"as_of": self.occasion.as_of, "data_year": self.occasion.data_year}
        return tier_details(self.catalogue, inputs, case=self.occasion.case, tiers=self.occasion.tiers, **when)

    def _portions(self, firm_ids: pl.Series) -> Iterator[pl.DataFrame]:
        """The facts of the firms, some at a time."""
        if len(firm_ids) <= READ_BY_ID:
            for start in range(0, len(firm_ids), JUDGED_AT_ONCE):
                some = firm_ids.slice(start, JUDGED_AT_ONCE).to_list()
                yield facts(self.session, self.catalogue, firm_ids=some, **self._wanted)
        else:
            for inputs in facts_in_portions(self.session, self.catalogue, firms_at_once=JUDGED_AT_ONCE, **self._wanted):
                yield inputs.filter(pl.col("firm_id").is_in(firm_ids.implode()))

    def _in_force(self) -> Iterator[RuleSet]:
        for tier in self.occasion.rated(self.catalogue):
            yield from in_force(self.catalogue.rule_sets, tier, self.occasion.case, self.occasion.as_of)


class CandidateRows:
    """The rows in their order, worked out as they are asked for; to be read in the session that found them."""

    def __init__(self, judge: Judge, order: pl.DataFrame) -> None:
        self._judge, self._order = judge, order

    def __len__(self) -> int:
        return self._order.height

    def __iter__(self) -> Iterator[TableRow]:
        for some in self._order.iter_slices(READ_AT_ONCE):
            judged = {}
            for rule_set, frame in self._judge.details(some["firm_id"]):
                codes = [code for code, *_ in sources(rule_set)]
                for row in frame.iter_rows(named=True):
                    judged[rule_set.id, row["firm_id"]] = (rule_set, codes, row)
            for firm in some.iter_rows(named=True):
                yield self._row(firm, *judged[firm["rule_set"], firm["firm_id"]])

    def _row(
        self, firm: Mapping[str, Any], rule_set: RuleSet, codes: Iterable[str], row: Mapping[str, Any]
    ) -> TableRow:
        return TableRow(
            credit_code=firm["credit_code"],
            name=firm["name"],
            division=self._judge.catalogue.divisions.full_name(firm["division_code"] or ""),
            division_code=firm["division_code"],
            park=firm["park"],
            candidate_class=firm["candidate_class"],
            verdict=row["verdict"],
            fixes=row["fixes"],
            score_low=row["score_low"],
            score_high=row["score_high"],
            lacks=lacks(rule_set, row),
            figures={code: row.get(code) for code in codes},
            rule_set=rule_set,
        )


def in_order(found: pl.DataFrame, order: str) -> pl.DataFrame:
    """In the order of the page (see `candidates.SORTS`); firms that are equal in it come by urgency, then by name."""
    first = ORDERS.get(order.removeprefix("-"), ())
    descending = [order.startswith("-")] * len(first) + [False] * len(LAST)
    return found.sort(*first, *LAST, descending=descending, nulls_last=False)


def sources(rule_set: RuleSet) -> Iterator[tuple[str, Condition, int | None]]:
    """Columns of the numeric conditions in reading order: the value of each year tested, then the gap (lag None)."""
    for condition in rule_set.conditions():
        if isinstance(condition, Condition) and condition.is_numeric:
            for lag in range(condition.each):
                yield f"{condition.code}.value@{lag}", condition, lag
            yield f"{condition.code}.gap", condition, None
