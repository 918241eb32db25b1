"""Taking names and numbers of one firm's people out of what an import keeps: its rows, cells, plan and images."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from registry.services.importing.comparing import STORED
from registry.services.importing.packing import Packed, pack, parquet
from registry.services.personal_values import CODES

PERSONAL_COLUMNS = {name for code in CODES for name in (code, code + STORED)}
NEVER = ("credit_code", "name", "sheet")  # columns that say which firm and row it is
Place = tuple[str, int]


@dataclass(frozen=True)
class Target:
    """Whose rows are meant (a firm, by number, code and names, and rows known to be its), and which texts go."""

    firm_id: int
    credit_code: str
    names: frozenset[str]
    places: frozenset[Place] = frozenset()
    values: frozenset[str] = frozenset()

    def at(self, places: Collection[Place]) -> Target:
        """The same with more rows."""
        return replace(self, places=self.places | frozenset(places))

    def without(self, values: Collection[str]) -> Target:
        """The same with more texts that go."""
        return replace(self, values=self.values | {value for value in values if value})


def rows_of(frame: pl.DataFrame, target: Target, sheet: str = "") -> pl.Series:
    """Which rows of a frame are the firm's; of a frame of raw cells the sheet is its name."""
    found = pl.lit(False)
    if "firm_id" in frame.columns:
        found |= pl.col("firm_id") == target.firm_id
    if "credit_code" in frame.columns:
        found |= pl.col("credit_code") == target.credit_code
    if "name" in frame.columns and frame.schema["name"] == pl.String:
        found |= pl.col("name").is_in(sorted(target.names))
    if "row" in frame.columns and target.places:
        own = pl.DataFrame(sorted(target.places), schema={"at": pl.String, "line": pl.Int64}, orient="row")
        keys = [pl.col("sheet") if "sheet" in frame.columns else pl.lit(sheet), pl.col("row").cast(pl.Int64)]
        found |= pl.struct(at=keys[0], line=keys[1]).is_in(own.select(pl.struct("at", "line")).to_series().implode())
    return (
        frame.select(found.fill_null(False).alias("own")).to_series()
        if frame.height
        else pl.Series([], dtype=pl.Boolean)
    )


def places_in(frame: pl.DataFrame, target: Target) -> set[Place]:
    """Where the firm stands in the file."""
    if not frame.height or not {"sheet", "row"} <= set(frame.columns):
        return set()
    return set(frame.filter(rows_of(frame, target)).select("sheet", "row").rows())


def values_in(frame: pl.DataFrame, target: Target) -> set[str]:
    """The names and numbers that a frame holds of the firm's people."""
    held = [name for name in frame.columns if name in PERSONAL_COLUMNS]
    own = frame.filter(rows_of(frame, target)) if held and frame.height else frame.head(0)
    return {str(value) for name in held for value in own[name].drop_nulls()}


def blanked(frame: pl.DataFrame, target: Target, sheet: str = "") -> pl.DataFrame:
    """The frame without the target's texts in the target's rows."""
    own = rows_of(frame, target, sheet)
    if not own.any():
        return frame
    return frame.with_columns(_columns(frame, target, own))


def blanked_parquet(held: bytes, target: Target) -> bytes:
    """The same of one frame as it is kept."""
    return parquet(blanked(pl.read_parquet(io.BytesIO(held)), target)) if held else held


def blanked_packed(held: bytes | None, target: Target) -> bytes | None:
    """The same of several frames as they are kept; the very same bytes where nothing of the firm's people is in them."""
    if not held:
        return held
    packed = Packed(held)
    before = {name: packed.frame(name) for name in packed.names}
    after = {name: blanked(frame, target, name) for name, frame in before.items()}
    if all(frame.equals(before[name]) for name, frame in after.items()):
        return held
    return pack(after, packed.contents)


def _columns(frame: pl.DataFrame, target: Target, own: pl.Series) -> Iterator[pl.Expr]:
    long = sorted((value for value in target.values if len(value) > 1), key=len, reverse=True)
    numbers = [float(value) for value in target.values if value.isdecimal()]
    for name, kind in frame.schema.items():
        if name in PERSONAL_COLUMNS:
            gone: pl.Expr = pl.lit(None, dtype=kind)
        elif kind == pl.String and name not in NEVER and long:
            text = pl.col(name).str.replace_many(long, [""] * len(long))
            gone = pl.when(pl.col(name).is_in(sorted(target.names))).then(pl.col(name)).otherwise(text)
        elif kind.is_numeric() and numbers and name not in ("row", "firm_id", "year"):
            gone = pl.when(pl.col(name).cast(pl.Float64).is_in(numbers)).then(None).otherwise(pl.col(name))
        else:
            continue
        yield pl.when(pl.lit(own)).then(gone).otherwise(pl.col(name)).alias(name)


def blanked_text(text: Any, target: Target) -> Any:
    """A text of an issue without what goes."""
    told = str(text)
    for value in sorted(target.values, key=len, reverse=True):
        told = told.replace(value, "") if len(value) > 1 else told
    return told if isinstance(text, str) else text
