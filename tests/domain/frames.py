"""Facts frames from plain rows, typed as the store's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from registry.catalogue.reader import load_catalogue
from registry.domain.indicators import Kind


def frame_of(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """The rows as a facts frame, firm_id counting from 0; what a row does not say is null."""
    names = sorted({name for row in rows for name in row})
    columns = {name: pl.Series(name, [row.get(name) for row in rows], dtype=_dtype(name)) for name in names}
    return pl.DataFrame({"firm_id": list(range(len(rows)))} | columns)


def _dtype(name: str) -> Any:
    if name.startswith(("title:", "decision:")):
        return pl.Boolean
    if name.startswith("@"):
        return pl.Int32
    if name == "zone":
        return pl.String
    kind = load_catalogue().indicators[name.partition("@")[0]].kind
    if kind.is_numeric:
        return pl.Float64
    return {Kind.FLAG: pl.Boolean, Kind.DATE: pl.Date}.get(kind, pl.String)
