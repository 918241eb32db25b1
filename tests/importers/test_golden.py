"""Every golden file against its expected reading, kept as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from registry.catalogue.reader import Catalogue
from tests.importers.golden import GOLDEN
from tests.importers.golden.telling import outcome

EXPECTED = Path(__file__).with_name("expected")


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_file_reads_as_expected(name: str, catalogue: Catalogue) -> None:
    expected = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))

    assert outcome(GOLDEN[name], catalogue) == expected


def test_every_expected_reading_belongs_to_a_golden_file() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == GOLDEN.keys()
