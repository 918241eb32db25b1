"""Titles as lists record them: which tier is meant, and from when to when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import polars as pl

from importers.dates import date_of_number, plain_date, read_date
from importers.faults import CellFault
from importers.headers import normal
from importers.issues import ERROR, INFO, Issue
from importers.listed import ListedTitle
from importers.raw import Cell, shown
from importers.sheets import TypedSheet
from importers.words import plain, words
from registry.domain.tiers import Ladder

DATES = ("recognised_on", "valid_from", "valid_to")
TITLE_SCHEMA: dict[str, pl.DataType] = {
    "sheet": pl.String(),
    "row": pl.Int64(),
    "credit_code": pl.String(),
    "name": pl.String(),
    "tier": pl.String(),
    "title_text": pl.String(),
    "recognised_as": pl.String(),
    "batch": pl.String(),
    "number": pl.String(),
    "document": pl.String(),
    "recognised_on": pl.Date(),
    "valid_from": pl.Date(),
    "valid_to": pl.Date(),
}


def has_titles(sheet: TypedSheet, ladder: Ladder, listed: ListedTitle | None = None) -> bool:
    """Whether the sheet records titles: it is such a list, has a column for them, or is named after one and has their
    particulars."""
    if listed or sheet.letter_of("title:title"):
        return True
    fields = [column for column in sheet.columns if column.mapping.reason.startswith("title:")]
    return len(fields) >= 2 and isinstance(find_tier(sheet.name, ladder), str)


def title_rows(sheet: TypedSheet, ladder: Ladder, listed: ListedTitle | None = None) -> pl.DataFrame:
    """One row per title; refused cells are null and leave their issue with the sheet. `listed` fills what rows leave open."""
    data: dict[str, object] = {"sheet": [sheet.name] * sheet.frame.height}
    data |= {name: sheet.frame[name] for name in ("row", "credit_code", "name")}
    letter = sheet.letter_of("title:title")
    unnamed = "" if listed else sheet.name
    texts = [shown(cell).strip() for cell in sheet.raw[letter]] if letter else [unnamed] * sheet.frame.height
    data["title_text"] = texts
    data["tier"] = tiers = _column(sheet, letter, list(texts), lambda text: _tier(str(text), ladder, listed))
    data["recognised_as"] = [_other_name(text, tier, ladder) for text, tier in zip(texts, tiers, strict=True)]
    for name in ("batch", "number", "document"):
        data[name] = _column(sheet, sheet.letter_of(f"title:{name}"), None, _text)
    for name in DATES:
        data[name] = _column(sheet, sheet.letter_of(f"title:{name}"), None, _end if name == "valid_to" else _date)
    if listed:
        _fill(data, listed, ladder)
    frame = pl.DataFrame({name: data[name] for name in TITLE_SCHEMA}, schema=TITLE_SCHEMA)
    frame = _once(sheet, frame)
    late = frame.filter(pl.col("valid_to") < pl.col("valid_from"))["row"]
    sheet.issues += [Issue("valid_order", ERROR, sheet.name, row) for row in late]
    return frame


def _fill(data: dict[str, Any], listed: ListedTitle, ladder: Ladder) -> None:
    """What the list says for all of its rows, where a row says nothing itself."""
    for name in ("batch", "document", "recognised_on"):
        data[name] = [value or getattr(listed, name) for value in data[name]]
    starts = [own or (None if listed.valid_from else said) for own, said in _pairs(data, "valid_from", "recognised_on")]
    terms = [
        listed.term(ladder, tier, start, end)
        for tier, start, end in zip(data["tier"], starts, data["valid_to"], strict=True)
    ]
    data["valid_from"], data["valid_to"] = [term[0] for term in terms], [term[1] for term in terms]


def _pairs(data: dict[str, Any], first: str, second: str) -> Iterator[tuple[Any, Any]]:
    return zip(data[first], data[second], strict=True)


def _tier(text: str, ladder: Ladder, listed: ListedTitle | None) -> str | CellFault:
    """The tier of a row; a list answers for rows that name none, and which level is meant where a name fits several."""
    if listed is None:
        return find_tier(text, ladder)
    if plain(text) in words().missing or not text:
        return listed.tier
    found = find_tier(text, ladder)
    if isinstance(found, CellFault) and listed.tier in levels_of(text, ladder):
        return listed.tier
    return found


def levels_of(text: str, ladder: Ladder) -> tuple[str, ...]:
    """The tiers that a name may mean where it does not say its level; none where it does."""
    return next((codes for name, codes in ladder.ambiguous.items() if _bare(name) == _bare(text)), ())


def _other_name(text: str, tier: object, ladder: Ladder) -> str | None:
    """What the list itself called the title, where that is not its name of today."""
    if not text or not isinstance(tier, str) or _exact(text) == _exact(ladder[tier].label.zh):
        return None
    return text


def _once(sheet: TypedSheet, frame: pl.DataFrame) -> pl.DataFrame:
    """Titles that are written twice, word for word, taken once."""
    said = [name for name in frame.columns if name != "row"]
    first = pl.col("row").first().over(said)
    repeated = frame.select("row", first=first).filter(pl.col("row") != pl.col("first"))
    sheet.issues += [
        Issue("merged_repeat", INFO, sheet.name, row, facts={"first": kept}) for row, kept in repeated.rows()
    ]
    return frame.filter(~pl.col("row").is_in(repeated["row"].implode()))


def find_tier(text: str, ladder: Ladder) -> str | CellFault:
    """The code of the tier that a title's name means; a name that fits several levels asks which.

    The exact name counts first, then the ambiguous names, then names that differ only in quotes and brackets.
    """
    for spelled in (_exact, _bare):
        word = spelled(text)
        for tier in ladder.values():
            if word and word in {spelled(name) for name in (tier.label.zh, tier.code, *tier.aliases)}:
                return tier.code
        for name, codes in ladder.ambiguous.items():
            if _bare(name) == _bare(text):
                choices = "、".join(ladder[code].label.zh for code in codes if code in ladder)
                return CellFault("title_ambiguous", {"value": text, "choices": choices})
    examples = "、".join(tier.label.zh for tier in ladder.values())
    return CellFault("title_unknown", {"value": text, "examples": examples})


def _exact(text: str) -> str:
    return plain(text).replace("“", '"').replace("”", '"').removesuffix("企业")


def _bare(text: str) -> str:
    return normal(text).replace("(", "").replace(")", "").removesuffix("企业")


def _column(
    sheet: TypedSheet, letter: str | None, cells: list[Cell] | None, read: Callable[[Cell], object]
) -> list[object]:
    """One field of all titles; each distinct cell is read once."""
    if cells is None:
        cells = sheet.raw[letter] if letter else [""] * sheet.frame.height
    header = sheet.mapping(letter).header if letter else ""
    memo: dict[object, object] = {}
    values: list[object] = []
    for row, cell in zip(sheet.frame["row"], cells, strict=True):
        if cell not in memo:
            memo[cell] = read(cell)
        value = memo[cell]
        if isinstance(value, CellFault):
            facts = {"value": shown(cell), **value.facts}
            sheet.issues.append(Issue(value.code, ERROR, sheet.name, row, letter or "", header, shown(cell), facts))
            value = None
        values.append(value)
    return values


def _text(cell: Cell) -> str | None:
    text = " ".join(shown(cell).split())
    return None if plain(text) in words().missing else text or None


def _date(cell: Cell) -> date | CellFault | None:
    text = _text(cell)
    if text is None:
        return None
    if isinstance(cell, date):
        return plain_date(cell)
    found = date_of_number(cell) if isinstance(cell, float) else read_date(text)
    return found or CellFault("not_a_date", {"value": text})


def _end(cell: Cell) -> date | CellFault | None:
    return None if plain(shown(cell)) in words().open_end else _date(cell)
