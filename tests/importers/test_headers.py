"""Column heads as people write them, as a table; | parts the rows of a header, \\n is a line break in a cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.headers import read_head
from importers.vocabulary import Vocabulary
from registry.catalogue.reader import load_catalogue

LINES = Path(__file__).with_name("headers.csv").read_text(encoding="utf-8").splitlines()[1:]
TABLE = [line.split(";") for line in LINES if not line.startswith("# ")]
VOCABULARY = Vocabulary(load_catalogue().indicators)


@pytest.mark.parametrize(("head", "indicator", "unit", "year", "offset"), TABLE)
def test_head_is_taken_apart_as_the_table_says(head: str, indicator: str, unit: str, year: str, offset: str) -> None:
    found = read_head(tuple(head.replace("\\n", "\n").split("|")))
    meaning = VOCABULARY.meaning(found)

    assert (meaning.code if meaning else None) == (indicator or None)
    if indicator:
        assert (found.unit.name if found.unit else "", str(found.year or ""), str(found.offset or "")) == (
            unit,
            year,
            offset,
        )


@pytest.mark.parametrize("indicator", load_catalogue().indicators.values(), ids=lambda indicator: indicator.code)
def test_every_name_and_synonym_of_the_catalogue_means_its_indicator(indicator: object) -> None:
    from registry.domain.indicators import Indicator

    assert isinstance(indicator, Indicator)
    for word in (indicator.label.zh, *indicator.synonyms):
        meaning = VOCABULARY.meaning(read_head((f"{word}（{indicator.unit}）" if indicator.unit else word,)))
        assert meaning is not None
        assert meaning.code == indicator.code, word
