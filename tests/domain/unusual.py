"""Rule sets with every construct of the language in every position, for what no shipped one happens to use."""

from __future__ import annotations

from registry.domain.rulesets import RuleSet
from tests.domain.standards import condition, group, rule_set

LABEL = "label: {zh: 项, en: part}"


def score(code: str, rule: str) -> str:
    return f"{{code: {code}, {LABEL}, {rule}}}"


def mark(code: str, rule: str) -> str:
    return f"{{code: {code}, {LABEL}, article: 第一条, {rule}}}"


def everything() -> RuleSet:
    inner = score("inner", "value: ip_class1_self, bands: {more_than: [[3 件, 6-9], [0 件, 2]]}, otherwise: 1")
    other = score("other", "value: main_revenue / revenue, bands: {at_least: [[70%, 5], [50%, 2-3]]}")
    listed = "{value: key_chain_result, one_of: [配套, 突破], earns: 4}"
    steps = f"steps: [{{value: strategic_emerging, is: true, earns: {inner}}}, {listed}]"
    first = score("first", f"{steps}, otherwise: {other}")
    debt = score("debt", "value: total_liabilities / total_assets, bands: {at_most: [[50%, 5], [60%, 3], [70%, 1]]}")
    growth = score("growth", "value: growth(main_revenue), bands: {at_least: [[15%, 20], [10%, 15], [0%, 5]]}")
    better = score("better", f"best_of: [{debt}, {growth}]")
    local = score("local", "person: 0-15")
    scores = f"scores: [{score('total', f'parts: [{first}, {better}, {local}], cap: 30')}]\n"
    by_staff = "{by: staff, bands: [{up_to: 10 人, value: 5 万元}, {value: 50 万元}]}"
    ways = group(
        "ways",
        "any",
        condition("only_new", "value: 'cagr(revenue, 3)', at_least: 5%, cases: [new]"),
        condition("only_review", "value: 'mean(revenue, 2)', between: [500 万元, 20000 万元], cases: [review]"),
        condition("only_makers", "value: 'mean_growth(main_revenue, 2)', more_than: 0%, industries: [C, K70, K702]"),
        group(
            "claims",
            "all",
            condition("claim", "value: 'sum(equity_financing, 3)', at_least: 500 万元, missing: none"),
            condition("asked", "manual: true"),
        ),
    )
    members = [
        ways,
        mark("pass", "score: total, at_least: 20 分, margin: 0.1"),
        mark("part_pass", "score: total.better, more_than: 4 分"),
        condition("scale", "value: is_above_scale, is: true, each: 2, missing: clear"),
        condition("age", "value: age, less_than: 15 年, missing: manual"),
        condition("profit", "value: net_profit - tax_paid, at_least: 10 万元, each: 3, unmet_means: manual"),
        condition("debt_veto", "value: total_liabilities, at_most: 5000 万元, veto: true, missing: clear"),
        condition("spend", f"value: rd_expense, at_least: {by_staff}, missing: none, each: 2"),
        condition("sector", "value: industry_section, is: C, missing: manual"),
        condition("not_held", "value: title(champion), is: false"),
    ]
    return rule_set(scores + f"requires: {{all: [{', '.join(members)}]}}\n", tier="moose")
