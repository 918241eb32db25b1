"""Leaps against the stored figures of the year before and the year after."""

from __future__ import annotations

import polars as pl

from importers.crosschecks import jumps
from importers.issues import Issue
from registry.catalogue.reader import Catalogue

STORED = pl.DataFrame({"firm_id": [1, 1, 2], "year": [2023, 2026, 2024], "revenue": [500.0, 450.0, None]})


def found(catalogue: Catalogue, *rows: tuple[int, int, float | None], stored: pl.DataFrame = STORED) -> list[Issue]:
    schema = {"firm_id": pl.Int64, "year": pl.Int64, "revenue": pl.Float64}
    figures = pl.DataFrame(list(rows), schema=schema, orient="row").with_columns(sheet=pl.lit("台账"))
    figures = figures.with_row_index("row", offset=2)
    return jumps(figures, stored, catalogue.indicators, {("台账", "revenue", None): ("D", 0)})


def test_a_leap_from_the_stored_year_before_shows_both_readings(catalogue: Catalogue) -> None:
    (issue,) = found(catalogue, (1, 2024, 5_000_000.0))

    assert (issue.level, issue.sheet, issue.row, issue.column) == ("warning", "台账", 2, "D")
    assert issue.sentence().endswith(
        "营业收入 2024 年为 5,000,000 万元，已有的 2023 年为 500 万元，"
        "相差 10 倍以上，请核对单位：若单位有误，应为 500 万元"
    )


def test_a_leap_from_the_stored_year_after_is_found_too(catalogue: Catalogue) -> None:
    (issue,) = found(catalogue, (1, 2025, 45.0))

    assert issue.facts["other_year"] == 2026


def test_the_file_itself_is_compared_with_itself_only(catalogue: Catalogue) -> None:
    assert not found(catalogue, (1, 2023, 400.0), (1, 2024, 5_000_000.0))


def test_others_blanks_and_small_steps_are_no_leaps(catalogue: Catalogue) -> None:
    assert not found(catalogue, (2, 2025, 9_000.0), (1, 2024, 4_000.0), (1, 2025, None), (3, 2024, 1.0))


def test_stored_figures_without_the_indicator_are_passed_over(catalogue: Catalogue) -> None:
    assert not found(catalogue, (1, 2024, 5_000_000.0), stored=STORED.drop("revenue"))
