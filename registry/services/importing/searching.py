"""Finding firms in the lists of an import by a part of their name or code."""

from __future__ import annotations

import polars as pl


def matching(search: str) -> pl.Expr:
    """Whether `name` or `credit_code` has the text in it; everything, nameless rows too, matches no text."""
    parts = (("name", search), ("credit_code", search.upper()))
    inside = [pl.col(name).str.contains(text, literal=True) for name, text in parts]
    return pl.any_horizontal(inside).fill_null(not search)
