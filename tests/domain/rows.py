"""A second reading of the rules: one firm, plain Python, written from the policy's encoding and not from the engine.

It walks the same rule trees with ordinary numbers and None, slowly and obviously, and exists only so that the engine can be held
against it. Whatever both agree on for thousands of firms with gaps is unlikely to be a slip of either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from registry.catalogue.reader import Catalogue
from registry.domain.formulas import Call, Formula, Name, Number, Operation, Tree
from registry.domain.indicators import Level
from registry.domain.outcomes import Case, Missing
from registry.domain.rulesets import BandedThreshold, Condition, Group, Node, Part, Points, RuleSet, ScoreMark, Step

Value = float | str | bool | None
CANNOT = 99


class Judged(NamedTuple):
    """What became of one condition, mark or group; `fixes` numbers to mend, CANNOT where numbers do not help."""

    outcome: str
    fixes: int = 0
    gap: float | None = None
    value: Value = None
    assumed: bool = False


class Interval(NamedTuple):
    """Points of a part, and whether a missing input (not a person) keeps them open."""

    low: float
    high: float
    missing: bool


@dataclass
class Interpreter:
    """One firm before one rule set."""

    catalogue: Catalogue
    rule_set: RuleSet
    facts: Mapping[str, Any]
    as_of: date
    data_year: int
    case: Case
    judged: dict[str, Judged] = field(default_factory=dict)

    # The whole

    def judge(self) -> Judged:
        return self.node(self.rule_set.requires)

    def verdict(self) -> str:
        words = {"unmet": "ineligible", "unknown": "undetermined", "manual": "review"}
        return words.get(self.judge().outcome, "eligible")

    def candidate_class(self) -> str | None:
        if self.facts.get(f"title:{self.rule_set.tier}"):
            return None
        root, verdict = self.judge(), self.verdict()
        if verdict == "ineligible":
            return "near" if root.fixes in (1, 2) else None
        return {"eligible": "eligible", "review": "review", "undetermined": "incomplete"}[verdict]

    def main_score(self) -> tuple[float | None, float | None]:
        if not self.rule_set.scores:
            return None, None
        interval = self.part(self.rule_set.scores[0])
        return interval.low, interval.high

    # Conditions and groups

    def node(self, node: Node) -> Judged:
        if node.code not in self.judged:
            self.judged[node.code] = self.group(node) if isinstance(node, Group) else self.decided(node)
        return self.judged[node.code]

    def group(self, group: Group) -> Judged:
        members = [self.node(member) for member in group.members]
        applicable = [member for member in members if member.outcome != "not_applicable"]
        outcomes = {member.outcome for member in applicable}
        if not applicable:
            return Judged("not_applicable")
        if group.mode == "all":
            outcome = next(word for word in ("unmet", "unknown", "manual", "met") if word in outcomes)
            return Judged(outcome, min(sum(member.fixes for member in applicable), CANNOT))
        outcome = next(word for word in ("met", "unknown", "manual", "unmet") if word in outcomes)
        return Judged(outcome, min(member.fixes for member in applicable) if outcome == "unmet" else 0)

    def decided(self, leaf: Condition | ScoreMark) -> Judged:
        found = self.mark(leaf) if isinstance(leaf, ScoreMark) else self.condition(leaf)
        decision = self.facts.get(f"decision:{self.rule_set.tier}:{self.rule_set.id}:{leaf.code}")
        if found.outcome != "manual" or decision is None:
            return found
        return Judged("met" if decision else "unmet", 0 if decision else CANNOT, found.gap, found.value, found.assumed)

    def condition(self, condition: Condition) -> Judged:
        if self.case not in condition.cases:
            return Judged("not_applicable")
        inside = self.within(condition.industries)
        if inside is False:
            return Judged("not_applicable")
        if inside is None:
            return Judged("unknown", value=self.value(condition.formula, 0, False) if condition.formula else None)
        if condition.formula is None:
            return Judged("manual")
        claims = condition.missing is Missing.NONE
        values = [self.value(condition.formula, lag, claims) for lag in range(condition.each)]
        threshold = self.threshold(condition)
        passes = [passed(condition, value, threshold) for value in values]
        truth = False if False in passes else None if None in passes else True
        gaps = [distance(condition, value, threshold) for value in values]
        known_gaps = [gap for gap in gaps if gap is not None]
        gap = min(known_gaps) if known_gaps and (len(known_gaps) == len(gaps) or truth is False) else None
        assumed = condition.missing in (Missing.CLEAR, Missing.NONE) and self.lacks_input(condition)
        outcome = self.outcome(condition, truth)
        failed = truth is False or (truth is None and claims)
        fixes = self.fixes(condition, threshold, min(known_gaps, default=None)) if failed else 0
        return Judged(outcome, fixes, gap, values[0], assumed)

    def within(self, industries: Sequence[str]) -> bool | None:
        """Whether the firm's industry lies in one of them; unknown where it is not known, or known too coarsely."""
        section = self.section()
        if not industries:
            return True
        if section is None:
            return None
        code = (self.facts["industry_code"] or "").strip().upper()
        whole = section + (code[1:] if code[:1].isalpha() else code)
        if any(whole.startswith(prefix) for prefix in industries):
            return True
        return None if any(prefix.startswith(whole) for prefix in industries) else False

    def outcome(self, condition: Condition, truth: bool | None) -> str:
        unmet = "manual" if condition.unmet_means_manual else "unmet"
        if truth is not None:
            return "met" if truth else unmet
        return {Missing.UNKNOWN: "unknown", Missing.CLEAR: "met", Missing.NONE: unmet, Missing.MANUAL: "manual"}[
            condition.missing
        ]

    def fixes(self, condition: Condition, threshold: Any, worst: float | None) -> int:
        if condition.unmet_means_manual:
            return 0
        if condition.veto or not condition.is_numeric or worst is None:
            return CANNOT
        base, margin = threshold[0] if isinstance(threshold, tuple) else threshold, self.margin(condition)
        return 1 if margin and worst >= -round(abs(base) * margin, 9) else CANNOT

    def margin(self, leaf: Condition | ScoreMark) -> float:
        return leaf.margin if leaf.margin is not None else self.catalogue.ladder[self.rule_set.tier].margin

    def threshold(self, condition: Condition) -> Any:
        banded = condition.threshold
        if not isinstance(banded, BandedThreshold):
            return banded
        chooser = self.value(banded.by, 0, False)
        if chooser is None:
            return None
        return next(band.value for band in banded.bands if band.up_to is None or chooser <= band.up_to)  # type: ignore[operator]

    def lacks_input(self, condition: Condition) -> bool:
        assert condition.formula is not None
        return any(
            self.value(condition.formula, lag, False) is None or self.any_none(condition.formula.tree, lag)
            for lag in range(condition.each)
        )

    def any_none(self, tree: Tree, lag: int) -> bool:
        """Whether an indicator that the tree reads is missing; only sums over years read more than they need."""
        match tree:
            case Name(code, back):
                return self.fact(code, lag + back) is None
            case Operation(_, left, right):
                return self.any_none(left, lag) or self.any_none(right, lag)
            case Call("sum" | "mean", (argument,), years):
                return any(self.any_none(argument, lag + back) for back in range(years))
            case Call(_, arguments):
                return any(self.any_none(argument, lag) for argument in arguments)
        return False

    # Scores

    def mark(self, mark: ScoreMark) -> Judged:
        interval = self.part(self.find(mark.score))
        over = (lambda points: points > mark.threshold) if mark.comparator.value == "more_than" else None
        reaches = over or (lambda points: points >= mark.threshold)
        if reaches(interval.low):
            return Judged("met", 0, interval.low - mark.threshold)
        if reaches(interval.high):
            return Judged("unknown" if interval.missing else "manual")
        short = interval.high - mark.threshold
        margin = self.margin(mark)
        near = not mark.veto and margin > 0 and short >= -mark.threshold * margin
        return Judged("unmet", 1 if near else CANNOT, short)

    def find(self, path: str) -> Part:
        parts: Sequence[Part] = self.rule_set.scores
        for code in path.split("."):
            part = next(part for part in parts if part.code == code)
            parts = (*part.parts, *part.best_of)
        return part

    def part(self, part: Part) -> Interval:
        if part.person:
            return Interval(part.person.low, part.person.high, False)
        if part.parts:
            parts = [self.part(item) for item in part.parts]
            cap = float("inf") if part.cap is None else part.cap
            low, high = sum(item.low for item in parts), sum(item.high for item in parts)
            return Interval(min(low, cap), min(high, cap), any(item.missing for item in parts))
        if part.best_of:
            alternatives = [self.part(item) for item in part.best_of]
            counted = [item for item in alternatives if not item.missing] or alternatives
            return Interval(
                max(item.low for item in counted),
                max(item.high for item in counted),
                all(item.missing for item in alternatives),
            )
        return self.steps(part)

    def steps(self, part: Part) -> Interval:
        """The first step that is met earns. One that may be met is counted, and so is what comes after it."""
        possible: list[Interval] = []
        for step in part.steps:
            truth = self.step(step)
            if truth is not False:
                possible.append(self.earned(step.earns))
            if truth:
                break
        else:
            possible.append(self.earned(part.otherwise or Points(0, 0)))
        low, high = min(item.low for item in possible), max(item.high for item in possible)
        settled = all(item.low == low and item.high == high and not item.missing for item in possible)
        return Interval(low, high, not settled)

    def step(self, step: Step) -> bool | None:
        value = self.value(step.formula, 0, False)
        if value is None:
            return None
        if isinstance(step.threshold, tuple):
            return value in step.threshold
        return compared(step.comparator.value, value, step.threshold)

    def earned(self, earns: Points | Part) -> Interval:
        return self.part(earns) if isinstance(earns, Part) else Interval(earns.low, earns.high, False)

    # Values

    def value(self, formula: Formula, lag: int, claims: bool) -> Value:
        found = self.tree(formula.tree, lag, claims)
        return round(found, 9) if isinstance(found, float) else found

    def tree(self, tree: Tree, lag: int, claims: bool) -> Any:
        match tree:
            case Number(value):
                return float(value)
            case Name(code, back):
                return self.fact(code, lag + back)
            case Operation(symbol, left, right):
                one, other = self.tree(left, lag, claims), self.tree(right, lag, claims)
                if one is None or other is None or (symbol == "/" and other == 0):
                    return None
                return {"+": lambda: one + other, "-": lambda: one - other, "*": lambda: one * other}.get(
                    symbol, lambda: one / other
                )()
            case Call("title", _, _, tier):
                return bool(self.facts.get(f"title:{tier}"))
            case Call("first", (one_tree, other_tree)):
                first = self.tree(one_tree, lag, claims)
                return first if first is not None else self.tree(other_tree, lag, claims)
            case Call("years_since", (argument,)):
                year = self.tree(argument, lag, claims)
                return None if year is None else self.as_of.year - year
            case Call(function, (argument,), years):
                return self.over_years(function, lambda back: self.tree(argument, lag + back, claims), years, claims)
        raise AssertionError(tree)

    def over_years(self, function: str, x: Any, years: int, claims: bool) -> float | None:
        match function:
            case "sum" | "mean":
                values = [0.0 if claims and x(back) is None else x(back) for back in range(years)]
                total = None if None in values else sum(values)
                return total if total is None or function == "sum" else total / years
            case "growth":
                return growth(x(0), x(1))
            case "mean_growth":
                rates = [growth(x(back), x(back + 1)) for back in range(years)]
                return None if None in rates else sum(rate for rate in rates if rate is not None) / years
            case "cagr":
                now, before = x(0), x(years)
                fits = now is not None and before is not None and before > 0 and now >= 0
                return (now / before) ** (1 / years) - 1 if fits else None
        return self.since_founding(function, x, years)

    def since_founding(self, function: str, x: Any, years: int) -> float | None:
        """A firm founded after Y-2 uses the years from its founding year to Y; three years otherwise."""
        founded = self.facts.get("founded_on")
        lived = 3 if founded is None or founded.year <= self.data_year - 2 else self.data_year - founded.year + 1
        if lived < 1:
            return None
        if function in ("active_sum", "active_mean"):
            values = [x(back) for back in range(min(lived, years))]
            if None in values:
                return None
            return sum(values) / (1 if function == "active_sum" else len(values))
        third, second, first = x(0), x(1), x(2)
        if function == "active_base":
            return self.lowest_base(lived, first, second)
        if lived == 1 or second == 0:
            return 0.0
        if lived == 2 or first == 0:
            return None if third is None or second is None else third / second - 1
        if first is None or second is None or third is None:
            return None
        return (second / first + third / second) / 2 - 1

    def lowest_base(self, lived: int, first: float | None, second: float | None) -> float | None:
        """Negative where V1 or V2 is known to be negative (a person then gives the points), unless V2 = 0 settles it."""
        if lived == 1 or second == 0:
            return 0.0
        bases = [second] if lived == 2 else [first, second]
        negative = [base for base in bases if base is not None and base < 0]
        if negative:
            return min(negative)
        known = [base for base in bases if base is not None]
        return min(known) if len(known) == len(bases) else None

    def fact(self, code: str, lag: int) -> Any:
        if code in DERIVED:
            return DERIVED[code](self)
        if self.catalogue.indicators[code].level is Level.FIRM:
            found = self.facts.get(code)
        else:
            found = self.facts.get(f"{code}@{-lag}" if lag else f"{code}@0")
            for subset, whole in self.catalogue.zero_with:
                if subset == code and self.fact(whole, lag) == 0:
                    return 0.0
        return float(found) if isinstance(found, int) and not isinstance(found, bool) else found

    def section(self) -> str | None:
        code = self.facts.get("industry_code")
        return None if code is None else self.catalogue.industries.section_of(code)

    def days_registered(self) -> float | None:
        founded = self.facts.get("founded_on")
        return None if founded is None else float((self.as_of - founded).days)

    def age(self) -> float | None:
        founded = self.facts.get("founded_on")
        if founded is None or founded > self.as_of:
            return None
        not_yet = (self.as_of.month, self.as_of.day) < (founded.month, founded.day)
        return float(self.as_of.year - founded.year - not_yet)

    def is_sme(self) -> bool | None:
        staff, revenue = self.facts.get("staff@0"), self.facts.get("revenue@0")
        if staff is not None and staff < 300 and revenue is not None and revenue < 20000:
            return True
        code = (self.facts.get("industry_code") or "").strip().upper()
        digits = code[1:] if code[:1].isalpha() and len(code) > 1 else code
        rows = [row for row in self.catalogue.size_classes.rows if any(digits.startswith(p) for p in row.prefixes)]
        if not digits or not rows:
            return None
        figures = [(self.facts.get(f"{name}@0"), bound) for name, bound in rows[0].large]
        if any(figure is not None and figure < bound for figure, bound in figures):
            return True
        return None if any(figure is None for figure, _ in figures) else False


