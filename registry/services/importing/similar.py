"""Firms whose names resemble a name that no firm has: found by the rarest characters they share, compared part by part.

They are offered to a person, never taken. Only firms within the person's scope are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.importing.name_parts import PARTS, Parts, likeness, name_parts, name_words
from registry.services.importing.stored import FIRM
from registry.services.importing.stored import FORMER as FORMER_NAME
from registry.store.bulk import read_frame
from registry.store.scope import firms_in_scope

OFFERS = {"name_key": pl.String, "firm_id": pl.Int64, "likeness": pl.Float64}


def similar_firms(session: Session, person: Person, keys: Sequence[str]) -> pl.DataFrame:
    """`name_key`, `firm_id`, `likeness` (0–1) of the firms to offer for each key, the likest first; former names count too."""
    if not keys:
        return pl.DataFrame(schema=OFFERS)
    searched = sorted(keys)[: name_words().searched_names]
    pairs = _scored(sharing(looked_for(searched), _names_in_scope(session, person)))
    best = pairs.group_by("name_key", "firm_id").agg(pl.col("likeness").max())
    ranked = best.filter(pl.col("likeness") >= name_words().offer_from).sort(
        "name_key", "likeness", "firm_id", descending=[False, True, False]
    )
    return ranked.group_by("name_key", maintain_order=True).head(name_words().offered).select(list(OFFERS))


def _names_in_scope(session: Session, person: Person) -> pl.DataFrame:
    """`firm_id` and `held`, the key of a present or former name."""
    reached = firms_in_scope(person)
    present = select(FIRM.c.id.label("firm_id"), FIRM.c.name_key.label("held")).where(reached)
    former = select(FIRM.c.id.label("firm_id"), FORMER_NAME.c.name_key.label("held")).join_from(FORMER_NAME, FIRM)
    return pl.concat([read_frame(session, present), read_frame(session, former.where(reached))])


def looked_for(keys: Sequence[str]) -> pl.DataFrame:
    """`name_key` and `token`: the pairs of characters in all but the legal form, and the single characters of the brand."""
    parts = name_parts(pl.Series(keys)).select("brand", "trade", "place")
    tokens = [
        (key, token)
        for key, (brand, trade, place) in zip(keys, parts.iter_rows(), strict=True)
        for token in {*brand, *map("".join, pairwise(brand + trade)), *map("".join, pairwise(place))}
    ]
    return pl.DataFrame(tokens, schema={"name_key": pl.Enum(keys), "token": pl.String}, orient="row")


def sharing(wanted: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """`name_key`, `firm_id`, `held` of the names that share most with each key, a rare token weighing more."""
    tokens = wanted["token"].unique().to_list()
    shared_tokens = pl.col("held").str.extract_many(tokens, overlapping=True).alias("token")
    found = names.with_row_index("at").select("at", shared_tokens).explode("token")
    found = found.filter(pl.col("token").is_not_null()).cast({"token": pl.Enum(tokens)})
    counts = found["token"].value_counts(name="count")
    wanted = wanted.cast({"token": pl.Enum(tokens)}).join(counts, on="token")
    wanted = wanted.with_columns((pl.lit(names.height + 1) / pl.col("count")).log().alias("weight"))
    near = _most_shared(wanted.filter(_rarest()).join(found, on="token"), name_words().looked_at)
    told = found.filter(pl.col("at").is_in(near["at"].unique().implode()))
    every = near.drop("weight").join(told, on="at").join(wanted, on=["name_key", "token"])
    most = _most_shared(every, name_words().compared)
    return most.select(pl.col("name_key").cast(pl.String), *names[most["at"]])


def _rarest() -> pl.Expr:
    """The tokens of each key that few names share, the rarest first, while those names together are not too many."""
    together = pl.col("count").sort().cum_sum().gather(pl.col("count").rank("ordinal") - 1)
    return together.over("name_key") <= name_words().shared_by


def _most_shared(tokens: pl.DataFrame, most: int) -> pl.DataFrame:
    """`name_key`, `at`, `weight` of the names whose shared tokens weigh most, for each key."""
    shared = tokens.group_by("name_key", "at").agg(pl.col("weight").sum())
    return shared.filter(pl.col("weight").rank("ordinal", descending=True).over("name_key") <= most)


def _scored(pairs: pl.DataFrame) -> pl.DataFrame:
    parts: dict[str, Parts] = {}
    for column in ("name_key", "held"):
        keys = pairs[column].unique()
        parts |= dict(zip(keys, name_parts(keys).select(PARTS).rows(), strict=True))
    scores = [likeness(parts[key], parts[held]) for key, held in pairs.select("name_key", "held").iter_rows()]
    return pairs.with_columns(pl.Series("likeness", scores, dtype=pl.Float64))
