"""Titles as lists record them: which tier is meant, and from when to when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from importers.dates import date_of_number, plain_date, read_date
from importers.faults import CellFault
from importers.headers import normal
from importers.issues import ERROR, INFO, Issue
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
    "batch": pl.String(),
    "number": pl.String(),
    "document": pl.String(),
    "recognised_on": pl.Date(),
    "valid_from": pl.Date(),
    "valid_to": pl.Date(),
}


def has_titles(sheet: TypedSheet, ladder: Ladder) -> bool:
    """Whether the sheet records titles: it has a column for them, or is named after one and has their particulars."""
    if sheet.letter_of("title:title"):
        return True
    fields = [column for column in sheet.columns if column.mapping.reason.startswith("title:")]
    return len(fields) >= 2 and isinstance(find_tier(sheet.name, ladder), str)


def title_rows(sheet: TypedSheet, ladder: Ladder) -> pl.DataFrame:
    """One row per title; refused cells are null and leave their issue with the sheet."""
    data: dict[str, object] = {"sheet": [sheet.name] * sheet.frame.height}
    data |= {name: sheet.frame[name] for name in ("row", "credit_code", "name")}
    letter = sheet.letter_of("title:title")
    texts = [shown(cell).strip() for cell in sheet.raw[letter]] if letter else [sheet.name] * sheet.frame.height
    data["title_text"] = texts
    data["tier"] = _column(sheet, letter, list(texts), lambda text: find_tier(str(text), ladder))
    for name in ("batch", "number", "document"):
        data[name] = _column(sheet, sheet.letter_of(f"title:{name}"), None, _text)
    for name in DATES:
        data[name] = _column(sheet, sheet.letter_of(f"title:{name}"), None, _end if name == "valid_to" else _date)
    frame = pl.DataFrame({name: data[name] for name in TITLE_SCHEMA}, schema=TITLE_SCHEMA)
    frame = _once(sheet, frame)
    late = frame.filter(pl.col("valid_to") < pl.col("valid_from"))["row"]
    sheet.issues += [Issue("valid_order", ERROR, sheet.name, row) for row in late]
    return frame


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
