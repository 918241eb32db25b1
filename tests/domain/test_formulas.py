"""The formula language as a table: what it computes, and everything it refuses, with the position."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain.errors import FormulaError, UnitMismatch, UnknownIndicator
from registry.domain.formulas import DEEPEST, LONGEST, ast_text
from registry.domain.functions import FUNCTIONS
from registry.domain.parsing import parse
from tests.domain.standards import NAMES, value

# formula; inputs (`x__0` the data year, `x__1` the year before); expected
COMPUTED: list[tuple[str, dict[str, Any], Any]] = [
    ("revenue", {"revenue__0": 5.0}, 5.0),
    ("revenue[-1]", {"revenue__0": 5.0, "revenue__1": 4.0}, 4.0),
    ("revenue[-3]", {"revenue__3": 2.0}, 2.0),
    ("revenue + main_revenue", {"revenue__0": 5.0, "main_revenue__0": 4.0}, 9.0),
    ("revenue - main_revenue", {"revenue__0": 5.0, "main_revenue__0": 4.0}, 1.0),
    ("-revenue", {"revenue__0": 5.0}, -5.0),
    ("revenue * 2", {"revenue__0": 5.0}, 10.0),
    ("main_revenue / revenue", {"revenue__0": 5.0, "main_revenue__0": 4.0}, 0.8),
    ("main_revenue / revenue", {"revenue__0": 0.0, "main_revenue__0": 4.0}, None),
    ("main_revenue / revenue", {"revenue__0": None, "main_revenue__0": 4.0}, None),
    ("revenue / 0", {"revenue__0": 5.0}, None),
    ("(revenue + main_revenue) / 2", {"revenue__0": 5.0, "main_revenue__0": 4.0}, 4.5),
    ("revenue + main_revenue * 2", {"revenue__0": 5.0, "main_revenue__0": 4.0}, 13.0),
    ("sum(revenue, 2)", {"revenue__0": 5.0, "revenue__1": 4.0}, 9.0),
    ("sum(revenue, 2)", {"revenue__0": 5.0, "revenue__1": None}, None),
    ("sum(revenue, 3)", {"revenue__0": 5.0, "revenue__1": 4.0}, None),
    ("mean(revenue, 2)", {"revenue__0": 5.0, "revenue__1": 4.0}, 4.5),
    ("mean(revenue, 2)", {"revenue__0": 5.0}, None),
    (
        "sum(rd_expense / revenue, 2)",
        {"rd_expense__0": 1.0, "revenue__0": 4.0, "rd_expense__1": 1.0, "revenue__1": 2.0},
        0.75,
    ),
    ("growth(revenue)", {"revenue__0": 6.0, "revenue__1": 4.0}, 0.5),
    ("growth(revenue)", {"revenue__0": 6.0, "revenue__1": 0.0}, None),
    ("growth(revenue)", {"revenue__0": 6.0, "revenue__1": -1.0}, None),
    ("growth(revenue)", {"revenue__0": -6.0, "revenue__1": 4.0}, -2.5),
    ("mean_growth(revenue, 2)", {"revenue__0": 6.0, "revenue__1": 4.0, "revenue__2": 4.0}, 0.25),
    ("mean_growth(revenue, 2)", {"revenue__0": 6.0, "revenue__1": 4.0, "revenue__2": 0.0}, None),
    ("cagr(revenue, 2)", {"revenue__0": 121.0, "revenue__2": 100.0}, 0.1),
    ("cagr(revenue, 3)", {"revenue__0": 8.0, "revenue__3": 1.0}, 1.0),
    ("cagr(revenue, 2)", {"revenue__0": 0.0, "revenue__2": 100.0}, -1.0),
    ("cagr(revenue, 2)", {"revenue__0": -1.0, "revenue__2": 100.0}, None),
    ("cagr(revenue, 2)", {"revenue__0": 121.0, "revenue__2": 0.0}, None),
    ("first(sales_revenue, revenue)", {"sales_revenue__0": 3.0, "revenue__0": 5.0}, 3.0),
    ("first(sales_revenue, revenue)", {"sales_revenue__0": None, "revenue__0": 5.0}, 5.0),
    ("first(sales_revenue, revenue)", {"sales_revenue__0": 0.0, "revenue__0": 5.0}, 0.0),
    ("first(sales_revenue, revenue)", {}, None),
    ("years_since(national_award_year)", {"national_award_year": 2023.0}, 3.0),
    ("years_since(national_award_year)", {"national_award_year": 2027.0}, -1.0),
    ("title(hnte)", {"title__hnte": True}, True),
    ("title(hnte)", {"title__hnte": None}, False),
    ("title(hnte)", {}, False),
    ("active_sum(revenue, 3)", {"revenue__0": 3.0, "revenue__1": 2.0, "revenue__2": 1.0}, 6.0),
    ("active_sum(revenue, 3)", {"@active_years": 2, "revenue__0": 3.0, "revenue__1": 2.0}, 5.0),
    ("active_sum(revenue, 3)", {"@active_years": 1, "revenue__0": 3.0}, 3.0),
    ("active_sum(revenue, 3)", {"@active_years": 0, "revenue__0": 3.0}, None),
    ("active_mean(revenue, 3)", {"@active_years": 2, "revenue__0": 3.0, "revenue__1": 2.0}, 2.5),
    ("active_growth(revenue)", {"revenue__0": 1.44, "revenue__1": 1.2, "revenue__2": 1.0}, 0.2),
    ("active_growth(revenue)", {"@active_years": 2, "revenue__0": 1.35, "revenue__1": 1.0}, 0.35),
    ("active_growth(revenue)", {"@active_years": 1, "revenue__0": 1.35}, 0.0),
    ("active_growth(revenue)", {"revenue__0": 3.0, "revenue__1": 2.0, "revenue__2": 0.0}, 0.5),
    ("active_growth(revenue)", {"revenue__0": 3.0, "revenue__1": 0.0, "revenue__2": 5.0}, 0.0),
    ("active_growth(revenue)", {"revenue__0": 3.0, "revenue__1": 2.0}, None),
    ("active_base(revenue)", {"revenue__1": 2.0, "revenue__2": 1.0}, 1.0),
    ("active_base(revenue)", {"revenue__1": -2.0}, -2.0),
    ("active_base(revenue)", {"revenue__1": 2.0}, None),
    ("active_base(revenue)", {"revenue__1": 0.0}, 0.0),
    ("  revenue  ", {"revenue__0": 5.0}, 5.0),
]


@pytest.mark.parametrize(("text", "inputs", "expected"), COMPUTED)
def test_a_formula_computes(text: str, inputs: dict[str, Any], expected: Any) -> None:
    assert value(text, **inputs) == expected


# What a formula may not be, and the character (from 1) at which it is refused. A cycle cannot be written: formulas name facts
# only, never other formulas.
REFUSED: list[tuple[str, int]] = [
    ("", 1),
    ("   ", 1),
    ("revenue.real", 1),
    ("revenue.__class__", 1),
    ("().__class__", 1),
    ("__import__", 1),
    ("__import__('os')", 12),
    ("print(revenue)", 1),
    ("eval(revenue)", 1),
    ("revenue()", 1),
    ("sum(revenue, 2)(1)", 1),
    ("lambda: 1", 7),
    ("[revenue for revenue in revenue]", 1),
    ("[revenue]", 1),
    ("(revenue, staff)", 1),
    ("revenue,", 1),
    ("{revenue}", 1),
    ("(x := 1)", 4),
    ("revenue = 1", 9),
    ("revenue; staff", 8),
    ("'revenue'", 1),
    ('"revenue"', 1),
    ("f'{revenue}'", 2),
    ("revenue < 1", 9),
    ("revenue == 1", 9),
    ("revenue != 1", 9),
    ("revenue in revenue", 1),
    ("revenue is revenue", 1),
    ("revenue and main_revenue", 1),
    ("revenue or main_revenue", 1),
    ("not revenue", 1),
    ("revenue if 1 else 2", 1),
    ("revenue ** 2", 1),
    ("9 ** 9 ** 9", 1),
    ("revenue // 2", 1),
    ("revenue % 2", 9),
    ("revenue @ revenue", 9),
    ("revenue | 1", 9),
    ("~revenue", 1),
    ("+revenue", 1),
    ("True", 1),
    ("None", 1),
    ("...", 1),
    ("1j", 1),
    ("revenue # 注释", 9),
    ("revenue \\", 9),
    ("(revenue\n)", 9),
    ("revenue\t+ 1", 8),
    ("revenue\x00", 8),
    ("１ + 1", 1),
    ("revenue１", 8),
    ("ｒｅｖｅｎｕｅ", 1),
    ("revenue ＋ 1", 9),
    ("营业收入", 1),
    ("revenue +", 10),
    ("(revenue", 1),
    ("revenue)", 8),
    ("1e999", 1),
    ("revenue * 1e999", 11),
    ("-1e999", 2),
    ("revenue[0]", 1),
    ("revenue[1]", 1),
    ("revenue[-0]", 1),
    ("revenue[-4]", 1),
    ("revenue[-1.0]", 1),
    ("revenue[-True]", 1),
    ("revenue[-1][-1]", 1),
    ("revenue[:1]", 9),
    ("revenue[revenue]", 1),
    ("founded_on[-1]", 1),
    ("age[-1]", 1),
    ("sum(revenue)", 1),
    ("sum(revenue, 2, 3)", 1),
    ("sum(revenue, 0)", 14),
    ("sum(revenue, 5)", 14),
    ("sum(revenue, -1)", 14),
    ("sum(revenue, 2.0)", 14),
    ("sum(revenue, True)", 14),
    ("sum(revenue, staff)", 14),
    ("sum(revenue, n=2)", 15),
    ("sum(*revenue, 2)", 5),
    ("first(revenue)", 1),
    ("growth(revenue, 2)", 1),
    ("sum(registered_capital, 2)", 1),
    ("growth(age)", 1),
    ("cagr(revenue, 4)", 6),
    ("growth(revenue[-3])", 8),
    ("sum(sum(revenue, 4), 2)", 9),
    ("title()", 1),
    ("title(nothing)", 1),
    ("title('hnte')", 7),
    ("title(hnte, 2)", 1),
    ("title(hnte.code)", 1),
]


@pytest.mark.parametrize(("text", "position"), REFUSED)
def test_a_formula_outside_the_language_is_refused_with_its_position(text: str, position: int) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text, NAMES.vocabulary)
    assert refused.value.facts["position"] == position
    assert f"第 {position} 个字符" in str(refused.value)


PIECES = [*NAMES.vocabulary.annual][:6] + [*FUNCTIONS, *NAMES.vocabulary.tiers][:16]
PIECES += ["is_listed", "founded_on", "(", ")", "[", "]", "[-1]", ",", ", 2", ".", "+", "-", "*", "/", "**", "//"]
PIECES += [
    " ",
    "0",
    "1e308",
    "9" * 400,
    "-1",
    "0x1F",
    "1_0",
    "__class__",
    "lambda",
    "if",
    "А",
    "\u202e",
    "\x00",
    "\ud800",
    "{{7*7}}",
]
sentences = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=40)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(sentences)
def test_whatever_is_written_is_a_formula_or_refused_at_a_place_in_it(text: str) -> None:
    place = 1
    try:
        assert parse(text, NAMES.vocabulary).text == text.strip()
    except (FormulaError, UnknownIndicator, UnitMismatch) as refused:
        place = int(str(refused.facts["position"]))
    assert 1 <= place <= len(text) + 1


def grown(chance: random.Random, depth: int) -> str:
    """A formula of amounts, as deep as asked for."""
    if depth == 0:
        return chance.choice(["revenue", "main_revenue", "revenue[-1]", "main_revenue[-2]", "total_assets"])
    inner = grown(chance, depth - 1)
    shapes = ["({0} {1} {2})", "sum({0}, 2)", "first({0}, {2})", "growth({0}) * {2}", "{0} / {2} * {2}", "-{0}"]
    return chance.choice(shapes).format(inner, chance.choice("+-"), grown(chance, depth - 1))


def test_no_formula_makes_a_number_that_is_none() -> None:
    """Whatever overflows or is divided by nothing: a number or unknown, and nothing stumbles."""
    chance, computed = random.Random(1), 0
    for _ in range(60):
        try:
            found = value(
                grown(chance, 2), revenue__0=1e308, main_revenue__0=0.0, revenue__1=-1e308, main_revenue__2=0.0
            )
        except FormulaError:
            continue
        computed += 1
        assert found is None or found == found
    assert computed > 20


@pytest.mark.parametrize(
    ("text", "name", "position"),
    [
        ("nothing", "nothing", 1),
        ("revenue + nothing", "nothing", 11),
        ("inf", "inf", 1),
        ("nan", "nan", 1),
        ("sum", "sum", 1),
    ],
)
def test_an_unknown_name_is_named(text: str, name: str, position: int) -> None:
    with pytest.raises(UnknownIndicator) as refused:
        parse(text, NAMES.vocabulary)
    assert (refused.value.facts["name"], refused.value.facts["position"]) == (name, position)


# formula; position of the operand that does not fit; the two units
MISMATCHED = [
    ("revenue + staff", 11, "万元 / 人"),
    ("revenue - age", 11, "万元 / 年"),
    ("revenue + rd_expense / revenue", 11, "万元 / %"),
    ("1 + revenue * total_assets", 15, "万元 × 万元"),
    ("first(revenue, staff)", 16, "万元 / 人"),
    ("is_listed + 1", 13, "flag"),
    ("-hightech_field", 2, "text"),
    ("sum(is_above_scale, 2)", 5, "flag"),
    ("growth(financing_round)", 8, "text"),
    ("title(hnte) * 2", 15, "flag"),
    ("years_since(founded_on)", 13, "date"),
    ("years_since(revenue)", 13, "万元 / 年"),
    ("first(hightech_field, is_listed)", 23, "text"),
]


@pytest.mark.parametrize(("text", "position", "units"), MISMATCHED)
def test_units_that_do_not_agree_are_refused_with_their_position(text: str, position: int, units: str) -> None:
    with pytest.raises(UnitMismatch) as refused:
        parse(text, NAMES.vocabulary)
    assert (refused.value.facts["position"], refused.value.facts["reason"]) == (position, units)


# formula; unit of its value (None: a literal that takes its neighbour's)
UNITS = [
    ("revenue", "万元"),
    ("revenue * 2", "万元"),
    ("2 * revenue", "万元"),
    ("revenue / 2", "万元"),
    ("revenue + 1", "万元"),
    ("rd_expense / revenue", "%"),
    ("revenue * (rd_expense / revenue)", "万元"),
    ("revenue / staff", "万元/人"),
    ("market_share", "%"),
    ("valuation", "万美元"),
    ("market_rank_national", ""),
    ("sum(revenue, 3)", "万元"),
    ("growth(revenue)", "%"),
    ("cagr(staff, 3)", "%"),
    ("mean_growth(revenue, 2)", "%"),
    ("active_growth(net_assets)", "%"),
    ("active_base(net_assets)", "万元"),
    ("age", "年"),
    ("days_registered", "天"),
    ("data_year - niche_market_since + 1", "年"),
    ("first(niche_years, data_year - niche_market_since + 1)", "年"),
    ("years_since(national_award_year)", "年"),
    ("title(hnte)", "flag"),
    ("is_sme", "flag"),
    ("hightech_field", "text"),
    ("industry_section", "text"),
    ("1 / 2", None),
]


@pytest.mark.parametrize(("text", "unit"), UNITS)
def test_a_formula_knows_its_unit(text: str, unit: str | None) -> None:
    assert parse(text, NAMES.vocabulary).unit == unit


def test_an_over_long_formula_is_refused_before_it_is_parsed() -> None:
    text = "revenue" + " + revenue" * 5000
    with pytest.raises(FormulaError) as refused:
        parse(text, NAMES.vocabulary)
    assert refused.value.facts["position"] == LONGEST + 1
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    "text",
    ["(" * 149 + "1" + ")" * 149, "(" * 5000 + "1" + ")" * 5000, "-" * 290 + "1", "1" + "+1" * 149, "sum(" * 70 + "1"],
)
def test_deep_nesting_is_refused_and_never_crashes(text: str) -> None:
    try:
        formula = parse(text, NAMES.vocabulary)
    except FormulaError:
        return
    assert formula.text == text  # brackets alone nest nothing


def test_nesting_is_allowed_to_the_stated_depth_and_no_further() -> None:
    parse("-" * DEEPEST + "revenue", NAMES.vocabulary)
    with pytest.raises(FormulaError) as refused:
        parse("-" * (DEEPEST + 1) + "revenue", NAMES.vocabulary)
    assert refused.value.facts["position"] == DEEPEST + 2


def test_a_number_too_large_for_a_float_is_refused() -> None:
    with pytest.raises(FormulaError):
        parse("9" * 299 + "* 1e300", NAMES.vocabulary) and parse("1e309", NAMES.vocabulary)


def test_a_formula_lists_the_names_it_reads_once() -> None:
    assert parse(
        "sum(rd_expense, 2) / first(sales_revenue, revenue) - rd_expense / revenue", NAMES.vocabulary
    ).names == (
        "rd_expense",
        "sales_revenue",
        "revenue",
    )


@pytest.mark.parametrize(
    "text", ["rd_expense / revenue[-1]", "sum(revenue, 3)", "title(hnte)", "first(sales_revenue, revenue)"]
)
def test_a_tree_can_be_written_as_a_formula_again(text: str) -> None:
    assert ast_text(parse(text, NAMES.vocabulary).tree) == text
