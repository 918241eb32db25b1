"""Typed sheets turned into the rows of firms and of their years."""

from __future__ import annotations

import polars as pl

from importers.assignment import Assigned
from importers.issues import ERROR, WARNING, Issue
from importers.sheets import TypedSheet
from registry.domain.indicators import Level

KEYS = ("credit_code", "name")
FIRM_SCHEMA: dict[str, pl.DataType] = {
    "sheet": pl.String(),
    "row": pl.Int64(),
    "credit_code": pl.String(),
    "name": pl.String(),
}
FIGURE_SCHEMA: dict[str, pl.DataType] = {**FIRM_SCHEMA, "year": pl.Int64()}


def key_issues(sheet: TypedSheet) -> list[Issue]:
    """What is missing to know the firm of each row, once per sheet where the whole column is missing."""
    has_code, has_name = (sheet.letter_of(code) is not None for code in KEYS)
    if not has_code and not has_name:
        return [Issue("missing_key", ERROR, sheet.name)]
    refused = {issue.row for issue in sheet.issues if issue.level == ERROR}
    keyless = sheet.frame.filter(pl.col("firm").is_null() & ~pl.col("row").is_in(refused))["row"]
    noted = {issue.row for issue in sheet.issues if issue.code == "old_registration_number"}
    issues = [Issue("missing_key", ERROR, sheet.name, row) for row in keyless]
    codeless = sheet.frame.filter(pl.col("credit_code").is_null() & pl.col("firm").is_not_null())["row"]
    explained = noted | refused
    unexplained = [row for row in codeless if row not in explained]
    if not has_code or len(unexplained) == sheet.frame.height > 0:
        return [Issue("missing_credit_code", WARNING, sheet.name), *issues]
    letter = sheet.letter_of("credit_code") or ""
    return issues + [Issue("no_credit_code", WARNING, sheet.name, row, letter) for row in unexplained]


def firm_rows(sheet: TypedSheet) -> pl.DataFrame | None:
    """Firm-level values, one row per firm; None for a sheet that only names firms beside other things."""
    columns = [c for c in sheet.columns if _is(c, Level.FIRM) and c.mapping.indicator not in KEYS]
    if not columns and (_annual(sheet) or sheet.letter_of("title:title")):
        return None
    frame = sheet.frame
    if sheet.letter_of("year"):  # the same firm in several years: its latest row speaks for the firm
        known = frame.filter(pl.col("firm").is_not_null()).sort("year", descending=True, nulls_last=True)
        latest = known.unique("firm", keep="first", maintain_order=True)
        frame = pl.concat([latest, frame.filter(pl.col("firm").is_null())]).sort("row")
    return frame.select(
        pl.lit(sheet.name).alias("sheet"),
        "row",
        *KEYS,
        *(pl.col(column.mapping.letter).alias(column.indicator.code) for column in columns if column.indicator),
    )


def figure_rows(sheet: TypedSheet) -> pl.DataFrame | None:
    """Annual values, one row per row of the sheet and year; None for a sheet without annual columns."""
    groups: dict[tuple[int | None, int | None], list[Assigned]] = {}
    for column in _annual(sheet):
        groups.setdefault((column.mapping.year, column.offset), []).append(column)
    frames = []
    for (year, offset), columns in groups.items():
        stated = pl.lit(year, dtype=pl.Int64) if year is not None else pl.col("year") + (offset or 0)
        frames.append(
            sheet.frame.select(
                pl.lit(sheet.name).alias("sheet"),
                "row",
                *KEYS,
                stated.alias("year"),
                *(pl.col(c.mapping.letter).alias(c.indicator.code) for c in columns if c.indicator),
            ).filter(pl.any_horizontal(pl.col(c.indicator.code).is_not_null() for c in columns if c.indicator))
        )
    if not frames:
        return None
    together = pl.concat(frames, how="diagonal")
    if len(frames) > 1 and together.select(pl.struct("row", "year").is_duplicated().any()).item():
        together = together.group_by("sheet", "row", *KEYS, "year", maintain_order=True).agg(
            pl.all().drop_nulls().first()
        )
    return together


def year_issue(sheet: TypedSheet) -> Issue | None:
    """The error of annual columns whose year nobody can know."""
    open_columns = [column for column in _annual(sheet) if column.mapping.year is None]
    if not open_columns or sheet.letter_of("year") or sheet.frame["year"].is_not_null().any():
        return None
    return Issue("missing_year", ERROR, sheet.name) if sheet.frame.height else None


def _annual(sheet: TypedSheet) -> list[Assigned]:
    return [column for column in sheet.columns if _is(column, Level.ANNUAL)]


def _is(column: Assigned, level: Level) -> bool:
    return column.indicator is not None and column.indicator.level is level
