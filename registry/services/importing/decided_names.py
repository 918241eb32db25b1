"""Decisions of people about names in files, as the matching of rows asks for them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import case, func, select
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.columns.offices import serving
from registry.services.importing.stored import FIRM
from registry.store.bulk import read_frame_where
from registry.store.memory import NameDecision
from registry.store.scope import firms_in_scope

DECISION = NameDecision.__table__  # type: ignore[attr-defined]
NEAREST_LAST = ["name_key", "length", "park"]


def decided_names(session: Session, person: Person, keys: Sequence[str]) -> pl.DataFrame:
    """`name_key`, `firm_id`, `within` of the names that somebody decided about; firm_id is null where no firm is meant.

    Where several offices decided about one name, the nearest one's answer counts.
    """
    within = case((firms_in_scope(person), 1), else_=0).label("within")
    length = func.length(DECISION.c.division).label("length")
    statement = select(DECISION.c.name_key, DECISION.c.firm_id, within, length, DECISION.c.park)
    statement = statement.join_from(DECISION, FIRM, isouter=True).where(serving(person, NameDecision))
    found = read_frame_where(session, statement, DECISION.c.name_key, keys)
    return found.sort(NEAREST_LAST).unique("name_key", keep="last").select("name_key", "firm_id", "within")
