"""A firm's name in its four lawful parts, 行政区划 + 字号 + 行业 + 组织形式, and how alike two names are by them.

The words and weights are data (names.yaml, and the divisions of the catalogue).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl
import yaml
from rapidfuzz.fuzz import ratio

from registry.catalogue.divisions import read_divisions
from registry.domain.names import name_key

LIMITS = ("left_out", "offer_from", "offered", "compared", "looked_at", "shared_by", "searched_names")
PARTS = ("brand", "trade", "place", "form")
Parts = tuple[str, ...]  # in the order of PARTS


@dataclass(frozen=True)
class NameWords:
    """The lists of names.yaml as patterns, and its limits; a likeness is a fraction 0–1."""

    weights: tuple[float, ...]
    left_out: float
    offer_from: float
    offered: int
    compared: int
    looked_at: int
    shared_by: int
    searched_names: int
    place: str
    bracketed_place: str
    trade: str
    form: str


@cache
def name_words() -> NameWords:
    """The words of names, read once."""
    data = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text(encoding="utf-8"))
    places = _any_of(read_divisions().spoken_names())
    return NameWords(
        weights=tuple(data["weights"][part] for part in PARTS),
        place=rf"^((?:{places})*)(.{{2,}})$",
        bracketed_place=rf"\(((?:{places})+)\)",
        trade=rf"^(.{{2,}}?)((?:{_any_of(data['trades'])})*)$",
        form=rf"^(.{{2,}}?)((?:{_any_of(data['forms'])}|[()])*)$",
        **{name: data[name] for name in LIMITS},
    )


def name_parts(keys: pl.Series) -> pl.DataFrame:
    """`brand`, `trade`, `place`, `form` of name keys; what a name does not say is an empty text, the brand never is.

    >>> name_parts(pl.Series(["湖北省武汉示例(东湖)光电科技股份有限公司"])).row(0)
    ('示例东湖', '光电科技', '湖北省武汉', '股份有限公司')
    """
    words = name_words()
    names = keys.to_frame("name")
    names = names.select(_part("name", words.form, 1).alias("name"), _rest("name", words.form).alias("form"))
    aside = pl.col("name").str.extract(words.bracketed_place).fill_null("")
    names = names.with_columns(pl.col("name").str.replace(words.bracketed_place, ""), aside.alias("aside"))
    names = names.with_columns(
        _part("name", words.place, 2).alias("name"), _part("name", words.place, 1, "").alias("place")
    )
    names = names.with_columns(pl.col("name").str.replace_all(r"[()]", ""), pl.col("place") + pl.col("aside"))
    return names.select(
        _part("name", words.trade, 1).alias("brand"),
        _rest("name", words.trade).alias("trade"),
        "place",
        pl.col("form").str.replace_all(r"[()]", ""),
    )


def likeness(one: Parts, other: Parts) -> float:
    """How alike two names are, 0–1, each part by its weight.

    >>> likeness(("示例", "光电", "武汉", "有限公司"), ("示例", "光电", "", "有限公司"))
    0.925
    """
    words = name_words()
    alike = (_alike(*pair, words.left_out) for pair in zip(one, other, strict=True))
    return round(sum(weight * part for weight, part in zip(words.weights, alike, strict=True)), 4)


def _alike(one: str, other: str, left_out: float) -> float:
    if one == other:
        return 1.0
    return ratio(one, other) / 100 if one and other else left_out


def _part(column: str, pattern: str, group: int, otherwise: str | None = None) -> pl.Expr:
    """A group of the pattern; a name that it does not fit stays as it is."""
    found = pl.col(column).str.extract(pattern, group)
    return found.fill_null(pl.col(column) if otherwise is None else otherwise)


def _rest(column: str, pattern: str) -> pl.Expr:
    return _part(column, pattern, 2, "")


def _any_of(words: Iterable[str]) -> str:
    """An alternative of the words as they stand in name keys, the longest first."""
    return "|".join(re.escape(word) for word in sorted({*map(name_key, words)}, key=lambda word: (-len(word), word)))
