"""Division names to codes. An ambiguous name is settled by the registration digits of the credit code, else left out and told."""

from __future__ import annotations

from typing import Any

import polars as pl

from registry.catalogue.divisions import Division, Divisions
from registry.services.importing.findings import WARNING, Finding, Places

NAME, CODE = "division_name", "division_code"
_REGISTERED = (
    pl.col("credit_code").str.slice(2, 6).alias("registered")
)  # the digits that say where the firm is registered


def with_division_codes(
    firms: pl.DataFrame, divisions: Divisions, places: Places
) -> tuple[pl.DataFrame, list[Finding]]:
    """The firm rows with `division_code` filled from `division_name` where it is blank, and a warning per name left out."""
    if NAME not in firms.columns:
        return firms, []
    if CODE not in firms.columns:
        firms = firms.with_columns(pl.lit(None, dtype=pl.String).alias(CODE))
    open_rows = pl.col(CODE).fill_null("") == "", pl.col(NAME).fill_null("") != ""
    told = firms.filter(*open_rows).select(NAME, _REGISTERED).unique(maintain_order=True)
    found = {name: divisions.find(name) for name in told[NAME].unique()}
    chosen = [_chosen(found[name], registered or "") for name, registered in told.iter_rows()]
    told = told.with_columns(pl.Series("chosen", chosen, dtype=pl.String))
    joined = firms.with_columns(_REGISTERED).join(
        told, on=[NAME, "registered"], how="left", nulls_equal=True, maintain_order="left"
    )
    lost = joined.filter(*open_rows, pl.col("chosen").is_null())
    findings = [_finding(row, found[row[NAME]], divisions, places) for row in lost.iter_rows(named=True)]
    code = pl.when(*open_rows).then("chosen").otherwise(CODE).alias(CODE)
    return joined.with_columns(code).drop(NAME, "registered", "chosen"), findings


def _chosen(found: tuple[Division, ...], registered: str) -> str | None:
    if len(found) == 1:
        return found[0].code
    for length in (6, 4, 2):
        near = [division.code for division in found if registered and division.code[:length] == registered[:length]]
        if len(near) == 1:
            return near[0]
    return None


def _finding(row: dict[str, Any], found: tuple[Division, ...], divisions: Divisions, places: Places) -> Finding:
    if not found:
        return places.finding("place_unknown", row, NAME, WARNING)
    choices = "、".join(divisions.full_name(division.code) for division in found[:5])
    return places.finding("place_ambiguous", row, NAME, WARNING, choices=choices)
