"""Rule sets from their files: one whole version a file, or the changes to another version that a notice makes (see `overlays`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from registry.catalogue.canonical import entry_of, hash_of, written
from registry.catalogue.condition_entries import Names, read_group
from registry.catalogue.overlays import HEAD_KEYS, completed, is_overlay
from registry.catalogue.score_entries import read_part
from registry.catalogue.strict import Entry
from registry.domain.effective import Period, first_overlap
from registry.domain.errors import CatalogueError
from registry.domain.outcomes import Case
from registry.domain.rulesets import Part, RuleSet, ScoreMark, Source
from registry.domain.scoring import below

WHOLE_KEYS = (*HEAD_KEYS, "scores", "requires")
_JURISDICTION = re.compile(r"CN|\d{2}|\d{4}|\d{6}|zone:[a-z][a-z0-9_]*")


def read_rule_sets(documents: Sequence[tuple[Entry, str]], names: Names) -> tuple[RuleSet, ...]:
    """All rule sets of the catalogue, checked one by one and against each other."""
    whole = {rule_set_id(entry): entry for entry, _ in documents if not is_overlay(entry)}
    if len(whole) + sum(is_overlay(entry) for entry, _ in documents) != len(documents):
        repeated = Counter(rule_set_id(entry) for entry, _ in documents).most_common(1)[0][0]
        raise documents[0][0].fault(f"认定标准「{repeated}」有两个文件")
    found = []
    for entry, text in documents:
        complete = completed(entry, whole) if is_overlay(entry) else entry
        found.append(read_whole(complete, text, names, str(entry.get("extends") or "")))
    _no_overlap(found, documents)
    return tuple(found)


def read_document(document: str, names: Names, *, text: str = "", end: date | None = None) -> RuleSet:
    """The very rule set that a stored document came from, whatever the catalogue holds now. Raises CatalogueError."""
    entry = entry_of(document)
    entry.entry("effective")["to"] = end
    return _rule_set(entry, text, names)


def read_whole(entry: Entry, text: str, names: Names, extends: str = "") -> RuleSet:
    """One whole version from its entry, checked by itself; `extends` is what an overlay was completed with. Raises
    CatalogueError."""
    return replace(_rule_set(entry, text, names), extends=extends)


def read_head(entry: Entry, names: Names) -> Iterator[CatalogueError]:
    """Every fault of the head: keys, tier, jurisdiction, cases, days, source, and what must be there besides."""
    readers: tuple[Callable[[], object], ...] = (
        lambda: entry.only(WHOLE_KEYS),
        lambda: _known_tier(entry, names),
        lambda: _jurisdiction(entry),
        lambda: _cases(entry),
        lambda: _period(entry.entry("effective")),
        lambda: _source(entry.entry("source")),
        lambda: entry.texts("notes"),
        lambda: entry.entry("requires"),
    )
    for read in readers:
        try:
            read()
        except CatalogueError as fault:
            yield fault


def rule_set_id(entry: Entry) -> str:
    """Tier, jurisdiction and first day; a set for reviews alone says so.

    Stable and readable, so that a list of last year still points at its rule.
    """
    start = entry.entry("effective").need("from")
    cases = _cases(entry)
    ending = "/review" if cases == (Case.REVIEW,) else ""
    return f"{entry.need('tier')}/{entry.need('jurisdiction')}/{start}{ending}"


def _rule_set(entry: Entry, text: str, names: Names) -> RuleSet:
    entry.only(WHOLE_KEYS)
    tier = _known_tier(entry, names)
    requires = entry.entry("requires")
    requires.setdefault("code", "requires")
    document = written(entry)
    rule_set = RuleSet(
        id=rule_set_id(entry),
        tier=tier,
        jurisdiction=_jurisdiction(entry),
        cases=_cases(entry),
        effective=_period(entry.entry("effective")),
        source=_source(entry.entry("source")),
        requires=read_group(requires, names),
        scores=tuple(read_part(part, names) for part in entry.entries("scores")),
        notes=entry.texts("notes"),
        hash=hash_of(document),
        text=text,
        document=document,
    )
    _consistent(rule_set, entry)
    return rule_set


def _known_tier(entry: Entry, names: Names) -> str:
    tier = str(entry.need("tier"))
    if tier not in names.vocabulary.tiers:
        raise entry.fault(f"层级「{tier}」不在梯度中", "tier")
    return tier


def _consistent(rule_set: RuleSet, entry: Entry) -> None:
    codes = Counter(node.code for node in rule_set.nodes())
    repeated = [code for code, count in codes.items() if count > 1]
    if repeated:
        raise entry.fault(f"条件代码「{repeated[0]}」用了两次", "requires")
    for part in rule_set.scores:
        _distinct(part, entry)
    paths = {path for part in rule_set.scores for path in _paths(part)}
    for node in rule_set.nodes():
        if isinstance(node, ScoreMark) and node.score not in paths:
            raise entry.fault(f"条件「{node.code}」所指的得分「{node.score}」不存在", "requires")


def _distinct(part: Part, entry: Entry) -> None:
    """Parts that stand side by side have codes of their own."""
    parts = tuple(below(part))
    if len({item.code for item in parts}) < len(parts):
        raise entry.fault(f"得分「{part.code}」之下有两项代码相同", "scores")
    for item in parts:
        _distinct(item, entry)


def _paths(part: Part, above: str = "") -> list[str]:
    path = f"{above}.{part.code}" if above else part.code
    return [path, *(deeper for below in (*part.parts, *part.best_of) for deeper in _paths(below, path))]


def _cases(entry: Entry) -> tuple[Case, ...]:
    try:
        return tuple(Case(word) for word in entry.texts("cases")) or (Case.NEW, Case.REVIEW)
    except ValueError:
        raise entry.fault("「cases」里写 new、review", "cases") from None


def _jurisdiction(entry: Entry) -> str:
    jurisdiction = str(entry.need("jurisdiction"))
    if not _JURISDICTION.fullmatch(jurisdiction):
        raise entry.fault("「jurisdiction」写 CN、2、4 或 6 位行政区划代码，或 zone: 加园区代码", "jurisdiction")
    return jurisdiction


def _period(entry: Entry) -> Period:
    entry.only(("from", "to"))
    start, end = entry.need("from"), entry.get("to")
    if not isinstance(start, date) or not (end is None or isinstance(end, date)) or (end is not None and end < start):
        raise entry.fault("生效日期按 2026-04-01 的样子写，且「to」不早于「from」", "from")
    return Period(start, end)


def _source(entry: Entry) -> Source:
    entry.only(("number", "title", "issuer", "checked_on", "url"))
    checked_on = entry.need("checked_on")
    if not isinstance(checked_on, date):
        raise entry.fault("「checked_on」按 2026-11-21 的样子写", "checked_on")
    return Source(
        str(entry.need("number")),
        str(entry.need("title")),
        str(entry.need("issuer")),
        checked_on,
        str(entry.get("url") or ""),
    )


def _no_overlap(rule_sets: Sequence[RuleSet], documents: Sequence[tuple[Entry, str]]) -> None:
    """Two versions of one tier, jurisdiction and case may not be in force on the same day."""
    for case in Case:
        groups: dict[tuple[str, str], list[int]] = {}
        for index, rule_set in enumerate(rule_sets):
            if case in rule_set.cases:
                groups.setdefault((rule_set.tier, rule_set.jurisdiction), []).append(index)
        for indexes in groups.values():
            overlap = first_overlap([rule_sets[index].effective for index in indexes])
            if overlap:
                one, other = (indexes[position] for position in overlap)
                entry = documents[other][0]
                raise entry.fault(f"与「{rule_sets[one].id}」的生效日期重叠", "effective")
