"""The plan of an import: what every row of a file would do to the registry, computed the same for preview and commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from sqlmodel import Session

from importers.reading import Readout
from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.importing.comparing import CHANGED, NEW, UNCHANGED, Comparison, compare, conflicts
from registry.services.importing.findings import Finding, Issue, Places, rows_of
from registry.services.importing.matching import match
from registry.services.importing.naming import FORMER, added_former_names, effective_names
from registry.services.importing.regions import with_division_codes
from registry.services.importing.stored import (
    FIRM,
    YEARLY,
    stored_figures,
    stored_firms,
    stored_former_names,
    stored_titles,
    value_type,
)
from registry.services.importing.title_rows import compare_titles

PLACE = ["sheet", "row"]


@dataclass(frozen=True)
class Plan:
    """What an import does. `rows`: sheet, row, firm_id, credit_code, name, status; `stored` the firms as they are now."""

    rows: pl.DataFrame
    firms: Comparison
    figures: Comparison
    titles: Comparison
    stored: pl.DataFrame
    rejected: pl.DataFrame
    merged: int
    read: int
    issues: tuple[Issue, ...]


def make_plan(session: Session, person: Person, catalogue: Catalogue, readout: Readout) -> Plan:
    """Match, check scope and conflicts, and compare with what is stored. Writes nothing."""
    places = Places(readout.sheets)
    rejected = readout.rejected
    firms, figures, titles = (_without(frame, rejected) for frame in (readout.firms, readout.figures, readout.titles))
    matching = match(session, person, (firms, figures, titles), places)
    firms, remarks = with_division_codes(firms, catalogue.divisions, places)
    firms = _owned(firms, matching.rows, keep_all=True)
    firms = _at_home(firms, person)
    refused = [*_outside(firms, matching.rows, person, places)]
    firms, figures, titles = (
        _without(frame, rows_of(refused))
        for frame in (firms, _owned(figures, matching.rows), _owned(titles, matching.rows))
    )
    firm_codes, annual_codes = _codes(firms, catalogue), _codes(figures, catalogue)
    disagreeing = [
        *_conflicting(firms, ["firm_id"], firm_codes, catalogue, places),
        *_conflicting(figures, ["firm_id", "year"], annual_codes, catalogue, places),
    ]
    firms, figures, titles = (_without(frame, rows_of(disagreeing)) for frame in (firms, figures, titles))
    nameless = _nameless(firms, places)
    firms, figures, titles = (_without(frame, rows_of(nameless)) for frame in (firms, figures, titles))
    errors = [*matching.findings, *refused, *disagreeing, *nameless]
    ids = firms.filter(pl.col("firm_id") > 0)["firm_id"].unique().to_list()
    stored = stored_firms(session, catalogue.indicators, ids, [code for code in firm_codes if code != FORMER])
    comparisons = (
        _compare_firms(session, catalogue, firms, stored, ids, firm_codes),
        compare(
            _typed(figures, YEARLY, annual_codes, catalogue),
            stored_figures(session, catalogue.indicators, ids, annual_codes),
            ["firm_id", "year"],
            annual_codes,
        ),
        compare_titles(titles, stored_titles(session, ids)),
    )
    rejected = pl.concat([rejected, rows_of(errors)]).unique(maintain_order=True)
    return Plan(
        rows=_statuses(firms, comparisons),
        firms=comparisons[0],
        figures=comparisons[1],
        titles=comparisons[2],
        stored=stored,
        rejected=rejected,
        merged=_merged(readout, rejected),
        read=readout.rows_read,
        issues=(*readout.issues, *errors, *remarks),
    )


def _without(frame: pl.DataFrame, rejected: pl.DataFrame) -> pl.DataFrame:
    return frame.join(rejected, on=PLACE, how="anti", maintain_order="left")


def _owned(frame: pl.DataFrame, rows: pl.DataFrame, *, keep_all: bool = False) -> pl.DataFrame:
    """The frame's rows with their firm; `keep_all` adds the rows of other frames, which at least name the firm."""
    values = frame.drop("credit_code", "name")
    owners = rows if keep_all else rows.select(*PLACE, "firm_id")
    how = "left" if keep_all else "inner"
    return owners.join(values, on=PLACE, how=how, maintain_order="left")


