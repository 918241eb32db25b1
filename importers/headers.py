"""Column heads taken apart: the name in several readings, and the unit and year that stand beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from importers.words import Unit, find_unit, plain, words

BRACKETS = str.maketrans("[]【】〔〕{}〈〉《》「」", "()()()()()()()")
DROPPED = str.maketrans("", "", "*\"'“”‘’`★※")
GROUP = re.compile(r"\(([^()]*)\)")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:(?:年度|年末|年底|年|度)末?|([-./])\d{1,2}\2\d{1,2}(?!\d)|(?![\d./-]))")
UNIT_LABEL = re.compile(r"^(?:金额|计量|货币)?单位[:=]?")


@dataclass(frozen=True)
class Head:
    """One column head; `names` are its readings as plain words, the most literal first."""

    names: tuple[str, ...]
    key: str = ""  # as header_key writes it: what the head's mapping is remembered under
    unit: Unit | None = None
    year: int | None = None
    offset: int | None = None  # years after the data year of the sheet: 上年 is -1


def normal(text: str) -> str:
    """A head as it is compared: plain, one kind of bracket, no stars or quotes.

    >>> normal("*行 业\\n［2017年版］")
    '行业(2017年版)'
    """
    return plain(text).translate(BRACKETS).translate(DROPPED).strip(":;,.、")


def header_key(header: str) -> str:
    """The form under which the mapping of a head is remembered, the year left out so that it serves next year too.

    >>> header_key("2025年营业收入 （万元）") == header_key("2026年营业收入（万元）")
    True
    """
    return Found().take(normal(header)) or normal(header)


@lru_cache(maxsize=20_000)
def read_head(parts: tuple[str, ...]) -> Head:
    """The head written in one or several cells, from the top down.

    >>> head = read_head(("2025年", "营业收入（万元）"))
    >>> head.names[-1], head.unit.name, head.year
    ('营业收入', '万元', 2025)
    >>> read_head(("上年度营业收入/千元",)).offset
    -1
    """
    texts = [normal(part) for part in parts]
    distinct = [text for index, text in enumerate(texts) if text and text not in texts[:index]]
    joined = "".join(distinct)
    found = Found()
    rest = found.take(joined)
    names = [joined, rest, bare(rest)]
    for lower in range(1, len(distinct)):
        if not any(word in upper for upper in distinct[:lower] for word in words().qualifiers):
            below = Found().take("".join(distinct[lower:]))
            names += [below, bare(below)]
    names += [found.take_tail(name) for name in (rest, bare(rest)) if name]
    unique = tuple(dict.fromkeys(name.strip(":;,.、/_-") for name in names if name))
    return Head(unique, rest or joined, found.unit, found.year, found.offset)


def bare(text: str) -> str:
    """The text without anything in brackets, nested ones too.

    >>> bare("行业(名录(2017年版))")
    '行业'
    """
    while (shorter := GROUP.sub("", text)) != text:
        text = shorter
    return text


class Found:
    """The unit and year met while a head is taken apart."""

    def __init__(self) -> None:
        self.unit: Unit | None = None
        self.year: int | None = None
        self.offset: int | None = None

    def take(self, text: str) -> str:
        """The text without brackets that only hold units, years or noise, and without its year."""
        text = GROUP.sub(lambda match: "" if self._consumes(match[1]) else match[0], text)
        return self._without_year(text)

    def take_tail(self, text: str) -> str:
        """The text without a unit written right behind it: 营业收入/万元, 营业收入万元."""
        for length in range(min(5, len(text) - 2), 0, -1):
            unit = find_unit(text[-length:])
            separated = text[-length - 1] in "/:_-,"
            if unit and (separated or (length > 1 and unit.currency)):
                self.unit = self.unit or unit
                return text[:-length].rstrip("/:_-,")
        return text

    def _consumes(self, group: str) -> bool:
        tokens = [token for token in re.split(r"[,;、/ ]", UNIT_LABEL.sub("", group)) if token]
        inside = Found()
        asides = [inside._is_aside(token) for token in tokens]
        if not asides or not all(asides):
            return False
        self.unit = inside.unit or self.unit
        self.year = inside.year or self.year
        self.offset = self.offset if inside.offset is None else inside.offset
        return True

    def _is_aside(self, token: str) -> bool:
        unit = find_unit(UNIT_LABEL.sub("", token))
        if unit:
            self.unit = unit
            return True
        return token in words().header_noise or not self._without_year(token)

    def _without_year(self, text: str) -> str:
        years = {match[1] for match in YEAR.finditer(bare(text))}
        if len(years) == 1:
            self.year = int(years.pop())
            return YEAR.sub("", text)
        for word, offset in words().relative_years.items():
            if text.startswith(word) and len(text) > len(word):
                self.offset = offset
                return text[len(word) :]
        return text
