"""The columns of a layout as a form sent them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import request

from importers.raw import letter
from registry.services.layouts.choosing import fresh, is_bare_title
from registry.services.layouts.columns import CONSTANT, MOST_COLUMNS, TITLE, FillColumn
from registry.web.layouts.choices import filled_by
from registry.web.site import site

LONGEST = 200


def changed_columns(before: Sequence[FillColumn]) -> list[FillColumn]:
    """The columns of a workbook: heads and order are its own."""
    return [_column(f"c{number}", column, before) for number, column in enumerate(before)]


def chosen_columns(before: Sequence[FillColumn] = ()) -> list[FillColumn]:
    """The columns of a set, in the order of the numbers sent; lines left empty are no columns."""
    found: list[tuple[float, int, FillColumn]] = []
    for number in range(MOST_COLUMNS):
        name = f"c{number}"
        if f"{name}-meaning" not in request.form:
            break
        was = before[number] if number < len(before) else FillColumn("", "")
        column = _column(name, replace(was, head=_sent(name, "head")), before)
        if column.meaning:
            found.append((_order(name, number), number, replace(column, head=column.head or filled_by(column))))
    return [
        replace(column, letter=letter(place))
        for place, (*_, column) in enumerate(sorted(found, key=lambda one: one[:2]))
    ]


def _column(name: str, was: FillColumn, others: Sequence[FillColumn]) -> FillColumn:
    text, meaning = _sent(name, "text"), _sent(name, "meaning")
    if not meaning or meaning == CONSTANT:
        if not text:
            return replace(was, meaning="", unit="", year=0, text="", why=was.why if was.is_blank else "")
        why = was.why if (was.meaning, was.text) == (CONSTANT, text) else "chosen"
        return replace(was, meaning=CONSTANT, text=text, unit="", year=0, why=why)
    column = replace(was, meaning=meaning, text="")
    if meaning != _without_field(was.meaning):
        return fresh(column, others, site().catalogue)
    if is_bare_title(meaning):
        column = replace(column, meaning=f"{meaning}:{_sent(name, 'field') or 'held'}")
    indicator = site().catalogue.indicators.get(meaning)
    unit = _sent(name, "unit")
    stored = indicator.unit if indicator else ""
    unit = was.unit if unit == (was.unit or stored) else unit
    column = replace(column, year=_year(_sent(name, "year"), was.year), unit=unit)
    return replace(column, why="chosen") if column != was else column


def _without_field(meaning: str) -> str:
    return ":".join(meaning.split(":")[:2]) if meaning.startswith(TITLE) else meaning


def _sent(name: str, part: str) -> str:
    return " ".join(request.form.get(f"{name}-{part}", "").split())[:LONGEST]


def _year(text: str, before: int) -> int:
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 6 else before


def _order(name: str, number: int) -> float:
    text = _sent(name, "order")
    return float(text) if text.replace(".", "", 1).isdecimal() else number + 1
