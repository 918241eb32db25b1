"""Comparators: each owns its symbol, its test, its gap and its margin, so a new one is added here and nowhere else."""

from __future__ import annotations

from enum import StrEnum

from registry.domain.expressions import Expression, when


class Comparator(StrEnum):
    """How a value is held against a threshold."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    IS = "is"
    ONE_OF = "one_of"

    @property
    def symbol(self) -> str:
        """The sign shown between value and threshold."""
        return SYMBOLS[self.value]

    @property
    def is_numeric(self) -> bool:
        """True where a distance to the threshold exists."""
        return self not in (Comparator.IS, Comparator.ONE_OF)

    @property
    def wants_less(self) -> bool:
        """True where the value has to stay below the threshold, so that failing means too much, not too little."""
        return self in (Comparator.AT_MOST, Comparator.LESS_THAN)

    def met(self, value: Expression, threshold: Expression, upper: Expression | None = None) -> Expression:
        """Whether the value passes; null where value or threshold is null. `upper` is the upper end of `between`."""
        match self:
            case Comparator.AT_LEAST:
                return value >= threshold
            case Comparator.MORE_THAN:
                return value > threshold
            case Comparator.AT_MOST:
                return value <= threshold
            case Comparator.LESS_THAN:
                return value < threshold
            case Comparator.BETWEEN:
                assert upper is not None
                return (value >= threshold) & (value <= upper)
        raise AssertionError(f"{self} has no numeric test")

    def gap(self, value: Expression, threshold: Expression, upper: Expression | None = None) -> Expression:
        """Signed distance in the value's unit, positive on the passing side; null where either is null."""
        match self:
            case Comparator.AT_LEAST | Comparator.MORE_THAN:
                return value - threshold
            case Comparator.AT_MOST | Comparator.LESS_THAN:
                return threshold - value
            case Comparator.BETWEEN:
                assert upper is not None
                below, above = value - threshold, upper - value
                return when(below < above).then(below).otherwise(above)
        raise AssertionError(f"{self} has no gap")


SYMBOLS = {
    "at_least": "≥",
    "more_than": ">",
    "at_most": "≤",
    "less_than": "<",
    "between": "∈",
    "is": "=",
    "one_of": "∈",
}
