"""What an import does or would do, as people and commands are shown it: counts, issues, and the changes cell by cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from importers.issues import ERROR, WARNING, Issue
from importers.reading import SheetReadout
from registry.services.importing.findings import rows_of
from registry.services.importing.planning import PLACE, Plan
from registry.store.imports import ImportBatch

SHOWN = 500


@dataclass(frozen=True)
class ImportCounts:
    """Rows of the file, each counted once: read = new + changed + unchanged + rejected + merged.

    `merged` rows repeat another row about the same firm; `conflicting` ones are rejected because they contradict another
    row. The further counts are of what was or would be written, and of warnings.
    """

    read: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    merged: int
    conflicting: int
    warnings: int
    firms_new: int
    firms_changed: int
    figures_new: int
    figures_changed: int
    titles_new: int
    titles_changed: int


@dataclass(frozen=True)
class PreviewRow:
    """One row that changes something: `changes` maps a code to old and new value; `year` is set for yearly figures."""

    sheet: str
    row: int
    credit_code: str | None
    name: str | None
    year: int | None
    is_new: bool
    changes: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Preview:
    """What a file would do. `rows` are the first few hundred that change something; issues are all of them."""

    batch: ImportBatch | None
    counts: ImportCounts
    sheets: tuple[SheetReadout, ...]
    issues: tuple[Issue, ...]
    rows: tuple[PreviewRow, ...]
    outcomes: pl.DataFrame  # sheet, row and status of every row that is new, changed, unchanged or rejected
    twin: ImportBatch | None = None

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues that reject rows."""
        return tuple(issue for issue in self.issues if issue.level == ERROR)

    @property
    def statuses(self) -> dict[tuple[str, int], str]:
        """The outcome of each row by its place, as a marked workbook shows it."""
        return {(sheet, row): status for sheet, row, status in self.outcomes.iter_rows()}

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the columns that the sheets lack: credit_code, name or year. A sheet with codes needs no names."""
        lacking = [
            code for sheet in self.sheets for code in sheet.missing if code != "name" or "credit_code" in sheet.missing
        ]
        return tuple(dict.fromkeys(lacking))


def outcomes_of(plan: Plan) -> pl.DataFrame:
    """`sheet`, `row`, `status` of the rows that the plan takes, then of those that it rejects."""
    rejected = plan.rejected.select(*PLACE, pl.lit("rejected").alias("status"))
    return pl.concat([plan.rows.select(*PLACE, "status").unique(PLACE, maintain_order=True), rejected])


def counted(plan: Plan) -> ImportCounts:
    """The plan in numbers."""
    statuses = dict(plan.rows["status"].value_counts().iter_rows())
    new, changed, rejected = statuses.get("new", 0), statuses.get("changed", 0), plan.rejected.height
    conflicting = rows_of(issue for issue in plan.issues if issue.code.startswith("conflicting_"))
    return ImportCounts(
        read=plan.read,
        new=new,
        changed=changed,
        unchanged=max(0, plan.read - new - changed - rejected - plan.merged),
        rejected=rejected,
        merged=plan.merged,
        conflicting=conflicting.height,
        warnings=sum(issue.level == WARNING for issue in plan.issues),
        firms_new=plan.firms.new.height,
        firms_changed=plan.firms.changed.height,
        figures_new=plan.figures.new.height,
        figures_changed=plan.figures.changed.height,
        titles_new=plan.titles.new.height,
        titles_changed=plan.titles.changed.height,
    )


def shown_rows(plan: Plan) -> Iterator[PreviewRow]:
    """The first records that change something, in the order of the file's parts."""
    known = plan.rows.select(*PLACE, "credit_code", pl.col("name").alias("named")).unique(PLACE)
    stored = plan.stored.select("firm_id", pl.col("name").alias("stored_name"))
    for comparison in (plan.firms, plan.figures, plan.titles):
        records = comparison.records.head(SHOWN).drop("credit_code", "name", strict=False)
        joined = records.join(known, on=PLACE, how="left", maintain_order="left")
        joined = joined.join(stored, on="firm_id", how="left", maintain_order="left")
        for record in joined.iter_rows(named=True):
            changes = {code: (old, new) for code, (old, new) in json.loads(record["changes"]).items()}
            if "tier" in record:
                changes = {"tier": (None, record["tier"])} | changes
            name = record["named"] or record["stored_name"]
            yield PreviewRow(
                record["sheet"],
                record["row"],
                record["credit_code"],
                name,
                record.get("year"),
                not record["exists"],
                changes,
            )
