"""The pinyin initials that officers type to find a firm, for one name and for a column of them."""

from __future__ import annotations

import polars as pl

from registry.domain.names import name_keys
from registry.store.initial_letters import letters_of_characters, phrases_read_otherwise


def initials(name: str) -> str:
    """First letters of the pinyin, letters and digits kept, lower case; for search, so a rare reading may be wrong.

    >>> initials("武汉示例A光电"), initials("重庆长江银行")
    ('whslagd', 'cqcjyh')
    """
    return str(initials_of(pl.Series([name]))[0])


def initials_of(names: pl.Series, keys: pl.Series | None = None) -> pl.Series:
    """The initials of each name: character by character, but for phrases that are read otherwise; null stays null.

    Phrases and the characters that occur at all are looked for in one go, what comes first counts: a hundred thousand names
    take less than a tenth of a second. `keys` are those of the names (name_keys), for whoever has them already.
    """
    if not names.len():
        return names.cast(pl.String)
    phrases, readings = phrases_read_otherwise()
    keys = name_keys(names) if keys is None else keys
    keys, known = keys.fill_null(""), letters_of_characters()
    characters = [character for character in keys.str.split("").explode().drop_nulls().unique() if character in known]
    read = [*readings, *(known[character] for character in characters)]
    letters = keys.str.replace_many([*phrases, *characters], read, leftmost=True).alias(names.name)
    letters = letters.str.replace_all(r"[^\p{L}\p{N}]+", "")
    return letters.zip_with(names.is_not_null(), pl.Series([None], dtype=pl.String))
