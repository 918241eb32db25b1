"""A plan taken apart into frames and plain values, and put together again: what is kept of it and what is shown of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Protocol, get_type_hints

import polars as pl

from importers.reading import Readout
from registry.services.importing.comparing import PLACE, Comparison
from registry.services.importing.findings import Issue, from_json, to_json
from registry.services.importing.planning import Plan

OF_PLAN = "plan."  # before the names of the frames that a commit needs and nobody is shown
ISSUES = {"code": pl.String, "level": pl.String, "sheet": pl.String, "row": pl.Int64}
ISSUES |= dict.fromkeys(["column", "header", "value", "facts"], pl.String)
NAMED = ["credit_code", "name"]


class Frames(Protocol):
    """Frames by name, whether in memory or packed, and plain values beside them."""

    contents: Any

    @property
    def names(self) -> tuple[str, ...]: ...
    def __contains__(self, name: str) -> bool: ...
    def scan(self, name: str) -> pl.LazyFrame: ...
    def frame(self, name: str) -> pl.DataFrame: ...


class Loose:
    """Frames in memory."""

    def __init__(self, frames: Mapping[str, pl.DataFrame], contents: Any) -> None:
        self.frames, self.contents = frames, contents
        self.names = tuple(frames)

    def __contains__(self, name: str) -> bool:
        return name in self.frames

    def scan(self, name: str) -> pl.LazyFrame:
        """A frame to be read in part."""
        return self.frames[name].lazy()

    def frame(self, name: str) -> pl.DataFrame:
        """A whole frame."""
        return self.frames[name]


def taken_apart(plan: Plan) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """The frames of the plan under names of their own, and the rest as JSON can hold it; its issues stand apart."""
    frames: dict[str, pl.DataFrame] = {}
    values: dict[str, Any] = {}
    for field in fields(plan):
        value = getattr(plan, field.name)
        if isinstance(value, pl.DataFrame):
            frames[f"{OF_PLAN}{field.name}"] = value
        elif isinstance(value, Comparison):
            frames |= {f"{OF_PLAN}{field.name}.{part}": getattr(value, part) for part in ("rows", "records")}
            values[field.name] = list(value.codes)
        elif field.name != "issues":
            values[field.name] = value
    return frames, values


def put_together(frames: Frames, values: Mapping[str, Any]) -> Plan:
    """The plan that was taken apart."""
    kinds = get_type_hints(Plan)
    parts: dict[str, Any] = {"issues": issues_in(frames.frame("issues"))}
    for field in fields(Plan):
        name = f"{OF_PLAN}{field.name}"
        if kinds[field.name] is pl.DataFrame:
            parts[field.name] = frames.frame(name)
        elif is_dataclass(kinds[field.name]):
            rows, records = frames.frame(f"{name}.rows"), frames.frame(f"{name}.records")
            parts[field.name] = Comparison(rows, records, tuple(values[field.name]))
        elif field.name != "issues":
            parts[field.name] = values[field.name]
    return Plan(**parts)


def issues_frame(issues: Iterable[Issue]) -> pl.DataFrame:
    """The issues as rows; facts are JSON text."""
    rows = [to_json(issue) for issue in issues]
    return pl.DataFrame([row | {"facts": json.dumps(row["facts"])} for row in rows], schema=ISSUES)


def issues_in(frame: pl.DataFrame) -> tuple[Issue, ...]:
    """The issues that the rows were made of."""
    return tuple(from_json(row | {"facts": json.loads(row["facts"])}) for row in frame.iter_rows(named=True))


def lines_of(plan: Plan, readout: Readout, left_out: pl.DataFrame | None = None) -> pl.DataFrame:
    """sheet, row, firm_id, status, credit_code, name of every row that is taken, rejected or left out, in the order of the file.

    A row that names no firm takes the name that the file gives elsewhere to the same firm, else the stored one.
    """
    told = [pl.col(name).fill_null(pl.col(name).drop_nulls().first().over("firm_id")) for name in NAMED]
    stored = plan.stored.select("firm_id", pl.col("name").alias("stored"))
    taken = plan.rows.unique(PLACE, maintain_order=True).with_columns(told)
    taken = taken.join(stored, on="firm_id", how="left", maintain_order="left")
    taken = taken.with_columns(pl.coalesce("name", "stored").alias("name"))
    written = [frame.select(*PLACE, *NAMED) for frame in (readout.firms, readout.figures, readout.titles)]
    named = pl.concat(written if plan.rejected.height else [written[0].clear()]).unique(PLACE, maintain_order=True)
    refused = plan.rejected.select(
        *PLACE, pl.lit(None, dtype=pl.Int64).alias("firm_id"), pl.lit("rejected").alias("status")
    )
    refused = refused.unique(PLACE, maintain_order=True).join(named, on=PLACE, how="left", maintain_order="left")
    if left_out is not None:
        spared = pl.struct(PLACE).is_in(left_out.select(pl.struct(PLACE)).to_series().implode())
        refused = refused.with_columns(pl.when(spared).then(pl.lit("left_out")).otherwise("status").alias("status"))
    columns = [*PLACE, "firm_id", "status", *NAMED]
    order = {sheet.name: number for number, sheet in enumerate(readout.sheets)}
    place = pl.col("sheet").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    return pl.concat([taken.select(columns), refused.select(columns)]).sort(place, "row", maintain_order=True)
