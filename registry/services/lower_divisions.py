"""The divisions below one: cities of a province, counties of a city or of a whole province."""

from __future__ import annotations

from registry.catalogue.divisions import Division, Divisions

PROVINCE, CITY, COUNTY = 2, 4, 6  # digits
NEXT = {0: PROVINCE, PROVINCE: CITY, CITY: COUNTY}
NO_PLACE = "直辖"  # 省直辖县级行政单位 and its like: their counties stand beside the cities
GROUPS = ("市辖区", "县")  # what stands for all districts or counties of a city together


def divisions_below(divisions: Divisions, division: str, digits: int) -> list[Division]:
    """The divisions of so many digits within a prefix, in code order. Among cities stand the counties that no city governs.

    >>> from registry.catalogue.divisions import read_divisions
    >>> [each.name for each in divisions_below(read_divisions(), "42", CITY)][-3:]
    ['潜江市', '天门市', '神农架林区']
    """
    found = []
    for each in divisions.within(division):
        is_counted_up = digits == CITY and len(each.prefix) == COUNTY and NO_PLACE in divisions.name(each.code[:CITY])
        is_place = NO_PLACE not in each.name and not (digits == COUNTY and each.name in GROUPS)
        if is_counted_up or (len(each.prefix) == digits and is_place):
            found.append(each)
    return found
