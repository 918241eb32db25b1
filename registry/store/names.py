"""Names as search keys: the normalised full name that finds a firm, and the pinyin initials that officers type."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

_IGNORED = re.compile(r"[\s\u200b-\u200f\ufeff\u00ad]+")
_OPENING = str.maketrans("[{〔【［｛〈《", "((((((((")
_CLOSING = str.maketrans("]}〕】］｝〉》", "))))))))")


def name_key(name: str) -> str:
    """One form for all ways to write a name: compatibility forms, brackets and spaces no longer differ.

    >>> name_key("武汉 示例（东湖）Ａ公司") == name_key("武汉示例(东湖)a公司")
    True
    """
    text = unicodedata.normalize("NFKC", name)
    return _IGNORED.sub("", text).translate(_OPENING).translate(_CLOSING).casefold()


def initials(name: str) -> str:
    """First letters of the pinyin, letters and digits kept, lower case; for search, so a rare reading may be wrong.

    Character by character, but for phrases that are read otherwise: a hundred thousand names take a second.

    >>> initials("武汉示例A光电"), initials("重庆长江银行")
    ('whslagd', 'cqcjyh')
    """
    text = name_key(name)
    letters = list(text.translate(_letters()))
    phrases = _phrases_read_otherwise()
    for start in range(len(text) - 1):
        for phrase, reading in phrases.get(text[start : start + 2], ()):
            if text.startswith(phrase, start):
                letters[start : start + len(phrase)] = reading
                break
    return "".join(letter for letter in letters if letter.isalnum())


@lru_cache(maxsize=1)
def _letters() -> dict[int, str]:
    """First letter of each character's usual reading."""
    return {character: _first_letter(readings.split(",")[0]) for character, readings in PINYIN_DICT.items()}


@lru_cache(maxsize=1)
def _phrases_read_otherwise() -> dict[str, list[tuple[str, str]]]:
    """Phrases whose letters differ from those of their characters, the longest first, by their first two characters."""
    letters = _letters()
    found: dict[str, list[tuple[str, str]]] = {}
    for phrase, readings in PHRASES_DICT.items():
        reading = "".join(_first_letter(options[0]) for options in readings)
        if len(reading) == len(phrase) and reading != phrase.translate(letters):
            found.setdefault(phrase[:2], []).append((phrase, reading))
    for options in found.values():
        options.sort(key=lambda option: -len(option[0]))
    return found


def _first_letter(reading: str) -> str:
    return unicodedata.normalize("NFD", reading[:1])[:1]
