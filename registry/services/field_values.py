"""Form fields to typed values, with the very checks that an import makes; every fault is collected, never the first only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from importers.cells import CellFault, parse_cell
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Indicator, Indicators


class FieldFaults(InvalidInput):
    """Fields that cannot be taken: `faults` maps the indicator's code to its CellFault. The sentence tells of the first."""

    def __init__(self, indicators: Indicators, faults: Mapping[str, CellFault]) -> None:
        code, fault = next(iter(faults.items()))
        super().__init__(field=indicators[code].label.zh, reason=fault.sentence())
        self.faults = dict(faults)


def read_fields(
    indicators: Indicators, allowed: Iterable[Indicator], values: Mapping[str, str | None], today: date
) -> dict[str, Any]:
    """Typed values of the allowed indicators that were sent; blank is None and erases. Raises FieldFaults."""
    typed: dict[str, Any] = {}
    faults: dict[str, CellFault] = {}
    for indicator in allowed:
        if indicator.code not in values:
            continue
        value = parse_cell(values[indicator.code], indicator, indicator.unit or None, today)
        if isinstance(value, CellFault):
            faults[indicator.code] = value
        else:
            typed[indicator.code] = value
    if faults:
        raise FieldFaults(indicators, faults)
    return typed
