"""What an import does or would do, as people and commands are shown it: counts, issues, and the changes cell by cell.

A preview rests on frames that may be packed in the database: a page of it decodes what it shows and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from importers.issues import ERROR, Issue
from importers.reading import SheetReadout
from registry.services.importing.change_texts import with_fresh
from registry.services.importing.comparing import PLACE
from registry.services.importing.counting import ImportCounts
from registry.services.importing.effects import Effects
from registry.services.importing.issue_tallies import CONFLICT, IssueTally, tally_issues
from registry.services.importing.plan_frames import OF_PLAN, Frames, issues_in
from registry.services.importing.preview_parts import (
    HeldCell,
    PreviewLine,
    PreviewRow,
    Slice,
    held_of,
    line_of,
    record_of,
)
from registry.services.importing.searching import matching
from registry.store.imports import ImportBatch

LEVELS = ["error", "warning", "info"]
PARTS = {"firms": (), "figures": ("year",), "titles": ("tier",)}


@dataclass(frozen=True)
class Preview:
    """What a file does or would do. `is_kept` where this rests on the plan kept with the batch, `is_replanned` where that one no
    longer held and everything was found anew."""

    batch: ImportBatch | None
    sheets: tuple[SheetReadout, ...]
    frames: Frames
    effects: Effects | None = None
    twin: ImportBatch | None = None
    is_kept: bool = False
    is_replanned: bool = False

    @cached_property
    def counts(self) -> ImportCounts:
        """The numbers of rows and records."""
        return ImportCounts(**self.frames.contents["counts"])

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """All issues, of the reader and of the registry."""
        return issues_in(self.frames.frame("issues"))

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues that reject rows."""
        return tuple(issue for issue in self.issues if issue.level == ERROR)

    @property
    def statuses(self) -> dict[tuple[str, int], str]:
        """The outcome of each row by its place, as a marked workbook shows it."""
        return {
            (sheet, row): status for sheet, row, status in self.frames.frame("lines").select(*PLACE, "status").rows()
        }

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the columns that the sheets lack: credit_code, name or year. A sheet with codes needs no names."""
        lacking = [
            code for sheet in self.sheets for code in sheet.missing if code != "name" or "credit_code" in sheet.missing
        ]
        return tuple(dict.fromkeys(lacking))

    def lines(self, status: str, search: str = "", first: int = 0, length: int = 500) -> Slice[PreviewLine]:
        """Rows of one status (new, changed, unchanged, rejected), with what they change; `search` is part of a name or code."""
        meant = self.frames.scan("lines").filter(pl.col("status") == status, matching(search)).collect()
        shown = meant.slice(first, length)
        records = self._records(shown) if status in ("new", "changed") else {}
        return Slice(meant.height, tuple(line_of(row, records) for row in shown.iter_rows(named=True)))

    def held(self, search: str = "", first: int = 0, length: int = 500) -> Slice[HeldCell]:
        """The values that stay although the file says something else."""
        cells = self.frames.scan("held").join(self._names(), on=PLACE, how="left", maintain_order="left")
        meant = cells.filter(matching(search)).collect()
        return Slice(meant.height, tuple(held_of(row) for row in meant.slice(first, length).iter_rows(named=True)))

    def found(
        self, search: str = "", first: int = 0, length: int = 500, *, conflicts: bool | None = None
    ) -> Slice[Issue]:
        """Issues, what is refused first: of rows that contradict each other, all others, or (None) both."""
        issues = self.frames.scan("issues")
        if conflicts is not None:
            issues = issues.filter(pl.col("code").str.starts_with(CONFLICT) == conflicts)
        if search:
            places = self._names().filter(matching(search)).select(PLACE)
            issues = issues.join(places, on=PLACE, how="semi", maintain_order="left")
        level = pl.col("level").replace_strict(
            {name: number for number, name in enumerate(LEVELS)}, default=len(LEVELS)
        )
        meant = issues.sort(level, maintain_order=True).collect()
        return Slice(meant.height, issues_in(meant.slice(first, length)))

    @cached_property
    def tally(self) -> IssueTally:
        """The issues in numbers."""
        return tally_issues(self.frames)

    @property
    def source(self) -> str:
        """Whose figures the file brings."""
        return str(self.frames.contents["basis"]["source"])

    def _names(self) -> pl.LazyFrame:
        return self.frames.scan("lines").select(*PLACE, "credit_code", "name")

    def _records(self, shown: pl.DataFrame) -> dict[tuple[str, int], list[PreviewRow]]:
        """The records at some rows, by place."""
        found: dict[tuple[str, int], list[PreviewRow]] = {}
        near = pl.col("row").is_between(*_span(shown["row"])) & pl.col("sheet").is_in(shown["sheet"].unique().to_list())
        for part, extra in PARTS.items():
            codes = self.frames.contents["plan"][part]
            records = self.frames.scan(f"{OF_PLAN}{part}.records").select(*PLACE, *extra, *codes, "exists", "changes")
            here = records.filter(near).join(shown.select(PLACE).lazy(), on=PLACE, how="semi", maintain_order="left")
            told = with_fresh(here.collect(), codes).select(*PLACE, *extra, "exists", "changes")
            for row in told.iter_rows(named=True):
                found.setdefault((row["sheet"], row["row"]), []).append(record_of(row))
        return found


def _span(rows: pl.Series) -> tuple[int, int]:
    return (int(rows.min()), int(rows.max())) if len(rows) else (0, 0)  # type: ignore[arg-type]
