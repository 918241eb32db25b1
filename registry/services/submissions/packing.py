"""What a firm states, from the shape of a form to rows by year, and back to typed values through the checks of an import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from importers.cells import CellFault, parse_cell
from registry.catalogue.reader import Catalogue
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Indicator, Kind, Level
from registry.domain.texts import mark

MOST_VALUES, LONGEST = 2000, 500
OF_THE_FIRM = "0"
NOT_COMPARED = frozenset({"credit_code", "former_names", "division_name"})
Packed = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Offered:
    """One value that a firm states; year 0 is the firm itself. A value that cannot be taken has its `fault` instead."""

    year: int
    code: str
    value: Any
    fault: CellFault | None = None

    @property
    def field(self) -> str:
        """The name of the field in a form and in what was taken: "2025:revenue"."""
        return f"{self.year}:{self.code}"


def packed(facts: Mapping[str, Any]) -> Packed:
    """Values by year and code as JSON can keep them; blanks are left out. Raises InvalidInput for anything else."""
    told: Packed = {OF_THE_FIRM: {}}
    for year, values in _parts(facts):
        if not (year == OF_THE_FIRM or (year.isdecimal() and len(year) == 4)):
            raise InvalidInput(field=mark("年度"), reason=mark("请填写四位年份。"))
        told.setdefault(year, {}).update(
            {str(code): _plain(value) for code, value in values.items() if _is_said(value)}
        )
    if sum(map(len, told.values())) > MOST_VALUES:
        raise InvalidInput(field=mark("提交内容"), reason=mark("数据项过多，请减少年度后再提交。"))
    return {year: values for year, values in told.items() if values or year == OF_THE_FIRM}


def _parts(facts: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield OF_THE_FIRM, facts.get("firm") or {}
    yield from ((str(year), values) for year, values in (facts.get("years") or {}).items())
    local = facts.get("local") or {}
    yield OF_THE_FIRM, {code: value for code, value in local.items() if not isinstance(value, Mapping)}
    yield from ((str(year), values) for year, values in local.items() if isinstance(values, Mapping))


def _is_said(value: Any) -> bool:
    return value is not None and value != ""


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, str) and len(value) <= LONGEST:
        return value.strip()
    raise InvalidInput(field=mark("提交内容"), reason=mark("有一项内容过长或格式不对，请检查后重新提交。"))


def offered(catalogue: Catalogue, facts: Mapping[str, Mapping[str, Any]], today: date) -> list[Offered]:
    """What is stated, typed and checked as an import checks a cell, in catalogue order, the newest year first.

    Indicators that the registry does not know (any more), or that belong to another level, are left out.
    """
    found = []
    for year in sorted(map(int, facts), key=lambda year: (year != 0, -year)):
        values = dict(facts[str(year)])
        if year == 0:
            _settle_place(catalogue, values)
        level = Level.ANNUAL if year else Level.FIRM
        known = [each for each in catalogue.indicators.at_level(level) if each.code in values]
        found += [typed_again(year, each, values[each.code], today) for each in known if each.code not in NOT_COMPARED]
    return found


def typed_again(year: int, indicator: Indicator, value: Any, today: date) -> Offered:
    """A value as it was kept, in its type, after the checks that an import makes."""
    typed = parse_cell(as_written(value, indicator), indicator, indicator.unit or None, today)
    if isinstance(typed, CellFault):
        return Offered(year, indicator.code, value, typed)
    return Offered(year, indicator.code, typed)


def as_written(value: Any, indicator: Indicator) -> Any:
    """A stored value as a form would write it: shares in percent, flags in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if indicator.kind is Kind.RATIO and isinstance(value, int | float):
        return round(value * 100, 7)
    return value


def _settle_place(catalogue: Catalogue, values: dict[str, Any]) -> None:
    """A place stated by name becomes its code, where it can mean one only."""
    found = catalogue.divisions.find(str(values.get("division_code") or values.get("division_name") or ""))
    values.pop("division_code", None)
    if len(found) == 1:
        values["division_code"] = found[0].code
