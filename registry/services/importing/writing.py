"""Writes a plan: bulk statements only, in the caller's transaction, with one journal entry per changed record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from sqlalchemy import select, update
from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.indicators import Indicators
from registry.domain.names import name_key, name_keys
from registry.services.firm_names import split_names
from registry.services.importing.comparing import STORED, Comparison
from registry.services.importing.naming import FORMER
from registry.services.importing.origins import write_origins
from registry.services.importing.planning import Plan
from registry.services.importing.stored import FIRM, LOCAL, TITLE, YEARLY, value_type
from registry.services.importing.stored import FORMER as FORMER_NAME
from registry.services.importing.title_rows import FIELDS
from registry.store.bulk import insert_frame, read_frame_where, update_frame
from registry.store.journal import JournalEntry
from registry.store.names import initials_of

JOURNAL = JournalEntry.__table__  # type: ignore[attr-defined]
UTC_MOMENT = pl.Datetime("us", "UTC")


def write_plan(
    session: Session, person: Person, indicators: Indicators, plan: Plan, *, batch_id: int, now: datetime
) -> list[int]:
    """Write everything the plan found new or changed and return the ids of the firms it touched."""
    writer = _Writer(session, person, indicators, plan, batch_id, now)
    writer.write_firms()
    writer.write_figures()
    writer.write_titles()
    writer.write_origins()
    return writer.finish()


class _Writer:
    """One writing of one plan; `ids` maps passing ids of new firms to the real ones."""

    def __init__(
        self, session: Session, person: Person, indicators: Indicators, plan: Plan, batch_id: int, now: datetime
    ) -> None:
        self.session, self.person, self.indicators, self.plan = session, person, indicators, plan
        self.batch_id, self.now = batch_id, now
        self.ids = pl.DataFrame(schema={"firm_id": pl.Int64, "id": pl.Int64})
        self.touched: list[pl.Series] = []

    def write_firms(self) -> None:
        """New firms, changed firms, the names that became former, then their local values."""
        firms = self.plan.firms
        self._insert_firms(firms)
        self._update_firms(firms)
        self._add_former_names(firms)
        self._write_local(firms, FIRM, self._settled(firms.records).with_columns(pl.lit(0).alias("year")))
        self._journal(_with_code(firms.new), "firm.create")
        self._journal(firms.changed, "firm.update")

    def write_figures(self) -> None:
        """Years that are new and years that changed."""
        figures, keys = self.plan.figures, ["firm_id", "year"]
        new, changed = (self._settled(figures.to_write(part, keys)) for part in (figures.new, figures.changed))
        own = [name for name in new.columns if name in YEARLY.c]
        insert_frame(self.session, YEARLY, new.select(own))
        update_frame(self.session, YEARLY, changed.select(own), keys)
        self._write_local(figures, YEARLY, self._settled(figures.records))
        self._journal(figures.new, "figures.create")
        self._journal(figures.changed, "figures.update")

    def write_titles(self) -> None:
        """Titles that are new and titles that changed."""
        titles = self.plan.titles
        columns = ["firm_id", "tier", *FIELDS]
        insert_frame(self.session, TITLE, self._settled(titles.new).select(columns))
        changed = titles.to_write(titles.changed, ["key"]).rename({"key": "id"})
        update_frame(self.session, TITLE, changed, ["id"])
        self._journal(titles.new, "title.create", note="tier")
        self._journal(titles.changed, "title.update", note="tier")

    def write_origins(self) -> None:
        """Whose figures the values are now."""
        write_origins(self.session, self._settled(self.plan.origins))

    def finish(self) -> list[int]:
        """Count the edit of every firm that was touched but not itself rewritten."""
        touched = pl.concat(self.touched).unique() if self.touched else pl.Series([], dtype=pl.Int64)
        rewritten = [*self.plan.firms.changed["firm_id"], *self.ids["id"]]
        others = touched.filter(~touched.is_in(rewritten)).to_list()
        for start in range(0, len(others), 10_000):
            chunk = FIRM.c.id.in_(others[start : start + 10_000])
            counted = update(FIRM).where(chunk).values(version=FIRM.c.version + 1, updated_at=self.now)
            self.session.execute(counted)
        return touched.to_list()

    def _insert_firms(self, firms: Comparison) -> None:
        new = firms.new
        values = firms.to_write(new, ["firm_id"]).with_columns(new["credit_code"], *_name_columns(new["name"]))
        moment = pl.lit(self.now).cast(UTC_MOMENT)
        values = values.with_columns(pl.lit(1).alias("version"), moment.alias("created_at"), moment.alias("updated_at"))
        insert_frame(self.session, FIRM, values.select(name for name in values.columns if name in FIRM.c))
        codes = new["credit_code"].to_list()
        stored = read_frame_where(self.session, select(FIRM.c.id, FIRM.c.credit_code), FIRM.c.credit_code, codes)
        self.ids = new.select("firm_id", "credit_code").join(stored, on="credit_code").select("firm_id", "id")

    def _update_firms(self, firms: Comparison) -> None:
        values = firms.to_write(firms.changed, ["firm_id"])
        held = self.plan.stored.select("firm_id", "version")
        values = values.join(held, on="firm_id", how="left", maintain_order="left").with_columns(
            pl.col("version") + 1, pl.lit(self.now).cast(UTC_MOMENT).alias("updated_at"), *_name_columns(values["name"])
        )
        values = values.rename({"firm_id": "id"})
        update_frame(self.session, FIRM, values.select(name for name in values.columns if name in FIRM.c), ["id"])

    def _add_former_names(self, firms: Comparison) -> None:
        """The old name of a renamed firm, and the former names that the file itself lists."""
        renamed = firms.changed.filter(pl.col("name").is_not_null())
        added = [tuple(row) for row in renamed.select("firm_id", f"name{STORED}").iter_rows()]
        if FORMER in firms.codes:
            listed = self._settled(firms.records).filter(pl.col(FORMER).is_not_null())
            added += [
                (owner, name)
                for owner, text in listed.select("firm_id", FORMER).iter_rows()
                for name in split_names(text)
            ]
        rows = {(owner, name_key(name)): name for owner, name in added}
        frame = pl.DataFrame(
            [(owner, name, key) for (owner, key), name in rows.items()],
            schema={"firm_id": pl.Int64, "name": pl.String, "name_key": pl.String},
            orient="row",
        )
        insert_frame(self.session, FORMER_NAME, frame)

    def _write_local(self, comparison: Comparison, table: object, records: pl.DataFrame) -> None:
        """Values of local indicators, each a row of its own."""
        for code in comparison.codes:
            if code in table.c or code not in self.indicators or not self.indicators[code].local:  # type: ignore[attr-defined]
                continue
            kind = value_type(table, self.indicators[code])
            column = {pl.Date: "day", pl.String: "text"}.get(kind, "number")
            differs = pl.col(code).is_not_null() & pl.col(code).ne_missing(pl.col(code + STORED))
            value = pl.col(code).cast(pl.Float64) if column == "number" else pl.col(code)
            rows = records.filter(differs).select(
                "firm_id",
                "year",
                pl.lit(code).alias("indicator"),
                value.alias(column),
                pl.col(code + STORED).alias("old"),
            )
            keys = ["firm_id", "year", "indicator"]
            insert_frame(self.session, LOCAL, rows.filter(pl.col("old").is_null()).drop("old"))
            update_frame(self.session, LOCAL, rows.filter(pl.col("old").is_not_null()).drop("old"), keys)

    def _settled(self, records: pl.DataFrame) -> pl.DataFrame:
        """The records with the real ids of new firms."""
        joined = records.join(self.ids, on="firm_id", how="left", maintain_order="left")
        return joined.with_columns(pl.coalesce("id", "firm_id").alias("firm_id")).drop("id")

    def _journal(self, records: pl.DataFrame, action: str, note: str = "") -> None:
        settled = self._settled(records)
        self.touched.append(settled["firm_id"])
        entries = settled.select(
            pl.lit(self.now).cast(UTC_MOMENT).alias("at"),
            pl.lit(self.person.account_id, dtype=pl.Int64).alias("actor_id"),
            pl.lit(self.person.name).alias("actor_name"),
            pl.lit("import").alias("door"),
            pl.lit(action).alias("action"),
            "firm_id",
            (pl.col("year") if "year" in settled.columns else pl.lit(None, dtype=pl.Int64)).alias("year"),
            pl.lit(self.batch_id).alias("batch_id"),
            "sheet",
            "row",
            "changes",
            (pl.col(note) if note else pl.lit(None, dtype=pl.String)).alias("note"),
        )
        insert_frame(self.session, JOURNAL, entries)


def _with_code(new: pl.DataFrame) -> pl.DataFrame:
    """The changes of new firms with the credit code that made them."""
    code = pl.concat_str(pl.lit('{"credit_code":[null,"'), "credit_code", pl.lit('"],'), pl.col("changes").str.slice(1))
    return new.with_columns(code.alias("changes"))


def _name_columns(names: pl.Series) -> Sequence[pl.Series]:
    return name_keys(names).alias("name_key"), initials_of(names).alias("initials")
