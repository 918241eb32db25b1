"""Division names to codes. An ambiguous name is settled by the registration digits of the credit code, else left out and told."""

from __future__ import annotations

from typing import Any

import polars as pl

from registry.catalogue.divisions import Division, Divisions
from registry.services.importing.findings import WARNING, Finding, Places

NAME, CODE = "division_name", "division_code"
REGISTRATION = slice(2, 8)  # the digits of a credit code that say where the firm is registered


def with_division_codes(
    firms: pl.DataFrame, divisions: Divisions, places: Places
) -> tuple[pl.DataFrame, list[Finding]]:
    """The firm rows with `division_code` filled from `division_name` where it is blank, and a warning per name left out."""
    if NAME not in firms.columns:
        return firms, []
    if CODE not in firms.columns:
        firms = firms.with_columns(pl.lit(None, dtype=pl.String).alias(CODE))
    findings: list[Finding] = []
    codes: list[str | None] = []
    memo: dict[str, tuple[Division, ...]] = {}
    for row in firms.select("sheet", "row", "credit_code", NAME, CODE).iter_rows(named=True):
        name = row[NAME]
        if row[CODE] or not name:
            codes.append(row[CODE])
            continue
        found = memo.setdefault(name, divisions.find(name)) if name not in memo else memo[name]
        chosen = _chosen(found, row["credit_code"] or "")
        codes.append(chosen)
        if chosen is None:
            findings.append(_finding(row, found, divisions, places))
    return firms.with_columns(pl.Series(CODE, codes, dtype=pl.String)).drop(NAME), findings


def _chosen(found: tuple[Division, ...], credit_code: str) -> str | None:
    if len(found) == 1:
        return found[0].code
    registered = credit_code[REGISTRATION]
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
