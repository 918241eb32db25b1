"""How much is measured: a default that ends within ten minutes on two cores, without growth; a province; the country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Rows of ledgers and lists, firms of stores; 0 leaves out what it is the size of. The slow peers have sizes of their own."""

    name: str
    heading: str
    firms: int
    rows: int
    peer_rows: int
    large: int
    export: int
    peer_export: int
    pages: int
    growth: tuple[int, ...]
    seconds: float = 1.0  # that a page is asked for in every round


DEFAULT = Sizes(
    "default",
    "The default, `make bench`",
    firms=10_000,
    rows=5_000,
    peer_rows=500,
    large=0,
    export=2_000,
    peer_export=500,
    pages=10_000,
    growth=(),
    seconds=0.5,
)
PROVINCE = Sizes(
    "province",
    "A province, `make bench SIZE=province`",
    firms=300_000,
    rows=100_000,
    peer_rows=10_000,
    large=300_000,
    export=50_000,
    peer_export=5_000,
    pages=300_000,
    growth=(3_000, 30_000, 300_000),
)
COUNTRY = Sizes(
    "country",
    "The country, `make bench SIZE=country`",
    firms=1_500_000,
    rows=0,
    peer_rows=0,
    large=0,
    export=0,
    peer_export=0,
    pages=1_500_000,
    growth=(3_000, 30_000, 300_000, 1_500_000),
)
SIZES: Mapping[str, Sizes] = {each.name: each for each in (DEFAULT, PROVINCE, COUNTRY)}
HEADINGS = {each.name: each.heading for each in SIZES.values()}
