"""The issues of an import in numbers: what is to be mended, in short, and how much stands under which tab."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from importers.issues import ERROR, Issue
from registry.domain.names import name_keys
from registry.services.importing.plan_frames import Frames, issues_in
from registry.services.importing.unsettled import WAITING

CONFLICT = "conflicting_"


@dataclass(frozen=True)
class IssueTally:
    """`by_head`: errors of cells by the head of their column, most frequent first; `rows`: errors of rows as a whole; `sheets`:
    those of whole sheets. `conflicts` are issues of rows that contradict each other, `others` the rest. `unsettled` names
    are like those of firms in the registry, and a person may choose."""

    by_head: tuple[tuple[str, int], ...]
    rows: int
    sheets: tuple[Issue, ...]
    conflicts: int
    others: int
    unsettled: int


def tally_issues(frames: Frames) -> IssueTally:
    """Count the issues kept with a plan."""
    errors = frames.scan("issues").filter(pl.col("level") == ERROR).collect()
    heads = errors.filter(pl.col("header") != "").group_by("header", maintain_order=True).len()
    bare = errors.filter(pl.col("header") == "")
    code = pl.col("code")
    numbers = frames.scan("issues").select(
        code.str.starts_with(CONFLICT).sum().alias("conflicts"),
        pl.len().alias("every"),
    )
    conflicts, every = numbers.collect().row(0)
    return IssueTally(
        by_head=tuple(heads.sort("len", descending=True, maintain_order=True).rows()),
        rows=bare.filter(pl.col("row") > 0).height,
        sheets=issues_in(bare.filter(pl.col("row") == 0)),
        conflicts=conflicts,
        others=every - conflicts,
        unsettled=name_keys(errors.filter(code.is_in(WAITING))["value"]).n_unique(),
    )
