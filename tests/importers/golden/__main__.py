"""Writes what every golden file reads as now."""

import json
from pathlib import Path

from registry.catalogue.reader import load_catalogue
from tests.importers.golden import GOLDEN
from tests.importers.golden.telling import outcome

EXPECTED = Path(__file__).parents[1] / "expected"
catalogue = load_catalogue()
for name, golden in GOLDEN.items():
    text = json.dumps(outcome(golden, catalogue), ensure_ascii=False, indent=1)
    (EXPECTED / f"{name}.json").write_text(text + "\n", encoding="utf-8")
for path in EXPECTED.glob("*.json"):
    if path.stem not in GOLDEN:
        path.unlink()
