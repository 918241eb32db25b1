"""Eligibility cases in YAML, as a policy officer writes them: a base firm per file, and per case what is different about it.

`facts` are facts of the firm, `years` its yearly figures, `titles` its titles as [from, to] (null is open), `decisions` what a
person decided on a condition. A null in a case takes the base's fact away. The rest is what the case expects.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from registry.domain.errors import InvalidRule
from registry.domain.outcomes import Case
from registry.domain.texts import mark

FILE_KEYS = {"rule_set", "about", "base", "cases"}
BASE_KEYS = {"as_of", "data_year", "case", "facts", "years", "titles", "decisions"}
CASE_KEYS = BASE_KEYS | {"name", "source", "verdict", "class", "score", "conditions"}
EXPECTED_KEYS = {"outcome", "value", "gap", "threshold", "assumed", "low", "high", "used", "missing"}
NO_VERDICT = "none"

NOT_YAML = mark("不是正确的 YAML")
NOT_A_MAPPING = mark("这里应写若干“键: 值”")
NO_FAMILY = mark("缺少 rule_set、base 或 cases")
NO_NAME = mark("每个案例要有 name 和 verdict")
NO_DAY = mark("as_of 按 2026-06-30 的样子写")
NOT_A_SPAN = mark("称号写 [有效期起, 有效期止]，不限的一端写 null")
NOT_A_CASE = mark("case 写 new 或 review")


class UnusableCase(InvalidRule):
    """A file of cases, or a case in it, that is not in the agreed form."""

    template = mark("案例 {where}：{reason}")


class UnknownCaseKey(UnusableCase):
    """A key that cases do not have."""

    template = mark("案例 {where}：不认识「{key}」；可用的有：{known}")


class RepeatedCase(UnusableCase):
    """Two cases of one name, so that a result would not say which is meant."""

    template = mark("案例 {where}：名称用了两次")


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
        """The tier of the rule set."""
        return self.rule_set.split("/")[0]

    @property
    def conditions(self) -> Mapping[str, Mapping[str, Any]]:
        """What is expected of each condition; `code: met` is short for `code: {outcome: met}`."""
        given = self.expected.get("conditions") or {}
        return {code: want if isinstance(want, dict) else {"outcome": want} for code, want in given.items()}

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"


def read_cases(place: Path) -> Iterator[Example]:
    """Every case of a file, or of every file below a folder in the order of their names. Raises UnusableCase."""
    folder = place if place.is_dir() else place.parent
    names: set[str] = set()
    for path in sorted(place.rglob("*.yaml")) if place.is_dir() else [place]:
        for example in _of_file(path.read_text(encoding="utf-8"), str(path.relative_to(folder).with_suffix(""))):
            if str(example) in names:
                raise RepeatedCase(where=str(example))
            names.add(str(example))
            yield example


def cases_in(text: str, file: str) -> Iterator[Example]:
    """Every case of a text, which messages call by the name of its file. Raises UnusableCase."""
    return _of_file(text, file)


def _of_file(text: str, file: str) -> Iterator[Example]:
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise UnusableCase(where=file, reason=NOT_YAML) from None
    _only(document, FILE_KEYS, file)
    if not {"rule_set", "base", "cases"} <= set(document) or not isinstance(document["cases"], list):
        raise UnusableCase(where=file, reason=NO_FAMILY)
    _only(document["base"], BASE_KEYS, file)
    for entry in document["cases"]:
        name = entry.get("name") if isinstance(entry, dict) else None
        _only(entry, CASE_KEYS, f"{file}: {name}")
        if not name or "verdict" not in entry:
            raise UnusableCase(where=file, reason=NO_NAME)
        yield _example(entry, document, file)


def _only(entry: Any, allowed: Collection[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise UnusableCase(where=where, reason=NOT_A_MAPPING)
    for key in entry:
        if key not in allowed:
            raise UnknownCaseKey(where=where, key=key, known="、".join(sorted(allowed)))


def _example(entry: dict[str, Any], document: dict[str, Any], file: str) -> Example:
    base, where = document["base"], f"{file}: {entry['name']}"
    for part in ("facts", "years", "titles", "decisions", "conditions"):
        for given in (base, entry):
            if not isinstance(given.get(part) or {}, dict):
                raise UnusableCase(where=f"{where}: {part}", reason=NOT_A_MAPPING)
    for code, want in (entry.get("conditions") or {}).items():
        if isinstance(want, dict):
            _only(want, EXPECTED_KEYS, f"{where}: {code}")
    as_of = entry.get("as_of", base.get("as_of"))
    if not isinstance(as_of, date):
        raise UnusableCase(where=where, reason=NO_DAY)
    return Example(
        name=entry["name"],
        file=file,
        rule_set=str(document["rule_set"]),
        as_of=as_of,
        data_year=entry.get("data_year", base.get("data_year", as_of.year - 1)),
        case=_case(entry.get("case", base.get("case", "new")), where),
        facts=_over(base.get("facts"), entry.get("facts")),
        years=_years(base.get("years") or {}, entry.get("years") or {}, where),
        titles=_titles(base, entry, where),
        decisions=_over(base.get("decisions"), entry.get("decisions")),
        expected={key: entry[key] for key in ("verdict", "class", "score", "conditions") if key in entry},
    )


def _years(base: Mapping[Any, Any], own: Mapping[Any, Any], where: str) -> dict[int, dict[str, Any]]:
    for year, figures in (*base.items(), *own.items()):
        if not isinstance(year, int) or not isinstance(figures or {}, dict):
            raise UnusableCase(where=f"{where}: years", reason=NOT_A_MAPPING)
    return {year: _over(base.get(year), own.get(year)) for year in {**base, **own}}


def _titles(
    base: Mapping[str, Any], entry: Mapping[str, Any], where: str
) -> dict[str, tuple[date | None, date | None]]:
    titles = _over(base.get("titles"), entry.get("titles"))
    for tier, span in titles.items():
        if not isinstance(span, list) or len(span) != 2 or not all(isinstance(day, date | None) for day in span):
            raise UnusableCase(where=f"{where}: {tier}", reason=NOT_A_SPAN)
    return titles


def _case(word: Any, where: str) -> Case:
    try:
        return Case(word)
    except ValueError:
        raise UnusableCase(where=where, reason=NOT_A_CASE) from None


def _over(base: Mapping[str, Any] | None, own: Mapping[str, Any] | None) -> dict[str, Any]:
    merged = {**(base or {}), **(own or {})}
    return {key: value for key, value in merged.items() if value is not None}
