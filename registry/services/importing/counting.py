"""A plan in numbers."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from importers.issues import WARNING
from registry.services.importing.comparing import PLACE
from registry.services.importing.findings import rows_of
from registry.services.importing.planning import Plan


@dataclass(frozen=True)
class ImportCounts:
    """Rows of the file, each counted once: read = new + changed + unchanged + rejected + merged + left_out.

    `merged` rows repeat another row about the same firm; `conflicting` ones are rejected because they contradict another
    row; `left_out` ones were not wanted although nothing forbids them. `held` counts cells whose stored value stays, `doubtful`
    rows that are taken although there is a warning about them. The further counts are of what was or would be written, and of
    warnings.
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
    held: int = 0
    left_out: int = 0
    doubtful: int = 0


def counted(plan: Plan, *, left_out: int = 0) -> ImportCounts:
    """The plan in numbers; `left_out` is how many of the rows it counts as rejected were only not wanted."""
    statuses = dict(plan.rows["status"].value_counts().iter_rows())
    new, changed, rejected = statuses.get("new", 0), statuses.get("changed", 0), plan.rejected.height - left_out
    conflicting = rows_of(issue for issue in plan.issues if issue.code.startswith("conflicting_"))
    return ImportCounts(
        read=plan.read,
        new=new,
        changed=changed,
        unchanged=max(0, plan.read - new - changed - rejected - plan.merged - left_out),
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
        held=plan.held.height,
        left_out=left_out,
        doubtful=doubtful_rows(plan).height,
    )


def doubtful_rows(plan: Plan) -> pl.DataFrame:
    """sheet and row of the rows that are taken although there is a warning about them."""
    warned = rows_of(issue for issue in plan.issues if issue.level == WARNING)
    return plan.rows.select(PLACE).unique(maintain_order=True).join(warned, on=PLACE, how="semi", maintain_order="left")
