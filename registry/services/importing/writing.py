"""Writes a plan: bulk statements only, in the caller's transaction, journalled, with an image of what stood there before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.indicators import Indicators
from registry.domain.sources import ALL_OTHERS
from registry.services.importing.before import image, keep_written, packed_images
from registry.services.importing.change_texts import with_fresh
from registry.services.importing.comparing import Comparison
from registry.services.importing.fresh_changes import NEW_FIGURES, NEW_FIRM
from registry.services.importing.journalling import Journal, with_figures
from registry.services.importing.origins import write_origins
from registry.services.importing.planning import Plan
from registry.services.importing.ranking import packed
from registry.services.importing.renewing import renewals
from registry.services.importing.stored import FIRM, TITLE, YEARLY
from registry.services.importing.title_rows import FIELDS
from registry.services.importing.writing_figures import write_figures, write_local
from registry.services.importing.writing_firms import (
    add_former_names,
    count_edits,
    ids_of_new,
    insert_firms,
    update_firms,
)
from registry.store.bulk import insert_frame, update_frame
from registry.store.identities import fresh_ids

OF_THE_FIRM = pl.lit(0, dtype=pl.Int64).alias("year")


@dataclass(frozen=True)
class Done:
    """The ids of the firms that were touched, and the digest of the images of what was written (before.py)."""

    touched: list[int]
    digest: str


def write_plan(
    session: Session, person: Person, indicators: Indicators, plan: Plan, *, batch_id: int, now: datetime
) -> Done:
    """Write everything the plan found new or changed.

    The images are packed beside, while the database writes: both leave the interpreter to each other.
    """
    writer = _Writer(session, indicators, plan, now)
    former = writer.write_firms()
    with ThreadPoolExecutor(1) as beside:
        images = beside.submit(writer.images, former)
        writer.write_figures()
        writer.write_titles()
        writer.journal(Journal(session, person, batch_id, now))
    digest = keep_written(session, batch_id, images.result())
    return Done(writer.finish(), digest)


class _Writer:
    """One writing of one plan; `ids` maps passing ids of new firms to the real ones."""

    def __init__(self, session: Session, indicators: Indicators, plan: Plan, now: datetime) -> None:
        self.session, self.indicators, self.plan, self.now = session, indicators, plan, now
        self.ids = ids_of_new(session, plan.firms)
        self.new_firms, self.new_figures = self._settled(plan.firms.new), self._settled(plan.figures.new)
        titles = self._settled(plan.titles.new)
        self.origins = self._settled(plan.origins)
        self.new_titles = titles.with_columns(fresh_ids(session, TITLE, titles.height).alias("key"))

    def write_firms(self) -> pl.DataFrame:
        """New firms, changed firms, their local values, and the names that became former, which are given back."""
        firms = self.plan.firms
        insert_firms(self.session, self.new_firms, firms.codes, self.now)
        update_firms(self.session, firms.to_write(firms.changed, ["firm_id"]), self.plan.stored, self.now)
        for part in (self.new_firms, firms.changed):
            write_local(self.session, self.indicators, FIRM, firms.codes, part.with_columns(OF_THE_FIRM))
        return add_former_names(self.session, firms, self._settled(firms.records))

    def write_figures(self) -> None:
        """Years that are new and years that changed, and whose figures they are."""
        figures = self.plan.figures
        write_figures(self.session, figures, self.new_figures)
        for part in (self.new_figures, figures.changed):
            write_local(self.session, self.indicators, YEARLY, figures.codes, part)
        fresh = packed({ALL_OTHERS: self.plan.source})
        write_origins(self.session, self.origins, self.ids["id"], fresh)

    def write_titles(self) -> None:
        """Titles that are new and titles that changed."""
        titles = self.plan.titles
        fields = [name for name in FIELDS if name in titles.codes]  # a plan kept by an older version has fewer
        insert_frame(self.session, TITLE, self.new_titles.select(pl.col("key").alias("id"), "firm_id", "tier", *fields))
        update_frame(self.session, TITLE, renewals(self.session, self.new_titles), ["id"])
        changed = titles.to_write(titles.changed, ["key"]).rename({"key": "id"})
        update_frame(self.session, TITLE, changed, ["id"])

    def journal(self, journal: Journal) -> None:
        """Write down every record with its place in the file."""
        firms, figures = with_figures(self.new_firms, self.new_figures)
        journal.note(firms, NEW_FIRM)
        journal.note(self.plan.firms.changed, "firm.update")
        journal.note(figures, NEW_FIGURES)
        journal.note(self.plan.figures.changed, "figures.update")
        titles = with_fresh(self.new_titles, self.plan.titles.codes)
        journal.note(titles, "title.create", note="tier")
        journal.note(self.plan.titles.changed, "title.update", note="tier")

    def images(self, former_names: pl.DataFrame) -> bytes:
        """What is written and what it replaces."""
        plan = self.plan
        images = {
            "firms": image(plan.firms, self.new_firms, ["firm_id", "credit_code"]),
            "figures": image(plan.figures, self.new_figures, ["firm_id", "year"]),
            "titles": image(plan.titles, self.new_titles, ["firm_id", "tier", "key"]),
        }
        codes = {"firms": plan.firms.codes, "figures": plan.figures.codes, "titles": plan.titles.codes}
        return packed_images(plan.source, images, codes, former_names, self.origins)

    def finish(self) -> list[int]:
        """Count the edit of every firm that was touched but not itself rewritten."""
        parts: tuple[Comparison, ...] = (self.plan.figures, self.plan.titles)
        rewritten = pl.concat([self.plan.firms.changed["firm_id"], self.ids["id"]])
        changed = [self._settled(part.records.select("firm_id"))["firm_id"] for part in parts]
        touched = pl.concat([rewritten, *changed]).unique().sort()  # neighbours lie together in the database
        others = touched.filter(~touched.is_in(rewritten.implode())).to_list()
        count_edits(self.session, others, self.now)
        return touched.to_list()

    def _settled(self, records: pl.DataFrame) -> pl.DataFrame:
        """The records with the real ids of new firms."""
        if not self.ids.height or not records.height:
            return records
        real = records.select("firm_id").join(self.ids, on="firm_id", how="left", maintain_order="left")
        return records.with_columns(real.select(pl.coalesce("id", "firm_id").alias("firm_id")).to_series())
