"""Writes the firms of a plan: new ones, changed ones, and the names that became former."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from sqlalchemy import select, update
from sqlmodel import Session

from registry.domain.names import name_key, name_keys
from registry.services.firm_names import split_names
from registry.services.importing.comparing import STORED, Comparison
from registry.services.importing.journalling import UTC_MOMENT
from registry.services.importing.naming import FORMER
from registry.services.importing.stored import FIRM
from registry.services.importing.stored import FORMER as FORMER_NAME
from registry.store.bulk import insert_frame, read_frame_where, update_frame
from registry.store.identities import fresh_firm_ids
from registry.store.membership import is_one_of
from registry.store.names import initials_of

FORMER_SCHEMA = {"firm_id": pl.Int64, "name": pl.String, "name_key": pl.String, "cause": pl.String}


def ids_of_new(session: Session, firms: Comparison) -> pl.DataFrame:
    """`firm_id`, the passing one below zero, and `id`, the one it will have; never one that the journal knows already."""
    passing = firms.new["firm_id"]
    return pl.DataFrame({"firm_id": passing, "id": fresh_firm_ids(session, passing.len())})


def insert_firms(session: Session, new: pl.DataFrame, codes: tuple[str, ...], now: datetime) -> None:
    """Insert new firms, with the values that the file has."""
    moment = pl.lit(now).cast(UTC_MOMENT)
    values = new.select(
        pl.col("firm_id").alias("id"),
        "credit_code",
        *(code for code in codes if code in FIRM.c),
        *keys_of(new["name"]),
        pl.lit(1).alias("version"),
        moment.alias("created_at"),
        moment.alias("updated_at"),
    )
    insert_frame(session, FIRM, values)


def update_firms(session: Session, values: pl.DataFrame, versions: pl.DataFrame, now: datetime) -> None:
    """Set values (firm_id and columns of the table) of known firms and count the edit; `versions` are the stored ones."""
    if values.is_empty():
        return
    values = values.join(versions.select("firm_id", "version"), on="firm_id", how="left", maintain_order="left")
    values = values.with_columns(pl.col("version") + 1, pl.lit(now).cast(UTC_MOMENT).alias("updated_at"))
    if "name" in values.columns:
        values = values.with_columns(*keys_of(values["name"]))
    values = values.rename({"firm_id": "id"})
    update_frame(session, FIRM, values.select(name for name in values.columns if name in FIRM.c), ["id"])


def add_former_names(session: Session, firms: Comparison, records: pl.DataFrame) -> pl.DataFrame:
    """The old name of a renamed firm, and the former names that the file lists; gives back what was added (FORMER_SCHEMA)."""
    renamed = firms.changed.filter(pl.col("name").is_not_null()).select("firm_id", f"name{STORED}")
    added = [(owner, name, "name") for owner, name in renamed.iter_rows()]
    if FORMER in firms.codes:
        listed = records.filter(pl.col(FORMER).is_not_null()).select("firm_id", FORMER)
        added += [(owner, name, FORMER) for owner, text in listed.iter_rows() for name in split_names(text)]
    rows = {(owner, name_key(name)): (name, cause) for owner, name, cause in reversed(added)}
    frame = pl.DataFrame(
        [(owner, name, key, cause) for (owner, key), (name, cause) in rows.items()],
        schema=FORMER_SCHEMA,
        orient="row",
    )
    known = read_frame_where(
        session,
        select(FORMER_NAME.c.firm_id, FORMER_NAME.c.name_key),
        FORMER_NAME.c.firm_id,
        frame["firm_id"].to_list(),
    )
    frame = frame.join(known, on=["firm_id", "name_key"], how="anti", maintain_order="left")
    insert_frame(session, FORMER_NAME, frame.drop("cause"))
    return frame


def count_edits(session: Session, firm_ids: Sequence[int], now: datetime) -> None:
    """One edit more for firms of which something else was written, so that a form opened before is noticed to be old."""
    if firm_ids:
        some = is_one_of(session, FIRM.c.id, firm_ids)
        session.execute(update(FIRM).where(some).values(version=FIRM.c.version + 1, updated_at=now))


def keys_of(names: pl.Series) -> tuple[pl.Series, pl.Series]:
    """`name_key` and `initials` of the names."""
    keys = name_keys(names)
    return keys.alias("name_key"), initials_of(names, keys).alias("initials")
