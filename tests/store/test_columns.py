"""Every shipped indicator has a place in the store, of the right type."""

from __future__ import annotations

import pytest
from registry.catalogue.reader import load_catalogue
from sqlalchemy import Boolean, Date, Float, Integer, String

from registry.domain.indicators import Kind, Level
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord

FIRM_TYPES = {
    Kind.AMOUNT: Float,
    Kind.NUMBER: Float,
    Kind.RATIO: Float,
    Kind.COUNT: Integer,
    Kind.YEAR: Integer,
    Kind.FLAG: Boolean,
    Kind.DATE: Date,
}
ELSEWHERE = {"former_names", "division_name"}


@pytest.mark.parametrize("indicator", load_catalogue().indicators.values(), ids=lambda each: each.code)
def test_each_indicator_has_a_column_of_its_kind(indicator) -> None:
    if indicator.code in ELSEWHERE:
        return
    table = FirmRecord if indicator.level is Level.FIRM else YearlyFigures
    column = table.__table__.c[indicator.code]
    wanted = FIRM_TYPES.get(indicator.kind, String)
    if indicator.level is Level.ANNUAL and wanted is Integer:
        wanted = Float
    assert isinstance(column.type, wanted)