def _at_home(firms: pl.DataFrame, person: Person) -> pl.DataFrame:
    """New firms whose row says no division or park belong where the importer does."""
    defaults = {"division_code": person.division.ljust(6, "0") if person.division else "", "park": person.park}
    for code, value in defaults.items():
        if not value:
            continue
        if code not in firms.columns:
            firms = firms.with_columns(pl.lit(None, dtype=pl.String).alias(code))
        is_open = (pl.col("firm_id") < 0) & pl.col(code).is_null().all().over("firm_id")
        firms = firms.with_columns(pl.when(is_open).then(pl.lit(value)).otherwise(pl.col(code)).alias(code))
    return firms


def _outside(firms: pl.DataFrame, rows: pl.DataFrame, person: Person, places: Places) -> list[Finding]:
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


def _nameless(firms: pl.DataFrame, places: Places) -> list[Finding]:
    """New firms all of whose rows with a name were refused."""
    lost = firms.filter((pl.col("firm_id") < 0) & pl.col("name").is_null().all().over("firm_id"))
    return [places.finding("new_without_name", row, "credit_code") for row in lost.iter_rows(named=True)]


def _codes(frame: pl.DataFrame, catalogue: Catalogue) -> list[str]:
    return [name for name in frame.columns if name in catalogue.indicators and name not in ("credit_code", "name")]


def _conflicting(
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


def _typed(frame: pl.DataFrame, table: object, codes: Sequence[str], catalogue: Catalogue) -> pl.DataFrame:
    """The values in the types of the store, so that equal is equal."""
    return frame.with_columns(pl.col(code).cast(value_type(table, catalogue.indicators[code])) for code in codes)


def _compare_firms(
    session: Session, catalogue: Catalogue, firms: pl.DataFrame, stored: pl.DataFrame, ids: list[int], codes: list[str]
) -> Comparison:
    former = stored_former_names(session, ids)
    rows = _typed(firms, FIRM, codes, catalogue)
    rows = added_former_names(effective_names(rows, stored, former), stored, former)
    held = stored.with_columns(pl.lit(None, dtype=pl.String).alias(FORMER))
    return compare(rows, held, ["firm_id"], ["name", *codes])


def _statuses(firms: pl.DataFrame, comparisons: Sequence[Comparison]) -> pl.DataFrame:
    """One status per row: of a new firm all are new; else a change weighs more than a new year or title."""
    of_firms, *others = (comparison.rows for comparison in comparisons)
    every = pl.concat([of_firms.select(*PLACE, "status"), *(frame.select(*PLACE, "status") for frame in others)])
    has = {status: (pl.col("status") == status).any() for status in (NEW, CHANGED)}
    seen = every.group_by(PLACE).agg(has[NEW].alias(NEW), has[CHANGED].alias(CHANGED))
    status = (
        pl.when(pl.col("firm_id") < 0)
        .then(pl.lit(NEW))
        .when(CHANGED)
        .then(pl.lit(CHANGED))
        .when(NEW)
        .then(pl.lit(NEW))
        .otherwise(pl.lit(UNCHANGED))
        .alias("status")
    )
    rows = firms.select(*PLACE, "firm_id", "credit_code", "name").join(
        seen, on=PLACE, how="left", maintain_order="left"
    )
    return rows.with_columns(status).drop(NEW, CHANGED)


def _merged(readout: Readout, rejected: pl.DataFrame) -> int:
    """Rows that went into another row of the same firm, refused ones not counted."""
    merged = rows_of(issue for issue in readout.issues if issue.code == "merged_repeat")
    return merged.join(rejected, on=PLACE, how="anti").height
