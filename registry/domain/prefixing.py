"""Rule sets side by side in one frame: each with its codes under a prefix of its own."""

from __future__ import annotations

from dataclasses import replace

from registry.domain.rulesets import Group, Node, RuleSet, ScoreMark


def prefixed(rule_set: RuleSet, prefix: str) -> RuleSet:
    """The rule set with its codes under a prefix, so that its columns meet no others."""
    if not prefix:
        return rule_set
    scores = tuple(replace(part, code=prefix + part.code) for part in rule_set.scores)
    return replace(rule_set, requires=_prefixed(rule_set.requires, prefix), scores=scores)


def _prefixed(group: Group, prefix: str) -> Group:
    return replace(
        group, code=prefix + group.code, members=tuple(_prefixed_node(member, prefix) for member in group.members)
    )


def _prefixed_node(node: Node, prefix: str) -> Node:
    if isinstance(node, Group):
        return _prefixed(node, prefix)
    if isinstance(node, ScoreMark):
        return replace(node, code=prefix + node.code, score=prefix + node.score)
    return replace(node, code=prefix + node.code)
