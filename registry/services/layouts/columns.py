"""The columns of a layout: what fills each one, and why. Kept as JSON with the layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from importers.answers import unit_named
from importers.cells import in_stored_unit
from registry.catalogue.reader import Catalogue
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Indicator, Kind, Level, Text
from registry.domain.texts import mark
from registry.services.layouts.facts import Fact, facts_of_lists, facts_of_tiers

FACT, TITLE, CONSTANT = "fact:", "title:", "text"
OLDEST, FIRST_YEAR, LAST_YEAR = -9, 1949, 2200
MEASURED = (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.RATIO)
MOST_COLUMNS = 200
# Why a column is filled as it is, as message ids.
WHY = {
    "head": mark("列名相同或同义"),
    "similar": mark("列名相近，请核对"),
    "tier": mark("列名说到这一称号"),
    "chosen": mark("由人选定"),
    "unknown": mark("没有认出，留空"),
    "empty": mark("没有列名，留空"),
    "": mark("留空"),
}


@dataclass(frozen=True)
class FillColumn:
    """One column. `meaning` is an indicator's code, `fact:…`, `title:<tier>:<field>`, `text` for a constant, "" for blank.

    `year` counts for yearly indicators: 0 is the data year, -1 the year before, 2025 that very year. `unit` is how the
    column counts, "" as stored. `why` is a key of WHY.
    """

    letter: str
    head: str
    meaning: str = ""
    unit: str = ""
    year: int = 0
    text: str = ""
    why: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing fills it."""
        return not self.meaning

    def year_of(self, data_year: int) -> int:
        """The calendar year meant."""
        return data_year + self.year if self.year <= 0 else self.year


def packed(columns: Iterable[FillColumn]) -> list[dict[str, Any]]:
    """As the table keeps them."""
    return [asdict(column) for column in columns]


def unpacked(stored: Iterable[dict[str, Any]]) -> tuple[FillColumn, ...]:
    """Back from the table."""
    return tuple(FillColumn(**plain) for plain in stored)


def indicator_of(column: FillColumn, catalogue: Catalogue) -> Indicator | None:
    """The indicator that fills the column, if one does that still exists."""
    return catalogue.indicators.get(column.meaning)


def fact_of(column: FillColumn, catalogue: Catalogue) -> Fact | None:
    """The fact of a list, or of a tier's title, that fills the column."""
    if column.meaning.startswith(FACT):
        return facts_of_lists().get(column.meaning.removeprefix(FACT))
    tier, _, field = column.meaning.removeprefix(TITLE).partition(":")
    known = column.meaning.startswith(TITLE) and tier in catalogue.ladder
    return facts_of_tiers().get(field) if known else None


def label_of(column: FillColumn, catalogue: Catalogue) -> Text | None:
    """What fills the column, in words; None for a constant, a blank, and what the catalogue no longer has."""
    indicator = indicator_of(column, catalogue)
    if indicator is not None:
        return indicator.label
    fact = fact_of(column, catalogue)
    if fact is None or not column.meaning.startswith(TITLE):
        return fact.label if fact else None
    tier = catalogue.ladder[column.meaning.split(":")[1]].label
    return Text(f"{tier.zh} {fact.label.zh}", f"{tier.en}: {fact.label.en}")


def takes_year(column: FillColumn, catalogue: Catalogue) -> bool:
    """Whether a year has to be said."""
    indicator = indicator_of(column, catalogue)
    return indicator is not None and indicator.level is Level.ANNUAL


def takes_unit(column: FillColumn, catalogue: Catalogue) -> bool:
    """Whether the column can count in another unit than the stored one."""
    indicator = indicator_of(column, catalogue)
    return indicator is not None and indicator.kind in MEASURED


def checked(columns: Sequence[FillColumn], catalogue: Catalogue) -> tuple[FillColumn, ...]:
    """The columns as a person decided, without what does not apply to them. Raises InvalidInput, naming the column."""
    if not columns or len(columns) > MOST_COLUMNS:
        raise InvalidInput(field=mark("列"), reason=mark("需要 1 到 200 列。"))
    return tuple(_checked(column, catalogue) for column in columns)


def _checked(column: FillColumn, catalogue: Catalogue) -> FillColumn:
    indicator = indicator_of(column, catalogue)
    if not column.meaning or column.meaning == CONSTANT:
        if column.meaning and not column.text.strip():
            raise InvalidInput(field=column.head or column.letter, reason=mark("请填写固定文字，或改为留空。"))
        return replace(column, unit="", year=0)
    if indicator is None and fact_of(column, catalogue) is None:
        raise InvalidInput(field=column.head or column.letter, reason=mark("选择的内容不存在，请重新选择。"))
    if indicator is None:
        return replace(column, unit="", year=0, text="")
    if column.unit and (indicator.kind not in MEASURED or not _suits(column.unit, indicator)):
        raise InvalidInput(field=column.head or column.letter, reason=mark("单位与内容不符，请重新选择单位。"))
    annual = indicator.level is Level.ANNUAL
    if annual and not (OLDEST <= column.year <= 0 or FIRST_YEAR <= column.year <= LAST_YEAR):
        raise InvalidInput(field=column.head or column.letter, reason=mark("请填写四位年份，例如 2025。"))
    return replace(column, year=column.year if annual else 0, text="")


def _suits(unit: str, indicator: Indicator) -> bool:
    named = unit_named(unit)
    return unit == indicator.unit or (named is not None and in_stored_unit(1.0, named, indicator) is not None)


def factor_of(unit: str, indicator: Indicator) -> float:
    """What a stored value is multiplied with to stand in the unit: 10,000 from 万元 to 元; 1 where the unit is the stored one.

    Ratios are stored as fractions: "%" multiplies with 100, "1" with 1.
    """
    if indicator.kind is Kind.RATIO:
        return 1.0 if unit == "1" else 100.0
    named = unit_named(unit) if unit and unit != indicator.unit else None
    per_unit = in_stored_unit(1.0, named, indicator) if named else 1.0
    return 1 / per_unit if per_unit else 1.0
