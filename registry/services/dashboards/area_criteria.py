"""By what areas or parks are ranked, and what of it can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.indicators import Kind, Level
from registry.domain.outcomes import CandidateClass
from registry.domain.targets import CatalogueTarget
from registry.domain.texts import mark
from registry.services.dashboards.ladder_part import years_until
from registry.services.lower_divisions import CITY, COUNTY
from registry.services.targets.places import is_within
from registry.store.figures import YearlyFigures

YEARLY = YearlyFigures.__table__  # type: ignore[attr-defined]
CITIES, COUNTIES, PARKS = "cities", "counties", "parks"
DIGITS = {CITIES: CITY, COUNTIES: COUNTY}
STOCK, ENTERED, CANDIDATES, SHARE, SUM, GROWTH = "stock", "entered", "candidates", "share", "sum", "growth"
LADDER_WAYS, YEARLY_WAYS = (STOCK, ENTERED, CANDIDATES), (SUM, GROWTH)
COVERED = (CANDIDATES, SHARE, SUM, GROWTH)  # where a firm may say nothing; titles are known
ADDED_UP = (Kind.AMOUNT, Kind.COUNT)
MOST = 500


@dataclass(frozen=True)
class AreaCriteria:
    """Which units below `division`, by which measure of what (a tier, an indicator, a target's share) in which year.

    `word` is the class of candidates. `lowest_cover` (a fraction) leaves areas out of whose firms fewer are known.
    """

    units: str
    by: str
    of: str
    year: int
    top: int
    division: str = ""
    word: str = ""
    lowest_cover: float = 0.0
    park: str = ""

    def plain(self) -> dict[str, Any]:
        """As the table keeps it."""
        return dict(self.__dict__)


def share_targets(catalogue: Catalogue) -> list[CatalogueTarget]:
    """The targets of the catalogue that measure a share, each measure once."""
    found: dict[str, CatalogueTarget] = {}
    for target in catalogue.targets.entries:
        if target.kind.is_share:
            found.setdefault(repr(target.measure.as_data() | {"is_strict": False}), target)
    return list(found.values())


def share_day(year: int, today: date) -> date:
    """The day of a share whose figures are those of the year: the last of the next one, or today before it is over."""
    return min(date(year + 1, 12, 31), today)


def can_add_up(catalogue: Catalogue, code: str) -> bool:
    """Whether values of the indicator may be added up over firms: amounts and counts may, ratios and scores may not."""
    known = catalogue.indicators.get(code)
    return known is not None and known.level is Level.ANNUAL and known.kind in ADDED_UP and code in YEARLY.c


def check(person: Person, catalogue: Catalogue, criteria: AreaCriteria, today: date) -> None:
    """Raises InvalidInput for what cannot be ranked, NotFound for a place outside the person's scope."""
    _check_place(person, criteria)
    if not _is_known(catalogue, criteria):
        raise InvalidInput(field=mark("排名依据"), reason=mark("请从清单中选择。"))
    if criteria.year not in years_until(today):
        raise InvalidInput(field=mark("年度"), reason=mark("请选择今年或此前十年中的一年。"))
    if criteria.by == SHARE and criteria.year >= today.year:
        raise InvalidInput(field=mark("年度"), reason=mark("比率按已经结束的年度计算，请选择上一年或更早。"))
    if not 1 <= criteria.top <= MOST:
        raise InvalidInput(field=mark("名次"), reason=mark("请填写 1 到 500 的整数。"))
    if not 0 <= criteria.lowest_cover <= 1:
        raise InvalidInput(field=mark("最低数据覆盖"), reason=mark("请填写 0 到 100 的数。"))


def _check_place(person: Person, criteria: AreaCriteria) -> None:
    if person.park:
        raise InvalidInput(field=mark("排名对象"), reason=mark("本单位只负责一个园区，下面没有可以排名的地区或园区。"))
    if not is_within(person, criteria.division, criteria.park):
        raise NotFound(what=mark("这个地区"))
    if criteria.units not in (*DIGITS, PARKS):
        raise InvalidInput(field=mark("排名对象"), reason=mark("请从清单中选择。"))
    if criteria.units in DIGITS and DIGITS[criteria.units] <= len(criteria.division):
        raise InvalidInput(field=mark("排名对象"), reason=mark("只能给所选地区下面的地区排名，请选择更低一级。"))


def _is_known(catalogue: Catalogue, criteria: AreaCriteria) -> bool:
    if criteria.by in LADDER_WAYS:
        classes = {each.value for each in CandidateClass}
        return criteria.of in catalogue.ladder and (criteria.by != CANDIDATES or criteria.word in classes)
    if criteria.by in YEARLY_WAYS:
        return can_add_up(catalogue, criteria.of)
    return criteria.by == SHARE and criteria.of in {target.code for target in share_targets(catalogue)}
