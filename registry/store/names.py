"""The pinyin initials that officers type to find a firm, for one name and for a column of them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import polars as pl

from registry.domain.names import name_keys


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
    phrases, readings = _phrases_read_otherwise()
    keys = name_keys(names) if keys is None else keys
    keys, known = keys.fill_null(""), _letters()
    characters = [character for character in set("".join(keys)) if ord(character) in known]
    read = [*readings, *(known[ord(character)] for character in characters)]
    letters = keys.str.replace_many([*phrases, *characters], read, leftmost=True).alias(names.name)
    letters = letters.str.replace_all(r"[^\p{L}\p{N}]+", "")
    return letters.zip_with(names.is_not_null(), pl.Series([None], dtype=pl.String))


@lru_cache(maxsize=1)
def _letters() -> dict[int, str]:
    """First letter of each character's usual reading."""
    from pypinyin.constants import PINYIN_DICT  # a large dictionary, which most processes never ask

    return {character: _first_letter(readings.split(",")[0]) for character, readings in PINYIN_DICT.items()}


@lru_cache(maxsize=1)
def _phrases_read_otherwise() -> tuple[list[str], list[str]]:
    """Phrases whose letters differ from those of their characters, the longest first, and their letters."""
    from pypinyin.constants import PHRASES_DICT

    letters = _letters()
    found = {}
    for phrase, readings in PHRASES_DICT.items():
        reading = "".join(_first_letter(options[0]) for options in readings)
        if len(reading) == len(phrase) and reading != phrase.translate(letters):
            found[phrase] = reading
    phrases = sorted(found, key=lambda phrase: (-len(phrase), phrase))
    return phrases, [found[phrase] for phrase in phrases]


def _first_letter(reading: str) -> str:
    return unicodedata.normalize("NFD", reading[:1])[:1]
