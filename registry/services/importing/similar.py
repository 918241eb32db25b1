"""Firms whose names resemble a name that no firm has: found by the rarest characters they share, compared part by part.

They are offered to a person, never taken. Only firms within the person's scope are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    searched = sorted(keys)[: name_words().searched_names]
    if not searched:
        return pl.DataFrame(schema=OFFERS)
    pairs = _scored(_sharing(_looked_for(searched), _names_in_scope(session, person)))
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


def _looked_for(keys: Sequence[str]) -> pl.DataFrame:
    """`name_key` and `token`: the pairs of characters in brand and trade, and the single characters of the brand."""
    parts = name_parts(pl.Series(keys)).select("brand", "trade")
    tokens = [
        (key, token)
        for key, (brand, trade) in zip(keys, parts.iter_rows(), strict=True)
        for token in {*brand, *(pair for pair in map("".join, zip(brand + trade, (brand + trade)[1:], strict=False)))}
    ]
    return pl.DataFrame(tokens, schema={"name_key": pl.String, "token": pl.String}, orient="row")


def _sharing(looked_for: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """`name_key`, `firm_id`, `held` of the names that share most with each key, a rare token weighing more."""
    tokens = looked_for["token"].unique().to_list()
    shared_tokens = pl.col("held").str.extract_many(tokens, overlapping=True).alias("token")
    found = names.with_row_index("at").select("at", shared_tokens).explode("token")
    found = found.filter(pl.col("token").is_not_null()).cast({"token": pl.Enum(tokens)})
    counts = found["token"].value_counts(name="count")
    wanted = looked_for.cast({"token": pl.Enum(tokens)}).join(counts, on="token")
    rare = (pl.col("count") <= name_words().shared_by) | (pl.col("count") == pl.col("count").min().over("name_key"))
    weight = (pl.lit(names.height + 1) / pl.col("count")).log().alias("weight")
    wanted = wanted.filter(rare).select("name_key", "token", weight)
    shared = wanted.join(found, on="token").group_by("name_key", "at").agg(pl.col("weight").sum())
    place = pl.col("weight").rank("ordinal", descending=True).over("name_key")
    most = shared.filter(place <= name_words().compared)
    return most.with_columns(names[most["at"]].get_columns()).drop("at", "weight")


def _scored(pairs: pl.DataFrame) -> pl.DataFrame:
    parts: dict[str, Parts] = {}
    for column in ("name_key", "held"):
        keys = pairs[column].unique()
        parts |= dict(zip(keys, name_parts(keys).select(PARTS).rows(), strict=True))
    scores = [likeness(parts[key], parts[held]) for key, held in pairs.select("name_key", "held").iter_rows()]
    return pairs.with_columns(pl.Series("likeness", scores, dtype=pl.Float64))
