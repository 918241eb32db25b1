"""Where firms are, in the order of their names: what is counted by, and what lists of a large registry are ordered by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl
from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from registry.services.dashboards.cells import PLACE
from registry.store.bulk import read_frame
from registry.store.firms import FirmRecord

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
PLACES = "places"


def read_places(session: Session, firms: ColumnElement[bool]) -> pl.DataFrame:
    """firm_id, division_code and park of the firms."""
    return read_frame(session, select(FIRM.c.id.label("firm_id"), *FIRM.c[PLACE[0], PLACE[1]]).where(firms))


def places_by_name(session: Session) -> pl.DataFrame:
    """The same of all firms in the order of their names, to be kept; `by_area` numbers them in the order of their places."""
    place = FIRM.c[PLACE[0], PLACE[1]]
    ordered = select(FIRM.c.id.label("firm_id"), *place).order_by(FIRM.c.name_key, FIRM.c.id)
    found = read_frame(session, ordered)
    areas = found.select("firm_id", *PLACE).sort(*PLACE, "firm_id", nulls_last=False).select("firm_id")
    return found.join(areas.with_row_index("by_area"), on="firm_id", maintain_order="left")


SORTED: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "name": lambda places: places,
    "-name": lambda places: places.reverse(),
    "area": lambda places: places.sort("by_area"),
    "-area": lambda places: places.sort("by_area", descending=True),
}
