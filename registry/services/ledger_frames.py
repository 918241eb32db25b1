"""The registry as the sheets of a ledger: firms, figures of one year, titles, for the firms of a query in its order.

Sheets come in frames of so many firms, so that memory does not grow with the register.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session

from registry.catalogue.divisions import Divisions
from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Indicator, Kind, Level
from registry.services.firm_search import SORTS, FirmQuery
from registry.store.bulk import read_frame, read_frame_where
from registry.store.figures import LocalFigure, YearlyFigures
from registry.store.firms import FirmRecord, FormerName
from registry.store.titles import TitleRecord

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
YEARLY = YearlyFigures.__table__  # type: ignore[attr-defined]
LOCAL = LocalFigure.__table__  # type: ignore[attr-defined]
TITLE = TitleRecord.__table__  # type: ignore[attr-defined]
FORMER = FormerName.__table__  # type: ignore[attr-defined]
KEYS = ("credit_code", "name")
OF_A_TITLE = ("batch", "number", "document", "recognised_on", "valid_from", "valid_to")
OF_THE_FIRM = 0
PORTION = 10_000  # firms of a frame


class LedgerFrames:
    """Reads the sheets of the firms that a condition on `firm` names; `without` are indicators to leave out."""

    def __init__(
        self,
        session: Session,
        catalogue: Catalogue,
        wanted: ColumnElement[bool],
        query: FirmQuery,
        without: Collection[str],
    ) -> None:
        self.session, self.catalogue, self.wanted, self.without = session, catalogue, wanted, without
        self.order = SORTS.get(query.sort, SORTS["name"])

    @cached_property
    def keys(self) -> pl.DataFrame:
        """The firms in the order of the list."""
        firms = select(FIRM.c.id.label("firm_id"), *FIRM.c[KEYS]).where(self.wanted)
        return read_frame(self.session, firms.order_by(*self.order))

    def count(self) -> int:
        """How many firms there are."""
        return int(self.session.execute(select(func.count()).select_from(FIRM).where(self.wanted)).scalar_one())

    def years(self) -> list[tuple[int, int]]:
        """The years with figures, the latest first, and how many of the firms have a row in each."""
        counted = select(YEARLY.c.year, func.count()).join(FIRM).where(self.wanted).group_by(YEARLY.c.year)
        return [(year, count) for year, count in self.session.execute(counted.order_by(YEARLY.c.year.desc()))]

    def count_titles(self) -> int:
        """How many rows `titles` has."""
        counted = select(func.count()).select_from(TITLE).join(FIRM).where(self.wanted, *self._held())
        return int(self.session.execute(counted).scalar_one())

    def firms(self) -> Iterator[pl.DataFrame]:
        """A row per firm. A place stands by its name, or by its code where the name would not lead back to it."""
        asked = self._asked(Level.FIRM)
        own = [each.code for each in asked if each.code in FIRM.c and each.code not in KEYS]
        statement = select(FIRM.c.id.label("firm_id"), *FIRM.c[tuple(own)])
        for keys in self._portions():
            frame = keys.join(self._read(statement, FIRM.c.id, keys), on="firm_id", how="left", maintain_order="left")
            frame = self._with_local(frame, asked, FIRM, OF_THE_FIRM).join(
                self._former_names(keys), on="firm_id", how="left", maintain_order="left"
            )
            yield _with_places(frame, self.catalogue.divisions)

    def figures(self, year: int) -> Iterator[pl.DataFrame]:
        """A row per firm with any figure of the year."""
        asked = self._asked(Level.ANNUAL)
        own = [each.code for each in asked if each.code in YEARLY.c]
        statement = select(YEARLY.c.firm_id, *YEARLY.c[tuple(own)]).where(YEARLY.c.year == year)
        for keys in self._portions():
            values = self._read(statement, YEARLY.c.firm_id, keys)
            frame = keys.join(values, on="firm_id", how="left", maintain_order="left")
            frame = self._with_local(frame, asked, YEARLY, year)
            codes = [each.code for each in asked if each.code in frame.columns]
            yield frame.filter(pl.any_horizontal(pl.col(codes).is_not_null()))

    def titles(self) -> Iterator[pl.DataFrame]:
        """A row per title that was not revoked, those of a firm from the latest back."""
        columns = (TITLE.c.firm_id, TITLE.c.tier, *TITLE.c[OF_A_TITLE])
        order = (TITLE.c.valid_from.desc().nulls_last(), TITLE.c.id.desc())
        statement = select(*columns).where(*self._held()).order_by(*order)
        names = {code: tier.label.zh for code, tier in self.catalogue.ladder.items()}
        title = pl.col("tier").replace_strict(names, default=None, return_dtype=pl.String).alias("title")
        for keys in self._portions():
            held = self._read(statement, TITLE.c.firm_id, keys)
            yield keys.join(held, on="firm_id", how="inner", maintain_order="left_right").with_columns(title)

    def _held(self) -> tuple[ColumnElement[bool], ...]:
        return TITLE.c.revoked_on.is_(None), TITLE.c.tier.in_(list(self.catalogue.ladder))

    def _portions(self) -> Iterator[pl.DataFrame]:
        return self.keys.iter_slices(PORTION)

    def _asked(self, level: Level) -> list[Indicator]:
        return [each for each in self.catalogue.indicators.at_level(level) if each.code not in self.without]

    def _read(self, statement: Select[Any], column: Any, keys: pl.DataFrame) -> pl.DataFrame:
        """The rows of those firms, whose ids stand in the column."""
        return read_frame_where(self.session, statement, column, keys["firm_id"].to_list())

    def _former_names(self, keys: pl.DataFrame) -> pl.DataFrame:
        names = select(FORMER.c.firm_id, FORMER.c.name).order_by(FORMER.c.id)
        grouped = self._read(names, FORMER.c.firm_id, keys).group_by("firm_id", maintain_order=True)
        return grouped.agg(pl.col("name").str.join("；").alias("former_names"))

    def _with_local(self, frame: pl.DataFrame, asked: Sequence[Indicator], table: Any, year: int) -> pl.DataFrame:
        """The frame with the local indicators asked for, from the rows beside the table."""
        local = {each.code: each for each in asked if each.local and each.code not in table.c}
        if not local:
            return frame
        statement = select(LOCAL).where(LOCAL.c.year == year, LOCAL.c.indicator.in_(list(local)))
        values = self._read(statement, LOCAL.c.firm_id, frame)
        for code, indicator in local.items():
            one = values.filter(pl.col("indicator") == code).select("firm_id", _local_value(indicator).alias(code))
            frame = frame.join(one, on="firm_id", how="left", maintain_order="left")
        return frame


def _local_value(indicator: Indicator) -> pl.Expr:
    if indicator.kind is Kind.FLAG:
        return pl.col("number") == 1
    if indicator.kind is Kind.DATE:
        return pl.col("day")
    return pl.col("number") if indicator.kind.is_numeric else pl.col("text")


def _with_places(frame: pl.DataFrame, divisions: Divisions) -> pl.DataFrame:
    """`division_name` for each code; the code itself stays only where its name leads elsewhere, or nowhere."""
    names = {}
    for code in frame["division_code"].drop_nulls().unique():
        name = divisions.full_name(code)
        if [found.code for found in divisions.find(name)] == [code]:
            names[code] = name
    named = pl.col("division_code").replace_strict(names, default=None, return_dtype=pl.String)
    frame = frame.with_columns(named.alias("division_name"))
    kept = pl.when(pl.col("division_name").is_null()).then(pl.col("division_code"))
    return frame.with_columns(kept.alias("division_code"))
