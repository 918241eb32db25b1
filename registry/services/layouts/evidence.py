"""The evidence sheet: for every firm and condition what was found, of which year and from whom, what was asked for by which
clause, and what came of it. Made of the same details as the verdicts, a portion of the firms at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.choosing import in_force
from registry.domain.indicators import Level, Text
from registry.domain.inputs import inputs
from registry.domain.outcomes import Outcome
from registry.domain.rulesets import Condition, RuleSet, ScoreMark
from registry.domain.sources import ALL_OTHERS, VERIFIED
from registry.services.layouts.judged import details_of
from registry.services.lists.firm_rows import ListRows
from registry.services.sheets.cells import SheetColumn, rows_xml
from registry.services.sheets.packing import Filling, Sample
from registry.services.shortfalls import shown_number
from registry.services.wording import Wording
from registry.store.bulk import read_frame_where
from registry.store.firms import FirmRecord
from registry.store.origins import ValueOrigin

Tell = Callable[[int, int], None]
AT_ONCE = 2_000
MOST_ROWS = 1_000_000  # of a sheet, a little less than there may be
FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
ORIGIN = ValueOrigin.__table__  # type: ignore[attr-defined]
NAME = Text("依据", "Evidence")
OUTCOMES = {
    Outcome.MET: Text("达标", "Met"),
    Outcome.UNMET: Text("未达标", "Not met"),
    Outcome.UNKNOWN: Text("缺数据", "Data missing"),
    Outcome.MANUAL: Text("待人工", "For a person"),
    Outcome.NOT_APPLICABLE: Text("不适用", "Not applicable"),
}
HEADS: Sequence[tuple[str, Text, int]] = (
    ("name", Text("企业名称", "Name"), 32),
    ("credit_code", Text("统一社会信用代码", "Credit code"), 21),
    ("condition", Text("条件", "Condition"), 32),
    ("value", Text("取值", "Value"), 14),
    ("unit", Text("单位", "Unit"), 8),
    ("years", Text("年度", "Year"), 12),
    ("source", Text("来源", "Source"), 18),
    ("asked", Text("标准", "Asked for"), 16),
    ("outcome", Text("结果", "Outcome"), 10),
    ("gap", Text("差距", "Gap"), 12),
    ("clause", Text("条款", "Clause"), 16),
    ("document", Text("文号", "Document"), 28),
    ("rule_set", Text("认定标准版本", "Rule set"), 28),
)
LOOKS = ("percent", "")  # styles of values and gaps that are shares, and of the others
PRESUMED, DECIDED = Text("推定（没有记录）", "Presumed (nothing recorded)"), Text("人工判断", "A person's decision")
VERIFIED_MARK, YES, NO = Text("（已核实）", " (verified)"), Text("是", "Yes"), Text("否", "No")
TEXTS = (
    "name",
    "credit_code",
    "condition",
    "unit",
    "years",
    "source",
    "asked",
    "outcome",
    "clause",
    "document",
    "rule_set",
)


def evidence_wishes(catalogue: Catalogue, rows: ListRows, wording: Wording) -> list[dict[str, object]]:
    """The sheets that the list needs: one, or more where the rows of one would be too many."""
    columns = [{"head": wording.text(head), "kind": "", "width": width} for _, head, width in HEADS]
    sheets = -(-max(1, len(rows.firm_ids)) // _firms_of_a_sheet(catalogue, rows))
    names = [f"{wording.text(NAME)}{number or ''}" for number in (range(1, sheets + 1) if sheets > 1 else [0])]
    return [{"name": name, "columns": columns, "looks": list(LOOKS)} for name in names]


def evidence_fillings(
    session: Session,
    catalogue: Catalogue,
    rows: ListRows,
    parts: Sequence[str],
    wording: Wording,
    tell: Tell | None = None,
) -> dict[str, Filling]:
    """What goes into those sheets; `tell` hears of how many firms the evidence is written."""
    size = _firms_of_a_sheet(catalogue, rows)
    written = Evidence(session, catalogue, rows, wording, tell)
    return {
        part: Filling(2, partial(written.rows, range(number * size, min((number + 1) * size, len(rows.firm_ids)))))
        for number, part in enumerate(parts)
    }


def _firms_of_a_sheet(catalogue: Catalogue, rows: ListRows) -> int:
    applicable = in_force(catalogue.rule_sets, rows.tier, rows.occasion.case, rows.occasion.as_of)
    longest = max((sum(getattr(leaf, "each", 1) for leaf in each.conditions()) for each in applicable), default=1)
    return max(1, MOST_ROWS // longest)


class Evidence:
    """Writes the rows of evidence."""

    def __init__(
        self, session: Session, catalogue: Catalogue, rows: ListRows, wording: Wording, tell: Tell | None = None
    ) -> None:
        self.session, self.catalogue, self.list, self.wording, self.tell = session, catalogue, rows, wording, tell

    def rows(self, places: range, sample: Sample) -> Iterator[bytes]:
        """The rows of the firms at these places of the list, condition by condition."""
        row = sample.row
        percent, other = (sample.styles.get(chr(ord("A") + len(HEADS) + place), 0) for place in (0, 1))
        looks = {"value": "value_style", "gap": "value_style"}
        columns = [
            SheetColumn(chr(ord("A") + place), looks.get(code, 0), code, "value_text" if code == "value" else "")
            for place, (code, *_) in enumerate(HEADS)
        ]
        for start in places[::AT_ONCE]:
            if self.tell:
                self.tell(start, len(self.list.firm_ids))
            frame = self._portion(self.list.firm_ids[start : min(start + AT_ONCE, places.stop)])
            styled = frame.with_columns(
                pl.when(pl.col("unit") == "%").then(pl.lit(percent)).otherwise(pl.lit(other)).alias("value_style")
            )
            yield from rows_xml(styled, columns, row)
            row += frame.height

    def _portion(self, firm_ids: Sequence[int]) -> pl.DataFrame:
        some = list(dict.fromkeys(firm_ids))
        names = read_frame_where(
            self.session, select(FIRM.c.id.label("firm_id"), FIRM.c.name, FIRM.c.credit_code), FIRM.c.id, some
        )
        order = pl.DataFrame({"firm_id": some}).with_row_index("place")
        parts = []
        for rule_set, details in details_of(self.session, self.catalogue, self.list, some):
            firms = details.drop("name", "credit_code", strict=False).join(names, on="firm_id")
            origins = self._origins(rule_set, firms["firm_id"].to_list())
            for number, leaf in enumerate(rule_set.conditions()):
                parts += [
                    part.with_columns(pl.lit(number).alias("number"))
                    for part in self._leaf(rule_set, leaf, firms, origins)
                ]
        if not parts:
            return pl.DataFrame(schema=SCHEMA)
        found = pl.concat(parts).join(order, on="firm_id")
        return found.sort("place", "number", maintain_order=True)

    def _leaf(
        self,
        rule_set: RuleSet,
        leaf: Condition | ScoreMark,
        firms: pl.DataFrame,
        origins: Mapping[tuple[str, int], pl.Series],
    ) -> Iterator[pl.DataFrame]:
        """One frame per year that the condition tests; outcome and gap stand in the first."""
        text = self.wording.text
        for lag in range(leaf.each if isinstance(leaf, Condition) else 1):
            number, words = self._value(leaf, lag, firms)
            reads = self._reads(leaf, lag)
            gap = f"{leaf.code}.gap"
            outcomes = {int(outcome): text(word) for outcome, word in OUTCOMES.items()}
            outcome = (
                pl.col(f"{leaf.code}.outcome")
                .cast(pl.Int64)
                .replace_strict(outcomes, default=None, return_dtype=pl.String)
            )
            yield firms.select(
                "firm_id",
                "name",
                "credit_code",
                pl.lit(text(leaf.label)).alias("condition"),
                number.alias("value"),
                words.alias("value_text"),
                pl.lit(leaf.unit).alias("unit"),
                pl.lit(self._years(reads)).alias("years"),
                self._settled_by(leaf, firms, self._source(reads, origins)).alias("source"),
                self._asked(leaf, firms).alias("asked"),
                (outcome if lag == 0 else pl.lit(None, dtype=pl.String)).alias("outcome"),
                (pl.col(gap).cast(pl.Float64) if lag == 0 and gap in firms.columns else NOTHING).alias("gap"),
                pl.lit(leaf.citation.article).alias("clause"),
                pl.lit(rule_set.source.number).alias("document"),
                pl.lit(rule_set.id).alias("rule_set"),
            )

    def _value(self, leaf: Condition | ScoreMark, lag: int, firms: pl.DataFrame) -> tuple[pl.Expr, pl.Expr]:
        """The value as a number or, where it is none, as a text."""
        if isinstance(leaf, ScoreMark):
            low, high = pl.col(f"{leaf.score}.low").round(9), pl.col(f"{leaf.score}.high").round(9)
            span = pl.format("{}–{}", low, high)
            return pl.when(low == high).then(low), pl.when(low != high).then(span)
        column = f"{leaf.code}.value@{lag}"
        if column not in firms.columns:
            return NOTHING, NO_TEXT
        kind, value = firms.schema[column], pl.col(column)
        if kind == pl.Boolean:
            yes, no = self.wording.text(YES), self.wording.text(NO)
            return NOTHING, pl.when(value).then(pl.lit(yes)).when(~value).then(pl.lit(no))
        if kind.is_numeric():
            return value.cast(pl.Float64), NO_TEXT
        return NOTHING, value.cast(pl.String)

    def _asked(self, leaf: Condition | ScoreMark, firms: pl.DataFrame) -> pl.Expr:
        """The threshold as a text; where it depends on the firm, the firm's own."""
        sign = leaf.comparator.symbol if leaf.comparator else ""
        scale, unit = (100.0, "%") if leaf.unit == "%" else (1.0, f" {leaf.unit}" if leaf.unit else "")
        own = f"{leaf.code}.threshold"
        if own in firms.columns and firms.schema[own].is_numeric():
            return pl.format(f"{sign} {{}}{unit}", (pl.col(own) * scale).round(6))
        match leaf.threshold:
            case bool() as flag:
                return pl.lit(self.wording.text(YES if flag else NO))
            case float() | int() as number:
                return pl.lit(f"{sign} {shown_number(number * scale)}{unit}")
            case str() as word:
                return pl.lit(word)
            case tuple() as several:
                return pl.lit("、".join(one if isinstance(one, str) else shown_number(one * scale) for one in several))
        return NO_TEXT

    def _reads(self, leaf: Condition | ScoreMark, lag: int) -> list[tuple[str, int]]:
        """Which stored values a condition rests on: code and calendar year, 0 for facts of the firm."""
        if isinstance(leaf, ScoreMark) or leaf.formula is None:
            return []
        known, year = self.catalogue.indicators, self.list.occasion.data_year
        found = dict.fromkeys(inputs(leaf.formula.tree, lag))
        return [
            (code, year - back if known[code].level is Level.ANNUAL else 0) for code, back in found if code in known
        ]

    def _years(self, reads: Sequence[tuple[str, int]]) -> str:
        years = sorted({year for _, year in reads if year}, reverse=True)
        return "、".join(map(str, years))

    def _origins(self, rule_set: RuleSet, firm_ids: list[int]) -> dict[tuple[str, int], pl.Series]:
        """For each value that the rule set reads, its source in words by firm, in the order of the firms."""
        wanted: dict[int, set[str]] = {}
        for leaf in rule_set.conditions():
            for lag in range(leaf.each if isinstance(leaf, Condition) else 1):
                for code, year in self._reads(leaf, lag):
                    wanted.setdefault(year, set()).add(code)
        found: dict[tuple[str, int], pl.Series] = {}
        statement = select(ORIGIN.c.firm_id, ORIGIN.c.year, ORIGIN.c.sources).where(ORIGIN.c.year.in_(list(wanted)))
        held = {
            (firm_id, year): json.loads(sources)
            for firm_id, year, sources in read_frame_where(
                self.session, statement, ORIGIN.c.firm_id, firm_ids
            ).iter_rows()
        }
        labels = self._labels()
        for year, codes in wanted.items():
            of_year: list[dict[str, str]] = [held.get((firm_id, year), {}) for firm_id in firm_ids]
            for code in codes:
                told = [labels.get(one.get(code) or one.get(ALL_OTHERS, "")) for one in of_year]
                found[code, year] = pl.Series(told, dtype=pl.String)
        return found

    def _labels(self) -> dict[str, str]:
        text, sources = self.wording.text, self.catalogue.sources
        plain = {code: text(source.label) for code, source in sources.items()}
        return plain | {f"{code}{VERIFIED}": f"{label}{text(VERIFIED_MARK)}" for code, label in plain.items()}

    def _settled_by(self, leaf: Condition | ScoreMark, firms: pl.DataFrame, source: pl.Expr) -> pl.Expr:
        """Whose word settled the condition: a person's, a presumption, else that of the figures."""
        decided, assumed = f"{leaf.code}.decided", f"{leaf.code}.assumed"
        if assumed in firms.columns:
            source = pl.when(pl.col(assumed)).then(pl.lit(self.wording.text(PRESUMED))).otherwise(source)
        if decided in firms.columns:
            by_person = pl.col(decided).is_not_null()
            source = pl.when(by_person).then(pl.lit(self.wording.text(DECIDED))).otherwise(source)
        return source

    def _source(self, reads: Sequence[tuple[str, int]], origins: Mapping[tuple[str, int], pl.Series]) -> pl.Expr:
        several = [pl.lit(origins[read]) for read in reads if read in origins]
        if not several:
            return NO_TEXT
        if len(several) == 1:
            return several[0]
        distinct = pl.concat_list(several).list.drop_nulls().list.unique(maintain_order=True).list.join("；")
        return pl.when(distinct != "").then(distinct)


NOTHING, NO_TEXT = pl.lit(None, dtype=pl.Float64), pl.lit(None, dtype=pl.String)
SCHEMA: dict[str, Any] = {
    "value": pl.Float64,
    "gap": pl.Float64,
    "value_text": pl.String,
    **dict.fromkeys(TEXTS, pl.String),
}
