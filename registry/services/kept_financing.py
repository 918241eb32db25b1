"""The list of financing rounds as it is kept: its columns, its file, its firms for a layout, and what the rounds feed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from registry.catalogue.reader import Catalogue
from registry.domain.formulas import Formula
from registry.domain.indicators import Indicator
from registry.domain.rulesets import Condition, Part, RuleSet
from registry.domain.texts import mark
from registry.services.financing import CURRENCIES, CURRENCY_OF_UNIT, RAISED, STAGE, VALUE, left_out
from registry.services.financing_list import (
    FinancingQuery,
    FinancingRow,
    count_financing,
    every_financing,
    financing_query,
)
from registry.services.lists.asking import Asked
from registry.services.lists.columns import AREA, Told, firm, simple, worded
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, keep

COUNTED, NO_AMOUNT, NO_VALUE, NEITHER = (
    mark("已计入"),
    mark("币种不同，融资额未计入"),
    mark("币种不同，估值未计入"),
    mark("币种不同，融资额和估值未计入"),
)


@dataclass(frozen=True)
class Fed:
    """An indicator that rounds feed, in which currency ("" for none), and the tiers whose standards in force read it."""

    indicator: Indicator
    currency: str
    tiers: tuple[str, ...]


def counted_word(catalogue: Catalogue, row: FinancingRow) -> str:
    """Whether the sums of the round count in the figures of its year, as a message."""
    out = left_out(catalogue, row)
    if out.amount and out.post_money:
        return NEITHER
    return NO_AMOUNT if out.amount else NO_VALUE if out.post_money else COUNTED


def fed_by_rounds(catalogue: Catalogue, today: date) -> list[Fed]:
    """The indicators that rounds feed, each with the tiers that read it today, in the order of the ladder."""
    found, in_force = [], [each for each in catalogue.rule_sets if each.effective.includes(today)]
    for code in (RAISED, VALUE, STAGE):
        indicator = catalogue.indicators[code]
        reading = {each.tier for each in in_force if code in _read(each)}
        tiers = tuple(tier for tier in catalogue.ladder if tier in reading)
        found.append(Fed(indicator, CURRENCY_OF_UNIT.get(indicator.unit or "", ""), tiers))
    return found


def _read(rule_set: RuleSet) -> set[str]:
    """The codes that the rule set reads, whichever year of them."""
    return {name.partition("@")[0] for formula in _formulas(rule_set) for name in formula.names}


def _formulas(rule_set: RuleSet) -> Iterator[Formula]:
    for leaf in rule_set.conditions():
        if isinstance(leaf, Condition) and leaf.formula is not None:
            yield leaf.formula
    parts = list(rule_set.scores)
    while parts:
        part = parts.pop()
        yield from (step.formula for step in part.steps)
        inner = (part.otherwise, *(step.earns for step in part.steps), *part.best_of, *part.parts)
        parts += [each for each in inner if isinstance(each, Part)]


def _counted(row: FinancingRow, told: Told) -> str:
    return told.wording.translate(counted_word(told.catalogue, row))


COLUMNS = (
    firm(),
    AREA,
    simple("closed_on", mark("完成日期"), 12, sort="closed_on"),
    simple("stage", mark("轮次"), 12, sort="stage"),
    simple("currency", mark("币种"), 10, worded("currency", CURRENCIES)),
    simple("amount", mark("融资额（万）"), 14, sort="amount", look="number"),
    simple("post_money", mark("投后估值（万）"), 14, sort="post_money", look="number"),
    simple("investors", mark("投资方"), 30),
    simple("document", mark("依据"), 24, is_usual=False),
    simple("counted", mark("计入数据"), 22, _counted),
)


def _layout(asked: Asked, query: FinancingQuery) -> ListRows:
    """Rounds, a row each; stage, day and document take the place of a title's name, day and document."""
    rows = every_financing(asked.session, asked.person, query)
    own: dict[str, Any] = {
        "row.title": [row.stage for row in rows],
        "row.recognised_on": [row.closed_on for row in rows],
        "row.document": [row.document or None for row in rows],
    }
    schema = {"row.title": pl.String, "row.recognised_on": pl.Date, "row.document": pl.String}
    facts = {name: str(value) for name, value in query.as_facts().items()}
    firm_ids = [row.firm_id for row in rows]
    return ListRows(mark("融资记录"), firm_ids, asked.occasion, "", facts, pl.DataFrame(own, schema=schema))


keep(
    KeptList(
        code="financing",
        label=mark("融资记录"),
        noted="financing.export",
        columns=COLUMNS,
        usual_sort="-closed_on",
        query=lambda asked: financing_query(asked.arguments),
        count=lambda asked, query: count_financing(asked.session, asked.person, query)[0],
        rows=lambda asked, query: every_financing(asked.session, asked.person, query),
        layout=_layout,
    )
)
