"""Writes an undo: bulk statements only, in the caller's transaction, journalled as `import.undo`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import and_, exists, select
from sqlmodel import Session

from registry.domain.indicators import Indicators
from registry.services.importing.change_texts import changes_text
from registry.services.importing.comparing import STORED
from registry.services.importing.journalling import Journal
from registry.services.importing.origins import ORIGIN
from registry.services.importing.stored import FIRM, FORMER, LOCAL, TITLE, YEARLY, stored_firms
from registry.services.importing.writing_figures import OF_A_VALUE, OF_A_YEAR, local_codes, local_column
from registry.services.importing.writing_firms import count_edits, update_firms
from registry.services.undoing.names import OF_A_NAME
from registry.services.undoing.origins_back import origins_back
from registry.services.undoing.plans import UndoPlan
from registry.services.undoing.tables import GOING_WITH_A_FIRM
from registry.services.undoing.verdicts import NOW, PUT_BACK, any_of, is_put_back
from registry.store.bulk import delete_frame, delete_where, read_frame_where, update_frame

ACTION = "import.undo"


def put_back(session: Session, indicators: Indicators, plan: UndoPlan, journal: Journal) -> list[int]:
    """Put back what the plan says, and return the ids of the firms that it touched and that remain."""
    writer = _PuttingBack(session, indicators, plan, journal)
    writer.titles()
    writer.figures()
    writer.firms()
    update_frame(session, ORIGIN, origins_back(plan), OF_A_YEAR)
    writer.clear_years()
    writer.remove_firms()
    return writer.finish()


class _PuttingBack:
    """One undo; `touched` collects the firms of which something was put back."""

    def __init__(self, session: Session, indicators: Indicators, plan: UndoPlan, journal: Journal) -> None:
        self.session, self.indicators, self.plan, self.journal = session, indicators, plan, journal
        self.touched: list[pl.Series] = []
        self.years = plan.figures.clear()
        self.rewritten = plan.removed.clear()

    def figures(self) -> None:
        """Figures of years as they were."""
        codes = self.plan.figure_codes
        self.years = self._remaining(self.plan.figures).filter(any_of(codes, PUT_BACK))
        own = [code for code in codes if code in YEARLY.c]
        update_frame(self.session, YEARLY, self.years.select(*OF_A_YEAR, *_restored(own)), OF_A_YEAR)
        self._put_back_local(self.years, YEARLY, codes)
        self._note(self.years, codes)

    def firms(self) -> None:
        """Facts of firms as they were, and no longer the former names that the import added."""
        plan, codes = self.plan, self.plan.firm_codes
        records = self._remaining(plan.firms).filter(any_of(codes, PUT_BACK))
        versions = stored_firms(self.session, self.indicators, records["firm_id"].to_list(), [])
        own = [code for code in codes if code in FIRM.c]
        update_firms(self.session, records.select("firm_id", *_restored(own)), versions, self.journal.now)
        self.rewritten = records["firm_id"]
        self._put_back_local(records, FIRM, codes)
        self._note(records.drop("year"), codes)
        names = self._remaining(plan.former_names.filter(pl.col("verdict") == PUT_BACK))
        delete_frame(self.session, FORMER, names.select(OF_A_NAME))
        self.touched.append(names["firm_id"])

    def titles(self) -> None:
        """Titles that were new go, the others are as they were."""
        titles, codes = self.plan.titles, self.plan.written.title_codes
        new = titles.filter(pl.col("verdict") == PUT_BACK)
        delete_where(self.session, TITLE, TITLE.c.id, new["key"].to_list())
        gone = pl.concat_str(pl.lit('{"tier":["'), "tier", pl.lit('",null]}')).alias("changes")
        self.journal.note(self._remaining(new).with_columns(gone), ACTION, note="tier")
        changed = titles.filter(any_of(codes, PUT_BACK))
        update_frame(self.session, TITLE, changed.select(pl.col("key").alias("id"), *_restored(codes)), ["id"])
        self._note(changed, codes, note="tier")
        self.touched.append(new["firm_id"])

    def clear_years(self) -> None:
        """Years of which nothing is left go altogether, and so does what was recorded about their origin."""
        blank = and_(*(column.is_(None) for column in YEARLY.c if column.name not in OF_A_YEAR))
        local = exists().where(LOCAL.c.firm_id == YEARLY.c.firm_id, LOCAL.c.year == YEARLY.c.year)
        keys = select(YEARLY.c.firm_id, YEARLY.c.year).where(blank, ~local)
        empty = read_frame_where(self.session, keys, YEARLY.c.firm_id, self.years["firm_id"].unique().to_list())
        empty = empty.join(self.years, on=OF_A_YEAR, how="semi")
        for table in (YEARLY, ORIGIN):
            delete_frame(self.session, table, empty)

    def remove_firms(self) -> None:
        """Firms that the import made and nobody used since, with everything that hangs on them."""
        removed = self.plan.removed
        records = self.plan.firms.filter(pl.col("firm_id").is_in(removed.implode()))
        for table, column in (*((table, table.c.firm_id) for table in GOING_WITH_A_FIRM), (FIRM, FIRM.c.id)):
            delete_where(self.session, table, column, removed.to_list())
        names = [pl.concat_list("credit_code", pl.lit(None)), pl.concat_list("name", pl.lit(None))]
        gone = pl.struct(names[0].alias("credit_code"), names[1].alias("name")).struct.json_encode().alias("changes")
        self.journal.note(records.drop("year").with_columns(gone), ACTION)

    def finish(self) -> list[int]:
        """Count the edit of every firm that remains."""
        every = pl.concat(self.touched).unique()
        touched = every.filter(~every.is_in(self.plan.removed.implode()))
        count_edits(self.session, touched.filter(~touched.is_in(self.rewritten.implode())).to_list(), self.journal.now)
        return touched.to_list()

    def _remaining(self, records: pl.DataFrame) -> pl.DataFrame:
        """Those of firms that stay: of the others there is nothing to put back, they go."""
        return records.filter(~pl.col("firm_id").is_in(self.plan.removed.implode()))

    def _note(self, records: pl.DataFrame, codes: Sequence[str], note: str = "") -> None:
        self.touched.append(records["firm_id"])
        self.journal.note(records.with_columns(changes_text(codes, is_put_back, NOW, STORED)), ACTION, note=note)

    def _put_back_local(self, records: pl.DataFrame, table: Any, codes: Sequence[str]) -> None:
        for code in local_codes(self.indicators, table, codes):
            rows = records.filter(is_put_back(code)).select(
                *OF_A_YEAR, pl.lit(code).alias("indicator"), pl.col(code + STORED).alias("value")
            )
            column = local_column(self.indicators, table, code)
            former = rows.filter(pl.col("value").is_not_null())
            value = pl.col("value").cast(pl.Float64) if column == "number" else pl.col("value")
            update_frame(self.session, LOCAL, former.select(*OF_A_VALUE, value.alias(column)), OF_A_VALUE)
            delete_frame(self.session, LOCAL, rows.filter(pl.col("value").is_null()).select(OF_A_VALUE))


def _restored(codes: Sequence[str]) -> list[pl.Expr]:
    """What stood there before where the value is put back, else what is there now."""
    return [pl.when(is_put_back(code)).then(code + STORED).otherwise(code + NOW).alias(code) for code in codes]
