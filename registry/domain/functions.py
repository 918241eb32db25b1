"""The functions a formula may call: how many arguments, whether they take a number of years, and their unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Function:
    """Signature of a function. `reach` says how many years before the data year it looks, given its number of years n."""

    arguments: int
    takes_years: bool
    unit: Literal["same", "fraction", "years", "flag"]
    reach: Literal["none", "n-1", "n", "1", "2"]
    meaning: str


FUNCTIONS: Mapping[str, Function] = {
    "sum": Function(
        1, True, "same", "n-1", "sum over the data year and the n-1 years before; every year must be known"
    ),
    "mean": Function(1, True, "same", "n-1", "mean over the same years"),
    "growth": Function(1, False, "fraction", "1", "x / x[-1] - 1, unknown unless the year before is above zero"),
    "mean_growth": Function(1, True, "fraction", "n", "mean of the yearly growth of the last n years"),
    "cagr": Function(1, True, "fraction", "n", "compound yearly growth over n years"),
    "first": Function(2, False, "same", "none", "the first argument where known, else the second"),
    "active_sum": Function(1, True, "same", "n-1", "as sum, but only over the years since the firm was founded"),
    "active_mean": Function(1, True, "same", "n-1", "as mean, but only over the years since the firm was founded"),
    "active_growth": Function(1, False, "fraction", "2", "mean growth of the last three years by the 高企 guideline"),
    "active_base": Function(1, False, "same", "2", "the lower of the two earlier years that active_growth rests on"),
    "years_since": Function(1, False, "years", "none", "year of the as-of date less the argument"),
    "title": Function(0, False, "flag", "none", "whether the firm holds the tier on the as-of date"),
}


def reach(function: Function, years: int) -> int:
    """How many years before the year in question the function reads."""
    return {"none": 0, "n-1": years - 1, "n": years, "1": 1, "2": 2}[function.reach]


def years_back(name: str, years: int) -> tuple[int, ...]:
    """How many years before the year in question each year lies that the function reads.

    >>> years_back("cagr", 3)
    (0, 3)
    """
    if name == "cagr":
        return 0, years
    if name == "active_base":
        return 1, 2
    return tuple(range(reach(FUNCTIONS[name], years) + 1))
