"""Whose row it is: by credit code, else by exact name, else by former name. Several firms, or none, is refused with the reason.

A firm that the registry does not have yet gets a passing id below zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import case, select
from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.names import name_keys
from registry.services.importing.findings import ERROR, Finding, Places, rows_of
from registry.store.bulk import read_frame_where
from registry.store.firms import FirmRecord, FormerName
from registry.store.scope import firms_in_scope

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
FORMER = FormerName.__table__  # type: ignore[attr-defined]
KEYS = ["sheet", "row", "credit_code", "name"]


@dataclass(frozen=True)
class Matching:
    """`rows`: sheet, row, firm_id, credit_code, name of every row whose firm is known; the others are in `findings`."""

    rows: pl.DataFrame
    findings: tuple[Finding, ...]


def match(session: Session, person: Person, frames: Iterable[pl.DataFrame], places: Places) -> Matching:
    """Find the firm of every row of the frames."""
    rows = pl.concat([frame.select(KEYS) for frame in frames]).unique(["sheet", "row"], maintain_order=True)
    rows = _with_keys(rows)
    found = _by_code(session, person, rows)
    codeless = rows.filter(pl.col("code").is_null() & pl.col("name_key").is_not_null())
    named = _by_name(session, person, codeless["name_key"].unique().to_list())
    rows = rows.join(found, on="code", how="left").join(named, on="name_key", how="left", suffix="_named")
    rows = rows.with_columns(
        pl.when(pl.col("code").is_null()).then(pl.col(f"{name}_named")).otherwise(pl.col(name)).alias(name)
        for name in ("firm_id", "within")
    )
    rows = _numbered(rows)
    findings = tuple(_findings(rows, places, person))
    kept = rows.join(rows_of(findings), on=["sheet", "row"], how="anti")
    return Matching(kept.select("sheet", "row", "firm_id", pl.col("code").alias("credit_code"), "name"), findings)


def _with_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """`name_key`, and `code`: the row's own, or the one that the file gives to that name elsewhere."""
    rows = rows.with_columns(name_keys(rows["name"]).alias("name_key"))
    told = rows.filter(pl.col("credit_code").is_not_null() & pl.col("name_key").is_not_null())
    told = told.group_by("name_key").agg(pl.col("credit_code").unique().alias("codes"))
    told = told.filter(pl.col("codes").list.len() == 1).select("name_key", pl.col("codes").list.first().alias("told"))
    rows = rows.join(told, on="name_key", how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("credit_code", "told").alias("code")).drop("told")


def _by_code(session: Session, person: Person, rows: pl.DataFrame) -> pl.DataFrame:
    within = case((firms_in_scope(person), 1), else_=0).label("within")
    statement = select(FIRM.c.credit_code.label("code"), FIRM.c.id.label("firm_id"), within)
    return read_frame_where(session, statement, FIRM.c.credit_code, rows["code"].drop_nulls().unique().to_list())


def _by_name(session: Session, person: Person, keys: list[str]) -> pl.DataFrame:
    """For each name: the one firm meant and whether it lies in scope; firm_id is null and `count` tells where it is not one."""
    within = case((firms_in_scope(person), 1), else_=0).label("within")
    now = select(FIRM.c.name_key, FIRM.c.id.label("firm_id"), within)
    before = select(FORMER.c.name_key, FIRM.c.id.label("firm_id"), within).join_from(FORMER, FIRM)
    current = read_frame_where(session, now, FIRM.c.name_key, keys)
    former = read_frame_where(session, before, FORMER.c.name_key, keys)
    found = pl.concat([current, former.join(current, on="name_key", how="anti")]).unique(["name_key", "firm_id"])
    near = pl.col("within") == 1
    reached = found.with_columns(near.any().over("name_key").alias("any_near")).filter(near | ~pl.col("any_near"))
    grouped = reached.group_by("name_key").agg(
        pl.col("firm_id").first(), pl.col("within").first(), pl.col("firm_id").n_unique().alias("count")
    )
    several = (pl.col("count") > 1) & (pl.col("within") == 1)
    return grouped.with_columns(pl.when(~several).then(pl.col("firm_id")).alias("firm_id"))


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Passing ids for the firms that are new: known by their code only."""
    is_new = pl.col("firm_id").is_null() & pl.col("code").is_not_null()
    codes = rows.filter(is_new)["code"].unique(maintain_order=True)
    passing = pl.DataFrame({"code": codes, "passing": pl.int_range(-1, -len(codes) - 1, -1, eager=True)})
    named = rows.group_by("code").agg(pl.col("name").is_not_null().any().alias("is_named"))
    rows = rows.join(passing, on="code", how="left", maintain_order="left").join(
        named, on="code", how="left", maintain_order="left"
    )
    return rows.with_columns(pl.coalesce("firm_id", "passing").alias("firm_id")).drop("passing")


def _findings(rows: pl.DataFrame, places: Places, person: Person) -> Iterable[Finding]:
    scope = " ".join(part for part in (person.division, person.park) if part)
    lost = pl.col("firm_id").is_null()
    nameless = (pl.col("firm_id") < 0) & ~pl.col("is_named").fill_null(False)
    outside = (pl.col("firm_id") > 0) & (pl.col("within") == 0)
    for row in rows.filter(lost | nameless | outside).iter_rows(named=True):
        yield _finding(row, places, scope)


def _finding(row: dict[str, Any], places: Places, scope: str) -> Finding:
    if row["firm_id"] is None:
        if (row["count"] or 0) > 1:
            return places.finding("name_ambiguous", row, "name", count=row["count"])
        return places.finding("name_unknown", row, "name")
    if row["firm_id"] < 0:
        return places.finding("new_without_name", row, "credit_code", ERROR)
    return places.finding("out_of_scope", row, "credit_code" if row["credit_code"] else "name", scope=scope)
