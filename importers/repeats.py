"""Rows that repeat a firm within one sheet: the same values are merged, values that differ are a conflict."""

from __future__ import annotations

from typing import Any

import polars as pl

from importers.issues import ERROR, INFO, Issue
from importers.raw import shown
from importers.sheets import TypedSheet
from registry.domain.names import name_keys


def add_keys(sheet: TypedSheet) -> None:
    """Gives the frame `credit_code`, `name` and `firm`, the key by which rows are about the same firm."""
    columns = {code: sheet.letter_of(code) for code in ("credit_code", "name")}
    frame = sheet.frame.with_columns(
        (pl.col(letter) if letter else pl.lit(None, dtype=pl.String)).alias(code) for code, letter in columns.items()
    )
    if not frame["credit_code"].has_nulls():
        sheet.frame = frame.with_columns(firm=pl.col("credit_code"))
        return
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
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in key)  # a year that nobody knows is no other's year
    repeated = frame.filter(known & pl.struct(key).is_duplicated())
    if repeated.is_empty():
        return 0
    values = [column for column in frame.columns if column not in ("row", "firm", "year", "credit_code", "name")]
    repeated = _with_one_spelling(repeated, sheet.letter_of("name"))
    groups = repeated.group_by(key, maintain_order=True).agg(
        pl.col("row").alias("rows"),
        pl.any_horizontal(False, *(pl.col(name).drop_nulls().n_unique() > 1 for name in values)).alias("differs"),
        *(pl.col(name).drop_nulls().first() for name in [*values, "credit_code", "name"]),
    )
    differing = repeated.join(groups.filter("differs"), on=key, how="semi", nulls_equal=True)
    sheet.issues += _conflicts(sheet, differing, key, values)
    agreeing = groups.filter(~pl.col("differs")).with_columns(row=pl.col("rows").list.first())
    merged = agreeing.select("row", pl.col("rows").list.slice(1)).explode("rows")
    sheet.issues += [
        Issue("merged_repeat", INFO, sheet.name, row, facts={"first": first}) for first, row in merged.rows()
    ]
    kept = frame.filter(~pl.col("row").is_in(merged["rows"].implode()))
    updates = agreeing.select("row", *values, "credit_code", "name")
    sheet.frame = kept.update(updates, on="row", how="left")
    return merged.height


def _with_one_spelling(repeated: pl.DataFrame, letter: str | None) -> pl.DataFrame:
    """The rows with each name as its group writes it first, where the two differ only in how they are written."""
    if not letter:
        return repeated
    spelling = pl.col(letter).first().over("firm", name_keys(repeated[letter]))
    return repeated.with_columns(spelling.alias(letter))


def _conflicts(sheet: TypedSheet, differing: pl.DataFrame, key: list[str], values: list[str]) -> list[Issue]:
    """One error per row of each group, naming another row that says something else and what differs."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in differing.iter_rows(named=True):
        groups.setdefault(tuple(row[name] for name in key), []).append(row)
    issues = []
    for rows in groups.values():
        for row in rows:
            other = next((one for one in rows if _apart(row, one, values)), None)
            if other:
                letters = _apart(row, other, values)
                said = "、".join(
                    f"「{sheet.mapping(letter).header}」“{shown(row[letter])}”≠“{shown(other[letter])}”"
                    for letter in letters
                )
                year = row["year"] if "year" in key else None
                facts = {"other": other["row"], "differences": said, "of_year": year}
                issues.append(Issue("conflicting_rows", ERROR, sheet.name, row["row"], letters[0], facts=facts))
    return issues


def _apart(row: dict[str, Any], other: dict[str, Any], values: list[str]) -> list[str]:
    """The columns in which both rows say something, and not the same."""
    return [name for name in values if None not in (row[name], other[name]) and row[name] != other[name]]
