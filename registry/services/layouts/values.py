"""What the columns of a layout hold for some firms: read from the registry in a few queries, as one frame per portion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Select, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Indicator, Kind, Level, Text
from registry.services.layouts.columns import (
    CONSTANT,
    FACT,
    TITLE,
    FillColumn,
    fact_of,
    factor_of,
    indicator_of,
)
from registry.services.layouts.facts import facts_of_lists
from registry.services.layouts.judged import judged
from registry.services.layouts.people import officers
from registry.services.layouts.titles import TITLE_FIELDS, all_titles, titles_of
from registry.services.lists.firm_rows import ListRows
from registry.services.wording import Wording
from registry.store.bulk import read_frame_where
from registry.store.figures import LocalFigure, YearlyFigures
from registry.store.firms import FirmRecord, FormerName

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
YEARLY = YearlyFigures.__table__  # type: ignore[attr-defined]
LOCAL = LocalFigure.__table__  # type: ignore[attr-defined]
FORMER = FormerName.__table__  # type: ignore[attr-defined]
AT_ONCE = 5_000
YES_NO = (Text("是", "Yes"), Text("否", "No"))
KEYS = ("credit_code", "name", "division_code", "park")


@dataclass(frozen=True)
class Asked:
    """A list, the columns wanted, how their texts are written, and the letters whose cells show percent."""

    rows: ListRows
    columns: Sequence[FillColumn]
    catalogue: Catalogue
    wording: Wording
    percent: frozenset[str] = frozenset()
    personal: bool = False

    def means(self, of: str) -> set[str]:
        """Which facts of a kind (facts.yaml `of`) the columns want and the list does not know itself."""
        own = set(self.rows.own.columns) if self.rows.own is not None else set()
        wanted = {column.meaning.removeprefix(FACT) for column in self.columns if column.meaning.startswith(FACT)}
        return {code for code in wanted - own if code in facts_of_lists() and facts_of_lists()[code].of == of}


def portions(session: Session, asked: Asked, tell: Callable[[int, int], None] | None = None) -> Iterator[pl.DataFrame]:
    """The list a few thousand rows at a time: a column per letter that something fills, in its unit, null where unknown."""
    total = len(asked.rows.firm_ids)
    for start in range(0, total, AT_ONCE):
        if tell:
            tell(start, total)
        yield _portion(session, asked, start, asked.rows.firm_ids[start : start + AT_ONCE])


def _portion(session: Session, asked: Asked, start: int, firm_ids: Sequence[int]) -> pl.DataFrame:
    frame = pl.DataFrame({"firm_id": list(firm_ids)}, schema={"firm_id": pl.Int64})
    frame = frame.with_columns(pl.int_range(start + 1, start + 1 + frame.height, dtype=pl.Int64).alias(f"{FACT}serial"))
    some = sorted(set(firm_ids))
    for addition in _additions(session, asked, some):
        frame = frame.join(addition, on="firm_id", how="left", maintain_order="left")
    if asked.rows.own is not None:
        own = asked.rows.own.slice(start, frame.height)
        frame = frame.with_columns(own[name].alias(f"{FACT}{name}") for name in own.columns)
    filled = [(column, value) for column in asked.columns if (value := _value(column, asked, frame)) is not None]
    return frame.select(value.alias(column.letter) for column, value in filled)


def _additions(session: Session, asked: Asked, some: list[int]) -> Iterator[pl.DataFrame]:
    indicators = [each for column in asked.columns if (each := indicator_of(column, asked.catalogue))]
    yield _firms(session, asked, indicators, some)
    yield from _figures(session, asked, some)
    yield from _local(session, asked, some)
    if any(each.code == "former_names" for each in indicators):
        names = _read(session, select(FORMER.c.firm_id, FORMER.c.name).order_by(FORMER.c.id), FORMER.c.firm_id, some)
        yield names.group_by("firm_id", maintain_order=True).agg(pl.col("name").str.join("；").alias("former_names"))
    day = asked.rows.occasion.as_of
    if "officer" in asked.means("firm"):
        yield officers(session, some, day)
    if "titles" in asked.means("firm"):
        yield all_titles(session, asked.catalogue, some, day, asked.wording)
    tiers = {column.meaning.split(":")[1] for column in asked.columns if column.meaning.startswith(TITLE)}
    tiers &= set(asked.catalogue.ladder)
    if asked.rows.tier and asked.means("title"):
        tiers.add(asked.rows.tier)
    if tiers:
        yield from titles_of(session, some, sorted(tiers), day)
    if asked.rows.tier and asked.means("evaluation"):
        yield judged(session, asked.catalogue, asked.rows, some, asked.wording)


def _firms(session: Session, asked: Asked, indicators: Sequence[Indicator], some: list[int]) -> pl.DataFrame:
    hidden = {} if asked.personal else {each.code for each in indicators if each.kind is Kind.PERSONAL}
    own = [each.code for each in indicators if each.code in FIRM.c and each.code not in (*KEYS, *hidden)]
    columns = [FIRM.c.id.label("firm_id"), *(FIRM.c[code] for code in dict.fromkeys((*KEYS, *own)))]
    frame = _read(session, select(*columns), FIRM.c.id, some)
    codes = frame["division_code"].drop_nulls().unique().to_list()
    places = asked.catalogue.divisions

    def named(name: Callable[[str], str], alias: str) -> pl.Expr:
        words = {code: name(code) for code in codes}
        return pl.col("division_code").replace_strict(words, default=None, return_dtype=pl.String).alias(alias)

    return frame.with_columns(
        named(places.full_name, "division_name"),
        named(lambda code: places.name(code[:4]) if len(code) >= 4 else "", f"{FACT}city"),
        named(lambda code: "" if code.endswith("00") else places.name(code), f"{FACT}county"),
    )


def _figures(session: Session, asked: Asked, some: list[int]) -> Iterator[pl.DataFrame]:
    """One frame per year met, its columns named `code@year`."""
    by_year: dict[int, set[str]] = {}
    for column in asked.columns:
        indicator = indicator_of(column, asked.catalogue)
        if indicator and indicator.level is Level.ANNUAL and indicator.code in YEARLY.c:
            by_year.setdefault(column.year_of(asked.rows.occasion.data_year), set()).add(indicator.code)
    for year, codes in by_year.items():
        named = [YEARLY.c[code].label(f"{code}@{year}") for code in sorted(codes)]
        yield _read(session, select(YEARLY.c.firm_id, *named).where(YEARLY.c.year == year), YEARLY.c.firm_id, some)


def _local(session: Session, asked: Asked, some: list[int]) -> Iterator[pl.DataFrame]:
    """One frame per local indicator and year."""
    for code, year in {
        (each.code, 0 if each.level is Level.FIRM else column.year_of(asked.rows.occasion.data_year))
        for column in asked.columns
        if (each := indicator_of(column, asked.catalogue)) and each.local and each.code not in (*FIRM.c, *YEARLY.c)
    }:
        statement = select(LOCAL).where(LOCAL.c.indicator == code, LOCAL.c.year == year)
        values = _read(session, statement, LOCAL.c.firm_id, some)
        kind = asked.catalogue.indicators[code].kind
        held = "day" if kind is Kind.DATE else "number" if kind.is_numeric or kind is Kind.FLAG else "text"
        value = pl.col(held) == 1 if kind is Kind.FLAG else pl.col(held)
        yield values.select("firm_id", value.alias(f"{code}@{year}" if year else code))


def _value(column: FillColumn, asked: Asked, frame: pl.DataFrame) -> pl.Expr | None:
    """The column's cells as the sheet is to hold them; None where nothing fills it."""
    if column.meaning == CONSTANT:
        return pl.lit(column.text)
    indicator = indicator_of(column, asked.catalogue)
    if indicator is not None:
        year = column.year_of(asked.rows.occasion.data_year)
        name = f"{indicator.code}@{year}" if indicator.level is Level.ANNUAL else indicator.code
        return _typed(pl.col(name), indicator, column, asked) if name in frame.columns else None
    fact = fact_of(column, asked.catalogue)
    name = column.meaning
    if column.meaning.startswith(f"{FACT}row.") and name not in frame.columns:
        name = f"{TITLE}{asked.rows.tier}:{column.meaning.removeprefix(f'{FACT}row.')}"
        if name.endswith(":title") and asked.rows.tier:
            return pl.lit(asked.wording.text(asked.catalogue.ladder[asked.rows.tier].label))
    if fact is None or name not in frame.columns:
        return None
    return _in_words(pl.col(name), asked.wording) if frame.schema[name] == pl.Boolean else pl.col(name)


def _typed(value: pl.Expr, indicator: Indicator, column: FillColumn, asked: Asked) -> pl.Expr:
    if indicator.kind is Kind.FLAG:
        return _in_words(value, asked.wording)
    if indicator.kind is Kind.RATIO and column.letter in asked.percent:
        return value
    if indicator.kind in (Kind.AMOUNT, Kind.RATIO, Kind.COUNT, Kind.NUMBER):
        factor = factor_of(column.unit, indicator)
        return value if factor == 1 else (value * factor).round(8)
    return value


def _in_words(value: pl.Expr, wording: Wording) -> pl.Expr:
    yes, no = map(wording.text, YES_NO)
    return pl.when(value).then(pl.lit(yes)).when(~value).then(pl.lit(no))


def _read(session: Session, statement: Select[Any], firm_id: Any, some: list[int]) -> pl.DataFrame:
    return read_frame_where(session, statement, firm_id, some)


__all__ = ["AT_ONCE", "Asked", "TITLE_FIELDS", "portions"]