DERIVED: dict[str, Callable[[Interpreter], Value]] = {
    "data_year": lambda firm: float(firm.data_year),
    "is_sme": Interpreter.is_sme,
    "days_registered": Interpreter.days_registered,
    "age": Interpreter.age,
    "industry_section": Interpreter.section,
}


def growth(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None or before <= 0 else now / before - 1


def compared(word: str, value: Any, threshold: Any) -> bool:
    match word:
        case "at_least":
            return bool(value >= threshold)
        case "more_than":
            return bool(value > threshold)
        case "at_most":
            return bool(value <= threshold)
        case "less_than":
            return bool(value < threshold)
        case "between":
            return bool(threshold[0] <= value <= threshold[1])
        case "one_of":
            return value in threshold
    return bool(value == threshold)


def passed(condition: Condition, value: Value, threshold: Any) -> bool | None:
    assert condition.comparator is not None
    if value is None or threshold is None:
        return None
    return compared(condition.comparator.value, value, threshold)


def distance(condition: Condition, value: Any, threshold: Any) -> float | None:
    """Positive on the passing side, in the condition's unit; nothing for flags and texts."""
    if not condition.is_numeric or value is None or threshold is None:
        return None
    if isinstance(threshold, tuple):
        return min(value - threshold[0], threshold[1] - value)
    sign = -1 if condition.comparator in ("at_most", "less_than") else 1
    return round(sign * (value - threshold), 9)
