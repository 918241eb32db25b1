"""A rule set, or a change of one, as data for scripts and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from registry.catalogue.reader import Catalogue
from registry.domain.differences import Change, ChangeKind
from registry.domain.rulesets import BandedThreshold, Condition, Group, Node, Part, RuleSet, ScoreMark, Threshold
from registry.domain.scoring import below
from registry.domain.texts import mark
from registry.domain.tiers import Tier
from registry.domain.writing import summary, written
from registry.services.wording import Wording

UNRATED = mark("没有公布数字，不设标准：{tier}")
BY_PERSON = mark("由人判断")
CHANGED = mark("改")
ADDED = mark("增")
REMOVED = mark("删")
KINDS = {ChangeKind.CHANGED: CHANGED, ChangeKind.ADDED: ADDED, ChangeKind.REMOVED: REMOVED}


def listed(catalogue: Catalogue) -> Iterator[str]:
    """A line per rule set, tiers in ladder order."""
    rung = {tier: place for place, tier in enumerate(catalogue.ladder)}
    for rule_set in sorted(catalogue.rule_sets, key=lambda each: (rung[each.tier], each.id)):
        cases = "+".join(case.value for case in rule_set.cases)
        days = f"{rule_set.effective.start} – {rule_set.effective.end or '…'!s:10}"
        source = rule_set.source
        yield f"{rule_set.id:42} {cases:10}  {days}  {source.checked_on}  {rule_set.hash[:12]}  {source.number}"


def unrated(catalogue: Catalogue) -> Iterator[Tier]:
    """The tiers without a rule set."""
    rated = {rule_set.tier for rule_set in catalogue.rule_sets}
    return (tier for code, tier in catalogue.ladder.items() if code not in rated)


def unrated_line(tier: Tier, wording: Wording) -> str:
    """A tier without a rule set says so."""
    return f"{tier.code:42} {wording.say(UNRATED, tier=tier.label)}"


def unrated_data(tier: Tier, wording: Wording) -> dict[str, Any]:
    """A tier without a rule set for scripts: no id, no numbers."""
    note = wording.text(tier.note) if tier.note is not None else None
    return {"id": None, "tier": tier.code, "has_numbers": False, "note": note}


def rule_set_data(rule_set: RuleSet, wording: Wording, *, whole: bool = True) -> dict[str, Any]:
    """A rule set for scripts; `whole` adds its groups, conditions and scores in place of their number."""
    end, source = rule_set.effective.end, rule_set.source
    head = {
        "id": rule_set.id,
        "tier": rule_set.tier,
        "jurisdiction": rule_set.jurisdiction,
        "cases": [case.value for case in rule_set.cases],
        "effective_from": rule_set.effective.start.isoformat(),
        "effective_to": end.isoformat() if end is not None else None,
        "document": source.number,
        "title": source.title,
        "issuer": source.issuer,
        "checked_on": source.checked_on.isoformat(),
        "hash": rule_set.hash,
        "has_numbers": True,
    }
    if not whole:
        return head | {"conditions": len(rule_set.conditions())}
    return head | {
        "notes": list(rule_set.notes),
        "requires": _node(rule_set.requires, wording),
        "scores": [_part(part, wording) for part in rule_set.scores],
    }


def _node(node: Node, wording: Wording) -> dict[str, Any]:
    data: dict[str, Any] = {"code": node.code, "label": wording.text(node.label)}
    if isinstance(node, Group):
        return data | {node.mode: [_node(member, wording) for member in node.members]}
    cited = node.citation
    data |= {
        "formula": node.score if isinstance(node, ScoreMark) else node.formula.text if node.formula else None,
        "comparator": node.comparator.value if node.comparator else None,
        "threshold": _threshold(node.threshold),
        "unit": node.unit,
        "article": cited.article,
        "confidence": cited.confidence,
        "note": cited.note,
        "veto": node.veto,
    }
    return data | _handling(node, wording) if isinstance(node, Condition) else data


def _threshold(threshold: Threshold | None) -> Any:
    """A number, a list (two ends, or texts), or `by` with its bands; fractions for %."""
    if isinstance(threshold, BandedThreshold):
        return {
            "by": threshold.by.text,
            "bands": [{"up_to": each.up_to, "value": each.value} for each in threshold.bands],
        }
    return list(threshold) if isinstance(threshold, tuple) else threshold


def _handling(condition: Condition, wording: Wording) -> dict[str, Any]:
    return {
        "missing": condition.missing.value,
        "each": condition.each,
        "unmet_means": "manual" if condition.unmet_means_manual else "unmet",
        "cases": [case.value for case in condition.cases],
        "industries": list(condition.industries),
        "guidance": wording.text(condition.guidance) if condition.guidance else None,
    }


def _part(part: Part, wording: Wording) -> dict[str, Any]:
    return {
        "code": part.code,
        "label": wording.text(part.label),
        "earns": summary(part),
        "article": part.citation.article if part.citation else None,
        "parts": [_part(lower, wording) for lower in below(part)],
    }


def outline(rule_set: RuleSet, wording: Wording) -> Iterator[str]:
    """A rule set for people: head, notes, conditions, scores."""
    source, end = rule_set.source, rule_set.effective.end or "…"
    yield f"{rule_set.id}  {rule_set.effective.start} – {end}  {rule_set.hash[:12]}"
    yield f"{source.number}  {source.title}  {source.issuer}  ({source.checked_on})"
    yield from (f"  * {note}" for note in rule_set.notes)
    for member in rule_set.requires.members:
        yield from _lines(member, wording, 1)
    for part in rule_set.scores:
        yield ""
        yield from _score_lines(part, wording, 0)


def _lines(node: Node, wording: Wording, depth: int) -> Iterator[str]:
    indent, label = "  " * depth, wording.text(node.label)
    if isinstance(node, Group):
        yield f"{indent}{node.code}  {label}  [{node.mode}]"
        for member in node.members:
            yield from _lines(member, wording, depth + 1)
        return
    test = summary(node) or wording.say(BY_PERSON)
    flags = [f"missing: {node.missing.value}"] if isinstance(node, Condition) and node.formula is not None else []
    flags += ["veto"] if node.veto else []
    cited = written(node.citation)
    yield f"{indent}{node.code}  {label}  {test}  {' '.join(f'[{flag}]' for flag in flags)}  {cited}"


def _score_lines(part: Part, wording: Wording, depth: int) -> Iterator[str]:
    yield f"{'  ' * (depth + 1)}{part.code}  {wording.text(part.label)}  {summary(part)}"
    for lower in below(part):
        yield from _score_lines(lower, wording, depth + 1)


def change_data(change: Change, wording: Wording) -> dict[str, Any]:
    """A change for scripts; weight 0 decides, 1 handles, 2 is wording."""
    return {
        "change": change.kind.value,
        "code": change.code,
        "label": wording.text(change.label),
        "field": change.field or None,
        "before": change.before or None,
        "after": change.after or None,
        "weight": change.weight,
    }


def change_line(change: Change, wording: Wording) -> str:
    """A change for people: sign, code, label, then the field with both values."""
    said = " → ".join(text for text in (change.before, change.after) if text)
    if change.kind is ChangeKind.CHANGED:
        said = f"{change.field}: {change.before or '–'} → {change.after or '–'}"
    return f"{wording.say(KINDS[change.kind])}  {change.code}  {wording.text(change.label)}  {said}".rstrip()
