"""Levels of administration: from the park up to the nation, as a person's scope tells them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from registry.domain.access import Person
from registry.domain.texts import mark


class Level(StrEnum):
    """A level at which offices work, from below to above."""

    PARK = "park"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    NATION = "nation"


LABELS: Mapping[Level, str] = {
    Level.PARK: mark("园区"),
    Level.COUNTY: mark("区县"),
    Level.CITY: mark("市州"),
    Level.PROVINCE: mark("省级"),
    Level.NATION: mark("国家"),
}
_BY_DIGITS = {6: Level.COUNTY, 4: Level.CITY, 2: Level.PROVINCE, 0: Level.NATION}  # of GB/T 2260


def level_of(person: Person) -> Level:
    """The level of an officer's office: a park, else what the length of the division prefix says.

    >>> from registry.domain.access import Role
    >>> level_of(Person(1, "王", Role.BUREAU, division="4201"))
    <Level.CITY: 'city'>
    """
    if person.park:
        return Level.PARK
    return _BY_DIGITS[max(digits for digits in _BY_DIGITS if digits <= len(person.division))]


def is_below(one: Level, other: Level) -> bool:
    """Whether a level lies under another.

    >>> is_below(Level.PARK, Level.CITY)
    True
    """
    order = list(Level)
    return order.index(one) < order.index(other)
