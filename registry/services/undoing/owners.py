"""Whose values an undo leaves: the firm as the person knows it, or as their own file names it where it is out of reach."""

from __future__ import annotations

import io

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.services.importing.comparing import PLACE
from registry.services.importing.stored import FIRM
from registry.services.undoing.verdicts import REASONS, UNREACHABLE
from registry.store.bulk import read_frame_where
from registry.store.imports import ImportPayload

NAMES = ["credit_code", "name"]
PAYLOAD = ImportPayload.__table__  # type: ignore[attr-defined]


def with_owners(session: Session, batch_id: int, left: pl.DataFrame) -> pl.DataFrame:
    """The cells with `credit_code` and `name`; of a firm out of reach nothing is told that the file did not say."""
    out_of_reach = pl.col("reason") == REASONS[UNREACHABLE]
    near, far = left.filter(~out_of_reach), left.filter(out_of_reach)
    columns = select(FIRM.c.id.label("firm_id"), FIRM.c.credit_code, FIRM.c.name)
    known = read_frame_where(session, columns, FIRM.c.id, near["firm_id"].unique().to_list())
    near = near.join(known, on="firm_id", how="left", maintain_order="left")
    far = far.join(_of_the_file(session, batch_id, far.height), on=PLACE, how="left", maintain_order="left")
    return pl.concat([near, far.select(near.columns)])


def _of_the_file(session: Session, batch_id: int, wanted: int) -> pl.DataFrame:
    if not wanted:
        return pl.DataFrame(schema={"sheet": pl.String, "row": pl.Int64, **dict.fromkeys(NAMES, pl.String)})
    parts = session.execute(
        select(PAYLOAD.c.firms, PAYLOAD.c.figures, PAYLOAD.c.titles).where(PAYLOAD.c.batch_id == batch_id)
    )
    frames = [pl.read_parquet(io.BytesIO(part), columns=[*PLACE, *NAMES]) for part in parts.one()]
    return pl.concat(frames).unique(PLACE, maintain_order=True)
