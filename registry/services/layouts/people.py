"""Who serves a firm on a day."""

from __future__ import annotations

from datetime import date

import polars as pl
from sqlalchemy import or_, select
from sqlmodel import Session

from registry.services.layouts.columns import FACT
from registry.store.accounts import Account
from registry.store.bulk import read_frame_where
from registry.store.plans import ServiceOfficer

OFFICER = ServiceOfficer.__table__  # type: ignore[attr-defined]
ACCOUNT = Account.__table__  # type: ignore[attr-defined]


def officers(session: Session, firm_ids: list[int], day: date) -> pl.DataFrame:
    """firm_id and the names of the service officers of the day."""
    serving = select(OFFICER.c.firm_id, ACCOUNT.c.display_name).join(ACCOUNT, ACCOUNT.c.id == OFFICER.c.account_id)
    until = or_(OFFICER.c.until.is_(None), OFFICER.c.until >= day)
    statement = serving.where(OFFICER.c.since <= day, until).order_by(OFFICER.c.id)
    found = read_frame_where(session, statement, OFFICER.c.firm_id, firm_ids)
    names = pl.col("display_name").unique(maintain_order=True).str.join("、").alias(f"{FACT}officer")
    return found.group_by("firm_id", maintain_order=True).agg(names)
