"""Names as they are compared: the one key under which readers and registry find a firm by its name, singly and in columns."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

OPENING, CLOSING = "[{<〔【《〈「『〖", "]}>〕】》〉」』〗"
IGNORED = r"[\s\x1c-\x1f\u00ad\u200b-\u200f\u2060\ufeff·•‧∙・]+"  # white space, invisible marks, dots between words
_IGNORED = re.compile(IGNORED)
KEPT = r"^[\u4e00-\u9fffa-z0-9()]*$"  # a name of nothing but these is its own key; most are, and are spared the rest
_BRACKETS = str.maketrans(OPENING + CLOSING, "(" * len(OPENING) + ")" * len(CLOSING))


def name_key(name: str) -> str:
    """One form for all ways to write a name: width, case, brackets, spaces and separating dots no longer differ.

    >>> name_key("武汉 示例【东湖】Ａ·公司") == name_key("武汉示例（东湖）a公司")
    True
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", name)).translate(_BRACKETS).lower()


def name_keys(names: pl.Series) -> pl.Series:
    """The key of each name of a column, the same as `name_key` gives; null stays null.

    >>> name_keys(pl.Series(["武汉 示例（集团）有限公司", "武汉示例(集团)有限公司"])).n_unique()
    1
    """
    names = names.cast(pl.String)
    other = ~names.str.contains(KEPT).fill_null(value=True)
    if not other.any():
        return names
    some = names.filter(other).str.normalize("NFKC").str.replace_all(IGNORED, "")
    opened = some.str.replace_all(f"[{re.escape(OPENING)}]", "(")
    keys = opened.str.replace_all(f"[{re.escape(CLOSING)}]", ")").str.to_lowercase()
    if other.all():
        return keys
    places = (other.cast(pl.Int64).cum_sum() - 1).clip(lower_bound=0)
    return names.zip_with(~other, keys.gather(places))
