"""Why the registry refuses rows of a file: outside the importer's scope, at odds with another row, a new firm without a name."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.importing.comparing import PLACE, conflicts
from registry.services.importing.findings import Finding, Issue, Places


def outside(firms: pl.DataFrame, rows: pl.DataFrame, person: Person, places: Places) -> list[Finding]:
    """Every row of a firm that the file puts outside the importer's scope."""
    beyond = []
    if person.division and "division_code" in firms.columns:
        beyond.append(~pl.col("division_code").str.starts_with(person.division))
    if person.park and "park" in firms.columns:
        beyond.append(pl.col("park") != person.park)
    if not beyond:
        return []
    moved = firms.filter(pl.any_horizontal(beyond).fill_null(False))["firm_id"].unique()
    scope = " ".join(part for part in (person.division, person.park) if part)
    found = rows.filter(pl.col("firm_id").is_in(moved.implode())).iter_rows(named=True)
    return [places.finding("out_of_scope", row, "credit_code", scope=scope) for row in found]


def nameless(firms: pl.DataFrame, places: Places) -> list[Finding]:
    """New firms all of whose rows with a name were refused."""
    if not firms["name"].has_nulls():
        return []
    lost = firms.filter((pl.col("firm_id") < 0) & pl.col("name").is_null().all().over("firm_id"))
    return [places.finding("new_without_name", row, "credit_code") for row in lost.iter_rows(named=True)]


def strangers(firms: pl.DataFrame, places: Places) -> list[Finding]:
    """Every row of a list of recognised firms whose firm the registry lacks."""
    new = firms.filter(pl.col("firm_id") < 0)
    return [places.finding("listed_unknown", row, "name") for row in new.iter_rows(named=True)]


def conflicting(
    frame: pl.DataFrame, keys: list[str], codes: Sequence[str], catalogue: Catalogue, places: Places
) -> list[Issue]:
    """An error for each row that disagrees with a row about the same firm elsewhere in the file."""
    torn = conflicts(frame, keys, codes)
    concerned = frame.join(torn, on=[*PLACE, *keys], how="semi").iter_rows(named=True)
    values = {(row["sheet"], row["row"], row.get("year")): row for row in concerned}
    issues = []
    for row in torn.iter_rows(named=True):
        year = row.get("year")
        here, there = values[row["sheet"], row["row"], year], values[row["other_sheet"], row["other"], year]
        differences = "、".join(
            f"「{catalogue.indicators[code].label.zh}」“{here[code]}”≠“{there[code]}”" for code in row["codes"]
        )
        letter, header = places.of(row["sheet"], row["codes"][0])
        facts = {
            "other_sheet": row["other_sheet"],
            "other": row["other"],
            "differences": differences,
            "of_year": year,
        }
        issues.append(Issue("conflicting_sheets", "error", row["sheet"], row["row"], letter, header, "", facts))
    return issues
