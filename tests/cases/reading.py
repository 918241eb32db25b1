"""Eligibility cases from YAML: a base firm per file, and per case what is different about it.

`facts` are facts of the firm, `years` its yearly figures, `titles` its titles as [from, to] (null is open), `decisions` what a
person decided on a condition. A null in a case takes the base's fact away. The rest is what the case expects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from registry.catalogue.reader import load_catalogue
from registry.domain.explaining import explain_ladder
from registry.domain.explanation import Explanation
from registry.domain.facts import at
from registry.domain.indicators import Kind, Level
from registry.domain.outcomes import Case

FOLDER = Path(__file__).parent
FILE_KEYS = {"rule_set", "about", "base", "cases"}
BASE_KEYS = {"as_of", "data_year", "case", "facts", "years", "titles", "decisions"}
CASE_KEYS = BASE_KEYS | {"name", "source", "verdict", "class", "score", "conditions"}
EXPECTED_KEYS = {"outcome", "value", "gap", "threshold", "assumed", "low", "high", "used", "missing"}
NO_VERDICT = "none"
DTYPES = {Kind.FLAG: pl.Boolean, Kind.DATE: pl.Date, Kind.TEXT: pl.String, Kind.CHOICE: pl.String}


@dataclass(frozen=True)
class Example:
    """One case, with the base already filled in."""

    name: str
    file: str
    rule_set: str
    as_of: date
    data_year: int
    case: Case
    facts: Mapping[str, Any]
    years: Mapping[int, Mapping[str, Any]]
    titles: Mapping[str, tuple[date | None, date | None]]
    decisions: Mapping[str, bool]
    expected: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tier(self) -> str:
        return self.rule_set.split("/")[0]

    @property
    def conditions(self) -> Mapping[str, Mapping[str, Any]]:
        """What is expected of each condition; `code: met` is short for `code: {outcome: met}`."""
        given = self.expected.get("conditions") or {}
        return {code: want if isinstance(want, dict) else {"outcome": want} for code, want in given.items()}

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"


def read_examples() -> Iterator[Example]:
    """Every case of every file, in the order of the files."""
    for path in sorted(FOLDER.rglob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        _only(document, FILE_KEYS, path.name)
        _only(document["base"], BASE_KEYS, path.name)
        for entry in document["cases"]:
            _only(entry, CASE_KEYS, f"{path.name}: {entry.get('name')}")
            yield _example(entry, document, str(path.relative_to(FOLDER).with_suffix("")))


def _only(entry: Mapping[str, Any], allowed: set[str], where: str) -> None:
    if unknown := set(entry) - allowed:
        raise ValueError(f"{where}: unknown keys {sorted(unknown)}")


def _example(entry: dict[str, Any], document: dict[str, Any], file: str) -> Example:
    base = document["base"]
    for code, want in (entry.get("conditions") or {}).items():
        if isinstance(want, dict):
            _only(want, EXPECTED_KEYS, f"{file}: {entry['name']}: {code}")
    years = {
        year: _over(base.get("years", {}).get(year), entry.get("years", {}).get(year))
        for year in {**base.get("years", {}), **entry.get("years", {})}
    }
    as_of = entry.get("as_of", base["as_of"])
    return Example(
        name=entry["name"],
        file=file,
        rule_set=document["rule_set"],
        as_of=as_of,
        data_year=entry.get("data_year", base.get("data_year", as_of.year - 1)),
        case=Case(entry.get("case", base.get("case", "new"))),
        facts=_over(base.get("facts"), entry.get("facts")),
        years=years,
        titles=_over(base.get("titles"), entry.get("titles")),
        decisions=_over(base.get("decisions"), entry.get("decisions")),
        expected={key: entry[key] for key in ("verdict", "class", "score", "conditions") if key in entry},
    )


def _over(base: Mapping[str, Any] | None, own: Mapping[str, Any] | None) -> dict[str, Any]:
    merged = {**(base or {}), **(own or {})}
    return {key: value for key, value in merged.items() if value is not None}


def facts_of(example: Example) -> dict[str, Any]:
    """One row of the facts frame; what is not said is not there."""
    row: dict[str, Any] = dict(example.facts)
    for year, figures in example.years.items():
        row |= {at(code, example.data_year - year): value for code, value in figures.items()}
    for tier, (start, end) in example.titles.items():
        row[f"title:{tier}"] = (start is None or start <= example.as_of) and (end is None or end >= example.as_of)
    for code, met in example.decisions.items():
        row[f"decision:{example.tier}:{example.rule_set}:{code}"] = met
    return row


def facts_frame(examples: list[Example]) -> pl.DataFrame:
    """A facts frame with a row per case, typed as the store's own."""
    rows = [facts_of(example) for example in examples]
    names = sorted({name for row in rows for name in row})
    columns = {name: pl.Series(name, [row.get(name) for row in rows], dtype=_dtype(name)) for name in names}
    return pl.DataFrame({"firm_id": list(range(len(rows)))} | columns)


def _dtype(name: str) -> Any:
    if name.startswith(("title:", "decision:")):
        return pl.Boolean
    if name == "zone":
        return pl.String
    indicator = load_catalogue().indicators[name.partition("@")[0]]
    if indicator.level is Level.ANNUAL and "@" not in name:
        raise ValueError(f"{name} is a yearly figure: write it under years")
    if indicator.kind in (Kind.COUNT, Kind.YEAR) and indicator.level is Level.FIRM:
        return pl.Int64
    return DTYPES.get(indicator.kind, pl.Float64)


@lru_cache(maxsize=1)
def explained() -> Mapping[str, Explanation]:
    """The explanation of every case by its name: cases of one file, day and data year are evaluated together.

    A case that expects no verdict (`verdict: none`) stands alone, and has no explanation where no rule set applies to its firm.
    """
    groups: dict[tuple[Any, ...], list[Example]] = {}
    for example in read_examples():
        place = (example.facts.get("division_code"), example.facts.get("zone"))  # decides which rule set applies
        alone = str(example) if example.expected["verdict"] == NO_VERDICT else None
        key = (example.rule_set, example.as_of, example.data_year, example.case, place, alone)
        groups.setdefault(key, []).append(example)
    answers = {}
    for (_, as_of, data_year, case, _, alone), examples in groups.items():
        told = explain_ladder(
            load_catalogue(),
            facts_frame(examples),
            as_of=as_of,
            data_year=data_year,
            case=case,
            tiers=[examples[0].tier],
        )
        answers |= {str(example): explanation for example, explanation in zip(examples, told, strict=not alone)}
    return answers
