"""Rows beside what is stored: new, changed or unchanged, cell by cell. A blank cell never changes anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from registry.services.importing.change_texts import changes_text, with_texts

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
STORED = "~stored"
PLACE = ["sheet", "row"]


@dataclass(frozen=True)
class Comparison:
    """`rows`: sheet, row, status. `records`: one per key with its first sheet and row, the values of the file, those stored
    (suffix ~stored), `exists` and `changes` as JSON text {code: [old, new]}, null of new records (change_texts.with_fresh);
    records that change nothing are left out."""

    rows: pl.DataFrame
    records: pl.DataFrame
    codes: tuple[str, ...]

    @property
    def new(self) -> pl.DataFrame:
        """Records to insert."""
        return self.records.filter(~pl.col("exists")) if self.records["exists"].any() else self.records

    @property
    def changed(self) -> pl.DataFrame:
        """Records to update."""
        return self.records.filter(pl.col("exists")) if self.records["exists"].any() else self.records.clear()

    def to_write(self, records: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
        """Key columns and final values: the file's where it has one, else what is stored."""
        return records.select(*keys, *(pl.coalesce(code, code + STORED).alias(code) for code in self.codes))


@dataclass(frozen=True)
class Beside:
    """Rows joined with what is stored: `rows` as in the file, `records` one per key; both with ~stored columns and `exists`."""

    rows: pl.DataFrame
    records: pl.DataFrame
    codes: tuple[str, ...]

    def compared(self) -> Comparison:
        """What is new and what differs."""
        statuses = self.rows.select(*PLACE, _status(self.codes if self.rows["exists"].any() else ()))
        known = self.records.filter(pl.col("exists") & differ(self.codes)) if self.records["exists"].any() else None
        new = self.records if known is None else self.records.filter(~pl.col("exists"))
        records = new.with_columns(pl.lit(None, dtype=pl.String).alias("changes"))
        if known is not None:
            changed = with_texts(known, changes_text(self.codes, differs, STORED, ""))
            records = pl.concat([records, changed])
        return Comparison(statuses, records, self.codes)


def beside(rows: pl.DataFrame, stored: pl.DataFrame, keys: list[str], codes: Sequence[str]) -> Beside:
    """Put rows (sheet, row, keys, codes) beside the stored records (keys, codes) that they speak of."""
    held = stored.select(*keys, *(pl.col(code).alias(code + STORED) for code in codes), pl.lit(True).alias("exists"))
    joined = rows.join(held, on=keys, how="left", maintain_order="left").with_columns(pl.col("exists").fill_null(False))
    return Beside(joined, _merged(joined, keys, codes), tuple(codes))


def compare(rows: pl.DataFrame, stored: pl.DataFrame, keys: list[str], codes: Sequence[str]) -> Comparison:
    """Compare rows (sheet, row, keys, codes) with stored records (keys, codes)."""
    return beside(rows, stored, keys, codes).compared()


def conflicts(rows: pl.DataFrame, keys: list[str], codes: Sequence[str]) -> pl.DataFrame:
    """Rows of one key that disagree: sheet, row, keys, `codes`, `other_sheet` and `other` (a row they disagree with)."""
    repeated = rows.filter(pl.struct(keys).is_duplicated())
    torn = [(pl.col(code).is_not_null() & (pl.col(code).drop_nulls().n_unique().over(keys) > 1)) for code in codes]
    names = [pl.when(expression).then(pl.lit(code)) for code, expression in zip(codes, torn, strict=True)]
    listed = pl.concat_list(names).list.drop_nulls() if names else pl.lit([], dtype=pl.List(pl.String))
    found = repeated.select(*PLACE, *keys, listed.alias("codes")).filter(pl.col("codes").list.len() > 0)
    other = [
        pl.when(pl.int_range(pl.len()) == 0).then(pl.col(name).get(1)).otherwise(pl.col(name).first()).over(keys)
        for name in PLACE
    ]
    return found.with_columns(other[0].alias("other_sheet"), other[1].alias("other"))


def differs(code: str) -> pl.Expr:
    """Whether the file says something else than the store; a blank says nothing."""
    return pl.col(code).is_not_null() & pl.col(code).ne_missing(pl.col(code + STORED))


def differ(codes: Sequence[str]) -> pl.Expr:
    """Whether any of the codes differs."""
    return pl.any_horizontal([differs(code) for code in codes]) if codes else pl.lit(False)


def _status(codes: Sequence[str]) -> pl.Expr:
    changed = pl.when(differ(codes)).then(pl.lit(CHANGED)).otherwise(pl.lit(UNCHANGED))
    return pl.when(~pl.col("exists")).then(pl.lit(NEW)).otherwise(changed).alias("status")


def _merged(joined: pl.DataFrame, keys: list[str], codes: Sequence[str]) -> pl.DataFrame:
    """One record per key: the first value that is known for each cell, at the place of the first row."""
    if not joined.select(pl.struct(keys).is_duplicated().any()).item():
        return joined
    first = [pl.col(code).drop_nulls().first() for code in codes]
    others = [name for name in joined.columns if name not in {*keys, *codes}]
    merged = joined.group_by(keys, maintain_order=True).agg(*first, *(pl.col(name).first() for name in others))
    return merged.select(joined.columns)
