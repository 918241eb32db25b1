"""Names as search keys: the normalised full name that finds a firm, and the pinyin initials that officers type."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

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


@lru_cache(maxsize=65536)
def initials(name: str) -> str:
    """First letters of the pinyin, letters and digits kept, lower case; for search, a rare reading may be wrong.

    >>> initials("武汉示例A光电")
    'whslagd'
    """
    letters = lazy_pinyin(name_key(name), style=Style.FIRST_LETTER, errors="default")
    return "".join(character for character in "".join(letters) if character.isalnum()).lower()
