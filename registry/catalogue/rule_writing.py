"""A rule set as the YAML that people write: keys in the usual order, small mappings on one line.

The reader gives it back unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from registry.catalogue.canonical import entry_of
from registry.domain.rulesets import RuleSet

KEY_ORDER = (
    "extends",
    "after",
    "before",
    "into",
    "tier",
    "jurisdiction",
    "cases",
    "effective",
    "source",
    "notes",
    "scores",
    "code",
    "label",
    "value",
    "score",
    "manual",
    "by",
    "is",
    "one_of",
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "between",
    "bands",
    "steps",
    "earns",
    "otherwise",
    "person",
    "cap",
    "parts",
    "best_of",
    "each",
    "missing",
    "veto",
    "unmet_means",
    "margin",
    "industries",
    "article",
    "confidence",
    "note",
    "guidance",
    "all",
    "any",
    "number",
    "title",
    "issuer",
    "checked_on",
    "url",
    "from",
    "to",
    "zh",
    "en",
    "requires",
    "remove",
    "replace",
    "add",
)
_PLACES = {key: place for place, key in enumerate(KEY_ORDER)}
_ON_ONE_LINE = frozenset({"label", "guidance", "effective"})


class _Inline(dict[str, Any]):
    """A mapping that is written on one line."""


class _Row(list[Any]):
    """A list that is written on one line."""


class _Writer(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """What occurs twice is written twice: nobody reads anchors."""
        return True


_Writer.add_representer(
    _Inline, lambda writer, data: writer.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)
)
_Writer.add_representer(
    _Row, lambda writer, data: writer.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
)


def rule_text(document: Mapping[str, Any]) -> str:
    """The YAML of a rule set's mapping."""
    requires = document.get("requires")
    if isinstance(requires, Mapping) and requires.get("code") == "requires":  # the reader gives it this code by itself
        document = {**document, "requires": {key: value for key, value in requires.items() if key != "code"}}
    return str(yaml.dump(_ordered(document), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=110))


def document_of(rule_set: RuleSet) -> dict[str, Any]:
    """All that a rule set says as a plain mapping, its last day included and an overlay's base too."""
    document = plain(entry_of(rule_set.document))
    if rule_set.effective.end is not None:
        document["effective"]["to"] = rule_set.effective.end
    return document


def plain(value: Any) -> Any:
    """Mappings and lists without the lines they were read from."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def _ordered(value: Any, key: str = "") -> Any:
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda each: _PLACES.get(each, len(_PLACES)))
        return (_Inline if key in _ON_ONE_LINE else dict)({each: _ordered(value[each], each) for each in keys})
    if isinstance(value, list):
        is_row = all(isinstance(item, str | int | float | bool | date) for item in value) and key != "notes"
        return (_Row if is_row else list)([_ordered(item) for item in value])
    return value
