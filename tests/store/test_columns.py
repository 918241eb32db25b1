"""Every shipped indicator has a place in the store, of the right type."""

from __future__ import annotations

from datetime import date

import pytest

from registry.catalogue.reader import load_catalogue
from registry.domain.indicators import Kind, Level
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord

FIRM_TYPES = {
    Kind.AMOUNT: float,
    Kind.NUMBER: float,
    Kind.RATIO: float,
    Kind.COUNT: int,
    Kind.YEAR: int,
    Kind.FLAG: bool,
    Kind.DATE: date,
}
ELSEWHERE = {"former_names", "division_name"}


@pytest.mark.parametrize("indicator", load_catalogue().indicators.values(), ids=lambda each: each.code)
def test_each_indicator_has_a_column_of_its_kind(indicator) -> None:
    if indicator.code in ELSEWHERE:
        return
    table = FirmRecord if indicator.level is Level.FIRM else YearlyFigures
    held_as = table.model_fields[indicator.code].annotation
    wanted = FIRM_TYPES.get(indicator.kind, str)
    if indicator.level is Level.ANNUAL and wanted is int:
        wanted = float
    assert held_as in (wanted, wanted | None)
