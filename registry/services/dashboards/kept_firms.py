"""The firms behind a number of a large registry: from the rows that were kept with the counts, so that a list is as long as its
number and no list of three hundred thousand firms waits for them to be read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.dashboards.asked import Behind
from registry.services.dashboards.cells import at_place
from registry.services.dashboards.counting import FIGURES, GAPS, LADDER, marks_of, rows_of
from registry.services.dashboards.figure_bits import has_value
from registry.services.dashboards.flows import flow_tiers, in_flow
from registry.services.dashboards.gaps_part import KINDS, of_gap
from registry.services.dashboards.kept import Kept, find_kept, frame_where, small_frame
from registry.services.dashboards.places import PLACES, SORTED
from registry.store.scope import places_in_scope

Reading = Callable[[Session, Catalogue, Kept, Behind, pl.DataFrame], pl.DataFrame]


def find_rows(session: Session, kind: str) -> Kept | None:
    """What was kept of the rows behind a kind of number; None where its firms are to be asked of the registry as it is."""
    return find_kept(session, READINGS[kind][0]) if kind in READINGS else None


def kept_firms(session: Session, person: Person, catalogue: Catalogue, kept: Kept, asked: Behind) -> pl.Series:
    """The ids of the firms in scope, at the place and behind the number, in the order asked for, as they were counted."""
    places = find_kept(session, PLACES)
    assert places is not None, "kept together with the rows"
    here = at_place(small_frame(session, places).filter(places_in_scope(person)), asked.division, asked.park)
    return SORTED.get(asked.sort, SORTED["name"])(READINGS[asked.kind][1](session, catalogue, kept, asked, here))[
        "firm_id"
    ]


def _everybody(session: Session, catalogue: Catalogue, kept: Kept, asked: Behind, here: pl.DataFrame) -> pl.DataFrame:
    return here


def _flow(session: Session, catalogue: Catalogue, kept: Kept, asked: Behind, here: pl.DataFrame) -> pl.DataFrame:
    spans = frame_where(session, kept, pl.col("tier").is_in(list(flow_tiers(catalogue.ladder, asked))))
    return _among(here, in_flow(spans.with_columns(pl.col("tier").cast(pl.String)), catalogue.ladder, asked, kept.day))


def _marked(session: Session, catalogue: Catalogue, kept: Kept, asked: Behind, here: pl.DataFrame) -> pl.DataFrame:
    wanted = (pl.col("kind") == asked.kind) & (pl.col("tier") == asked.tier) & (pl.col("word") == asked.word)
    return _among(here, frame_where(session, kept, wanted))


def _gap(session: Session, catalogue: Catalogue, kept: Kept, asked: Behind, here: pl.DataFrame) -> pl.DataFrame:
    return _among(here, frame_where(session, kept, of_gap(asked.kind, asked.tier, asked.word, asked.year)))


def _unfilled(session: Session, catalogue: Catalogue, kept: Kept, asked: Behind, here: pl.DataFrame) -> pl.DataFrame:
    filled = frame_where(session, kept, has_value(catalogue, kept.day, asked.word, asked.year))
    return here.join(filled, on="firm_id", how="anti", maintain_order="left")


def _among(here: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The firms that have a row, in the order that they have."""
    return here.join(rows, on="firm_id", how="semi", maintain_order="left")


READINGS: Mapping[str, tuple[str, Reading]] = {
    "firms": (PLACES, _everybody),
    "unfilled": (rows_of(FIGURES), _unfilled),
    **dict.fromkeys(("candidates", "pool", "ending"), (marks_of(LADDER), _marked)),
    **dict.fromkeys(KINDS, (rows_of(GAPS), _gap)),
    **dict.fromkeys(("held", "stock", "entered", "left", "rose"), (rows_of(LADDER), _flow)),
}
