"""Whose row it is: by credit code, else by name, former name, or what a person decided about the name.

Several firms, or none, is refused with the reason; firms of a similar name are offered, never taken. A firm that the registry
does not have yet gets a passing id below zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.names import name_keys
from registry.services.importing.findings import Finding, Places, rows_of
from registry.services.importing.known_firms import firms_by_code, firms_by_name
from registry.services.importing.matching_findings import lost_rows, names_of_another_code
from registry.services.importing.unsettled import UnsettledName, unsettled_names

KEYS = ["sheet", "row", "credit_code", "name"]


@dataclass(frozen=True)
class Matching:
    """`rows`: sheet, row, firm_id, credit_code, name of every row whose firm is known; the others are in `findings`.

    `remarks` refuse nothing. `unsettled` are the names of refused rows that a person can settle.
    """

    rows: pl.DataFrame
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]
    unsettled: tuple[UnsettledName, ...]


def match(session: Session, person: Person, frames: Iterable[pl.DataFrame], places: Places) -> Matching:
    """Find the firm of every row of the frames."""
    rows = _with_keys(_rows_of(frames))
    found = firms_by_code(session, person, rows["code"].drop_nulls().unique().to_list())
    codeless = rows.filter(pl.col("code").is_null())["name_key"].drop_nulls().unique().to_list()
    named = firms_by_name(session, person, codeless)
    rows = rows.join(found, on="code", how="left", maintain_order="left")
    rows = rows.join(named.firms, on="name_key", how="left", suffix="_named", maintain_order="left").with_columns(
        pl.when(pl.col("code").is_null()).then(pl.col(f"{name}_named")).otherwise(pl.col(name)).alias(name)
        for name in ("firm_id", "within")
    )
    rows = _numbered(rows)
    unsettled = unsettled_names(session, rows.filter(pl.col("code").is_null()), named.offers)
    findings = tuple(lost_rows(rows, places, person, unsettled))
    kept = rows.join(rows_of(findings), on=["sheet", "row"], how="anti", maintain_order="left")
    remarks = tuple(names_of_another_code(session, person, kept, places))
    kept = kept.select("sheet", "row", "firm_id", pl.col("code").alias("credit_code"), "name")
    return Matching(kept, findings, remarks, unsettled)


def _rows_of(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Each row once; firms and figures that stand in the same rows are mostly all of them."""
    keys: list[pl.DataFrame] = []
    for frame in frames:
        if not any(frame.select(KEYS).equals(other) for other in keys):
            keys.append(frame.select(KEYS))
    return pl.concat(keys).unique(["sheet", "row"], maintain_order=True)


def _with_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """`name_key`, and `code`: the row's own, or the one that the file gives to that name elsewhere."""
    rows = rows.with_columns(name_keys(rows["name"]).alias("name_key"))
    if not rows["credit_code"].has_nulls():
        return rows.with_columns(pl.col("credit_code").alias("code"))
    told = rows.filter(pl.col("credit_code").is_not_null() & pl.col("name_key").is_not_null())
    told = told.group_by("name_key").agg(pl.col("credit_code").unique().alias("codes"))
    told = told.filter(pl.col("codes").list.len() == 1).select("name_key", pl.col("codes").list.first().alias("told"))
    rows = rows.join(told, on="name_key", how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("credit_code", "told").alias("code")).drop("told")


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Passing ids for the firms that are new: known by their code only."""
    is_new = pl.col("firm_id").is_null() & pl.col("code").is_not_null()
    codes = rows.filter(is_new)["code"].unique(maintain_order=True)
    passing = pl.DataFrame({"code": codes, "passing": pl.int_range(-1, -len(codes) - 1, -1, eager=True)})
    rows = rows.join(passing, on="code", how="left", maintain_order="left")
    is_named = pl.col("name").is_not_null()
    is_named = is_named.any().over("code") if rows["name"].has_nulls() else is_named
    return rows.with_columns(pl.coalesce("firm_id", "passing").alias("firm_id"), is_named.alias("is_named")).drop(
        "passing"
    )
