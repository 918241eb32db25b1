"""Rows that repeat a firm within one sheet: the same values are merged, values that differ are a conflict."""

from __future__ import annotations

from typing import Any

import polars as pl

from importers.issues import ERROR, INFO, Issue
from importers.keys import name_keys
from importers.raw import shown
from importers.sheets import TypedSheet


def add_keys(sheet: TypedSheet) -> None:
    """Gives the frame `credit_code`, `name` and `firm`, the key by which rows are about the same firm."""
    columns = {code: sheet.letter_of(code) for code in ("credit_code", "name")}
    frame = sheet.frame.with_columns(
        (pl.col(letter) if letter else pl.lit(None, dtype=pl.String)).alias(code) for code, letter in columns.items()
    )
    frame = frame.with_columns(name_keys(frame["name"]).alias("name_key"))
    known = (
        frame.filter(pl.col("credit_code").is_not_null() & pl.col("name_key").is_not_null())
        .group_by("name_key")
        .agg(pl.col("credit_code").first().alias("by_name"), pl.col("credit_code").n_unique().alias("codes"))
        .filter(pl.col("codes") == 1)
        .select("name_key", "by_name")
    )
    sheet.frame = (
        frame.join(known, on="name_key", how="left", maintain_order="left")
        .with_columns(firm=pl.coalesce("credit_code", "by_name", "name_key"))
        .drop("name_key", "by_name")
    )


def settle_repeats(sheet: TypedSheet) -> int:
    """Merges agreeing rows of one firm and year into the first of them; returns how many rows went into another.

    A blank agrees with every value. Rows that disagree stay, each with an error that names the row it disagrees with.
    """
    frame = sheet.frame
    key = ["firm", "year"] if sheet.letter_of("year") else ["firm"]
    repeated = frame.filter(pl.col("firm").is_not_null() & pl.struct(key).is_duplicated())
    if repeated.is_empty():
        return 0
    values = [column for column in frame.columns if column not in ("row", "firm", "year", "credit_code", "name")]
    dropped: list[int] = []
    filled: list[dict[str, Any]] = []
    for group in repeated.partition_by(key, maintain_order=True):
        rows = group["row"].to_list()
        differing = [column for column in values if group[column].drop_nulls().n_unique() > 1]
        if differing:
            sheet.issues += _conflicts(sheet, group, differing, group["year"][0] if len(key) > 1 else None)
            continue
        sheet.issues += [Issue("merged_repeat", INFO, sheet.name, row, facts={"first": rows[0]}) for row in rows[1:]]
        dropped += rows[1:]
        filled.append({"row": rows[0]} | {name: _first(group[name]) for name in [*values, "credit_code", "name"]})
    _apply(sheet, dropped, filled)
    return len(dropped)


def _first(column: pl.Series) -> object:
    known = column.drop_nulls()
    return known[0] if len(known) else None


def _conflicts(sheet: TypedSheet, group: pl.DataFrame, differing: list[str], year: int | None) -> list[Issue]:
    """One error per row of the group, each naming another row that says something else and what differs."""
    issues = []
    rows = group.to_dicts()
    for row in rows:
        other = next((one for one in rows if _difference(sheet, row, one, differing)), None)
        if other:
            facts = {"other": other["row"], "differences": _difference(sheet, row, other, differing), "of_year": year}
            issues.append(Issue("conflicting_rows", ERROR, sheet.name, row["row"], differing[0], facts=facts))
    return issues


def _difference(sheet: TypedSheet, row: dict[str, Any], other: dict[str, Any], differing: list[str]) -> str:
    return "、".join(
        f"「{sheet.mapping(letter).header}」“{shown(row[letter])}”≠“{shown(other[letter])}”"
        for letter in differing
        if None not in (row[letter], other[letter]) and row[letter] != other[letter]
    )


def _apply(sheet: TypedSheet, dropped: list[int], filled: list[dict[str, Any]]) -> None:
    if not filled:
        return
    schema = {name: sheet.frame.schema[name] for name in filled[0]}
    updates = pl.DataFrame(filled, schema=schema)
    kept = sheet.frame.filter(~pl.col("row").is_in(dropped))
    sheet.frame = kept.update(updates, on="row", how="left")
