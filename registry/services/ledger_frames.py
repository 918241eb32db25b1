"""The registry as the sheets of a ledger: firms, figures of one year, titles, for the firms of a query in its order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session

from registry.catalogue.divisions import Divisions
from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Indicator, Kind, Level
from registry.services.firm_search import SORTS, FirmQuery
from registry.store.bulk import read_frame
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

    def firms(self) -> pl.DataFrame:
        """A row per firm. A place stands by its name, or by its code where the name would not lead back to it."""
        asked = self._asked(Level.FIRM)
        own = [each.code for each in asked if each.code in FIRM.c and each.code not in KEYS]
        values = self._read(select(FIRM.c.id.label("firm_id"), *FIRM.c[tuple(own)]).where(self.wanted))
        frame = self.keys.join(values, on="firm_id", how="left", maintain_order="left")
        frame = self._with_local(frame, asked, FIRM, OF_THE_FIRM).join(
            self._former_names(), on="firm_id", how="left", maintain_order="left"
        )
        return _with_places(frame, self.catalogue.divisions)

    def figures(self, year: int) -> pl.DataFrame:
        """A row per firm with any figure of the year."""
        asked = self._asked(Level.ANNUAL)
        own = [each.code for each in asked if each.code in YEARLY.c]
        statement = select(YEARLY.c.firm_id, *YEARLY.c[tuple(own)]).join(FIRM).where(self.wanted, YEARLY.c.year == year)
        frame = self.keys.join(self._read(statement), on="firm_id", how="left", maintain_order="left")
        frame = self._with_local(frame, asked, YEARLY, year)
        codes = [each.code for each in asked if each.code in frame.columns]
        return frame.filter(pl.any_horizontal(pl.col(codes).is_not_null()))

    def titles(self) -> pl.DataFrame:
        """A row per title that was not revoked, those of a firm from the latest back."""
        columns = (TITLE.c.firm_id, TITLE.c.tier, *TITLE.c[OF_A_TITLE])
        order = (TITLE.c.valid_from.desc().nulls_last(), TITLE.c.id.desc())
        held = select(*columns).join(FIRM).where(self.wanted, TITLE.c.revoked_on.is_(None)).order_by(*order)
        names = {code: tier.label.zh for code, tier in self.catalogue.ladder.items()}
        frame = self.keys.join(self._read(held), on="firm_id", how="inner", maintain_order="left_right")
        return frame.filter(pl.col("tier").is_in(list(names))).with_columns(
            pl.col("tier").replace_strict(names, default=None, return_dtype=pl.String).alias("title")
        )

    def _asked(self, level: Level) -> list[Indicator]:
        return [each for each in self.catalogue.indicators.at_level(level) if each.code not in self.without]

    def _read(self, statement: Select[Any]) -> pl.DataFrame:
        return read_frame(self.session, statement)

    def _former_names(self) -> pl.DataFrame:
        names = select(FORMER.c.firm_id, FORMER.c.name).join(FIRM).where(self.wanted).order_by(FORMER.c.id)
        grouped = self._read(names).group_by("firm_id", maintain_order=True)
        return grouped.agg(pl.col("name").str.join("；").alias("former_names"))

    def _with_local(self, frame: pl.DataFrame, asked: Sequence[Indicator], table: Any, year: int) -> pl.DataFrame:
        """The frame with the local indicators asked for, from the rows beside the table."""
        local = {each.code: each for each in asked if each.local and each.code not in table.c}
        if not local:
            return frame
        statement = select(LOCAL).join(FIRM, FIRM.c.id == LOCAL.c.firm_id)
        values = self._read(statement.where(self.wanted, LOCAL.c.year == year, LOCAL.c.indicator.in_(list(local))))
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
