"""All firms judged in portions: read, judged and packed for the archive while the portion before them is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from sqlalchemy import literal, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.outcomes import Case
from registry.services.archive import Packed, pack
from registry.services.facts import facts_from
from registry.services.occasions import Occasion, evaluated
from registry.services.portions import PortionTables, in_portions
from registry.services.standings import STANDING

Read = tuple[pl.DataFrame, pl.DataFrame]


@dataclass(frozen=True)
class Judged:
    """Some firms: how they were judged, that and by which facts as it is archived, and the standings that they hold until now."""

    results: pl.DataFrame
    packed: Packed
    held: pl.DataFrame


def judged_in_portions(
    session: Session, catalogue: Catalogue, occasion: Occasion, firms_at_once: int | None = None
) -> Iterator[Judged]:
    """Every firm judged by what the rule sets in force rest on, with its standings at the tiers meant, which are of new cases; some
    firms at a time."""
    columns, held = occasion.needs(catalogue), select(STANDING).where(literal(occasion.case is Case.NEW))
    if occasion.tiers is not None:
        held = held.where(STANDING.c.tier.in_(occasion.tiers))

    def read(tables: PortionTables) -> Read:
        asked = {"as_of": occasion.as_of, "data_year": occasion.data_year, "columns": columns}
        return facts_from(tables, catalogue, **asked), tables.read(held, STANDING.c.firm_id)

    def judge(portion: Read) -> Judged:
        inputs, holding = portion
        results = evaluated(catalogue, inputs, occasion)
        return Judged(results, pack(inputs, results), holding)

    return in_portions(session, read, judge, firms_at_once)
