"""The firms that codes and names in a file mean: by credit code; by name, former name, or what a person decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Label, case, select
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.importing.decided_names import decided_names
from registry.services.importing.similar import OFFERS, similar_firms
from registry.services.importing.stored import FIRM
from registry.services.importing.stored import FORMER as FORMER_NAME
from registry.store.bulk import look_up
from registry.store.scope import firms_in_scope


@dataclass(frozen=True)
class KnownNames:
    """`firms`: name_key, firm_id, within (1 in scope), count, is_decided; firm_id is null where no one firm is meant.

    `offers`: name_key, firm_id, likeness of the firms that a person may choose from for those.
    """

    firms: pl.DataFrame
    offers: pl.DataFrame


def firms_by_code(session: Session, person: Person, codes: Sequence[str]) -> pl.DataFrame:
    """`code`, `firm_id`, `within` of the firms that have one of the codes."""
    statement = select(FIRM.c.credit_code.label("code"), FIRM.c.id.label("firm_id"), _within(person))
    return look_up(session, statement, FIRM.c.credit_code, codes)


def firms_named(session: Session, person: Person, keys: Sequence[str]) -> pl.DataFrame:
    """`name_key`, `firm_id`, `within` of the firms that have exactly such a name, or else had it.

    Firms out of scope are told only where none in scope has the name.
    """
    now = select(FIRM.c.name_key, FIRM.c.id.label("firm_id"), _within(person))
    before = select(FORMER_NAME.c.name_key, FIRM.c.id.label("firm_id"), _within(person)).join_from(FORMER_NAME, FIRM)
    current = look_up(session, now, FIRM.c.name_key, keys)
    former = look_up(session, before, FORMER_NAME.c.name_key, keys)
    found = pl.concat([current, former.join(current, on="name_key", how="anti")]).unique(["name_key", "firm_id"])
    near = pl.col("within") == 1
    return found.filter(near | ~near.any().over("name_key"))


def firms_by_name(session: Session, person: Person, keys: Sequence[str]) -> KnownNames:
    """The one firm that each name means, and where there is none or are several, those to choose from."""
    named = firms_named(session, person, keys)
    several = (pl.col("count") > 1) & (pl.col("within") == 1)
    exact = named.group_by("name_key").agg(
        pl.col("firm_id").first(), pl.col("within").first(), pl.len().cast(pl.Int64).alias("count")
    )
    exact = exact.with_columns(pl.when(~several).then(pl.col("firm_id")).alias("firm_id"))
    found = exact.filter(pl.col("firm_id").is_not_null())["name_key"]
    decided = decided_names(session, person, sorted({*keys} - {*found}))
    torn = exact.join(decided, on="name_key", how="anti").filter(several)
    unknown = {*keys} - {*found} - {*decided["name_key"]} - {*torn["name_key"]}
    firms = pl.concat(
        [
            exact.join(decided, on="name_key", how="anti").with_columns(pl.lit(False).alias("is_decided")),
            decided.with_columns(pl.lit(1, dtype=pl.Int64).alias("count"), pl.lit(True).alias("is_decided")),
        ],
        how="diagonal",
    )
    equal = named.join(torn, on="name_key", how="semi").sort("firm_id").with_columns(pl.lit(1.0).alias("likeness"))
    offers = pl.concat([equal.select(list(OFFERS)), similar_firms(session, person, sorted(unknown))])
    return KnownNames(firms, offers)


def _within(person: Person) -> Label[int]:
    return case((firms_in_scope(person), 1), else_=0).label("within")
