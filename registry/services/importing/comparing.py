"""Rows beside what is stored: new, changed or unchanged, cell by cell. A blank cell never changes anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
STORED = "~stored"


@dataclass(frozen=True)
class Comparison:
    """`rows`: sheet, row, status. `records`: one per key with its first sheet and row, the values of the file, those stored
    (suffix ~stored), `exists` and `changes` as JSON text {code: [old, new]}; records that change nothing are left out."""

    rows: pl.DataFrame
    records: pl.DataFrame
    codes: tuple[str, ...]

    @property
    def new(self) -> pl.DataFrame:
        """Records to insert."""
        return self.records.filter(~pl.col("exists"))

    @property
    def changed(self) -> pl.DataFrame:
        """Records to update."""
        return self.records.filter(pl.col("exists"))

    def to_write(self, records: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
        """Key columns and final values: the file's where it has one, else what is stored."""
        return records.select(*keys, *(pl.coalesce(code, code + STORED).alias(code) for code in self.codes))


def compare(rows: pl.DataFrame, stored: pl.DataFrame, keys: list[str], codes: Sequence[str]) -> Comparison:
    """Compare rows (sheet, row, keys, codes) with stored records (keys, codes)."""
    held = stored.select(*keys, *(pl.col(code).alias(code + STORED) for code in codes), pl.lit(True).alias("exists"))
    joined = rows.join(held, on=keys, how="left", maintain_order="left").with_columns(pl.col("exists").fill_null(False))
    statuses = joined.select("sheet", "row", _status(codes))
    records = _merged(joined, keys, codes)
    changes = _changes(codes)
    kept = records.with_columns(changes).filter(~pl.col("exists") | (pl.col("changes") != "{}"))
    return Comparison(statuses, kept, tuple(codes))


def conflicts(rows: pl.DataFrame, keys: list[str], codes: Sequence[str]) -> pl.DataFrame:
    """Rows of one key that disagree: sheet, row, keys, `codes`, `other_sheet` and `other` (a row they disagree with)."""
    repeated = rows.filter(pl.struct(keys).is_duplicated())
    torn = [(pl.col(code).is_not_null() & (pl.col(code).drop_nulls().n_unique().over(keys) > 1)) for code in codes]
    names = [pl.when(expression).then(pl.lit(code)) for code, expression in zip(codes, torn, strict=True)]
    listed = pl.concat_list(names).list.drop_nulls() if names else pl.lit([], dtype=pl.List(pl.String))
    found = repeated.select("sheet", "row", *keys, listed.alias("codes")).filter(pl.col("codes").list.len() > 0)
    other = [
        pl.when(pl.int_range(pl.len()) == 0).then(pl.col(name).get(1)).otherwise(pl.col(name).first()).over(keys)
        for name in ("sheet", "row")
    ]
    return found.with_columns(other[0].alias("other_sheet"), other[1].alias("other"))


def _differs(code: str) -> pl.Expr:
    return pl.col(code).is_not_null() & pl.col(code).ne_missing(pl.col(code + STORED))


def _status(codes: Sequence[str]) -> pl.Expr:
    differs = pl.any_horizontal([_differs(code) for code in codes]) if codes else pl.lit(False)
    changed = pl.when(differs).then(pl.lit(CHANGED)).otherwise(pl.lit(UNCHANGED))
    return pl.when(~pl.col("exists")).then(pl.lit(NEW)).otherwise(changed).alias("status")


def _merged(joined: pl.DataFrame, keys: list[str], codes: Sequence[str]) -> pl.DataFrame:
    """One record per key: the first value that is known for each cell, at the place of the first row."""
    if not joined.select(pl.struct(keys).is_duplicated().any()).item():
        return joined
    first = [pl.col(code).drop_nulls().first() for code in codes]
    others = [name for name in joined.columns if name not in {*keys, *codes}]
    merged = joined.group_by(keys, maintain_order=True).agg(*first, *(pl.col(name).first() for name in others))
    return merged.select(joined.columns)


def _changes(codes: Sequence[str]) -> pl.Expr:
    """JSON text of what differs, made by columns: a hundred thousand rows take a second."""
    parts = []
    for code in codes:
        pair = pl.struct(pl.concat_list(code + STORED, code).alias("v")).struct.json_encode()
        value = pair.str.slice(5).str.head(-1)  # what stands between {"v": and }
        parts.append(pl.when(_differs(code)).then(pl.concat_str(pl.lit(f'"{code}":'), value)))
    inner = pl.concat_str(parts, separator=",", ignore_nulls=True) if parts else pl.lit("")
    return pl.concat_str(pl.lit("{"), inner, pl.lit("}")).alias("changes")
