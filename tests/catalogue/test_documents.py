"""What docs/rules.md teaches is what the reader accepts."""

from __future__ import annotations

import re
from pathlib import Path

from registry.catalogue.condition_entries import CONDITION_KEYS
from registry.catalogue.reader import SHIPPED, load_catalogue, names_of
from registry.catalogue.ruleset_files import read_rule_sets
from registry.catalogue.score_entries import PART_KEYS
from registry.catalogue.strict import read_yaml
from registry.domain.facts import DERIVED
from registry.domain.functions import FUNCTIONS

TEXT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)


def test_the_worked_example_and_the_change_are_read() -> None:
    catalogue = load_catalogue()
    base = (SHIPPED / "rulesets" / "srdi_sme" / "CN-2026-04-01.yaml").read_text(encoding="utf-8")
    documents = [(read_yaml(text, "rules.md"), text) for text in (base, *EXAMPLES)]
    whole, change = read_rule_sets(documents, names_of(catalogue.indicators, catalogue.ladder))[1:]
    assert whole.id == "gazelle/420111/2026-07-01"
    assert len(whole.conditions()) == 9
    assert change.id == "srdi_sme/42/2026-07-01"
    assert [leaf.code for leaf in change.conditions()][-2:] == ["srdi_score", "has_innovative_first"]


def test_every_key_function_and_derived_fact_is_explained() -> None:
    words = set(re.findall(r"[a-z][a-z0-9_]+", TEXT))
    assert set(CONDITION_KEYS) - words == set()
    assert set(PART_KEYS) - words == set()
    assert set(FUNCTIONS) - words == set()
    assert set(DERIVED) - words == set()
