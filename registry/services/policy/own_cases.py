"""The cases of a draft: where they come from, and how several files of them stand in one text."""

from __future__ import annotations

from pathlib import Path

import registry

CHECKOUT = Path(registry.__file__).parents[1] / "tests" / "cases"
SEPARATOR = "\n---\n"


def shipped_cases(rule_set_id: str) -> str:
    """The cases of a shipped version, where this is a checkout that has them; else an empty text."""
    files = sorted(CHECKOUT.glob(f"{rule_set_id.split('/')[0]}/*.yaml")) if CHECKOUT.is_dir() else []
    texts = [file.read_text(encoding="utf-8") for file in files]
    return SEPARATOR.join(text for text in texts if f"\nrule_set: {rule_set_id}\n" in f"\n{text}")
