"""One cell, typed: what a form field or an odd cell of a ledger means for an indicator.

Values come out in the catalogue's unit: amounts in 万元 rounded to 6 places, ratios as fractions, counts as integers.
None means that the cell holds no value; a CellFault says why it cannot be taken.
"""

from __future__ import annotations

from datetime import date

from importers.bounds import Value, checks, too_long, within_bounds
from importers.codes import read_code
from importers.dates import date_of_number, plain_date, read_date, read_year
from importers.faults import CellFault
from importers.quantities import converted, read_number, six_places
from importers.raw import Cell, shown
from importers.words import Unit, find_unit, plain, words
from registry.domain.indicators import Indicator, Kind

__all__ = ["CellFault", "Value", "parse_cell"]
FREE = (Kind.TEXT, Kind.PERSONAL)


def parse_cell(value: Cell | None, indicator: Indicator, unit: str | None, today: date) -> Value | CellFault | None:
    """The value of one cell for an indicator; `unit` is the unit of the column or field, by default the indicator's.

    A credit code with a wrong check digit is a value here; codes.read_code tells the difference.
    """
    result = typed(value, indicator, find_unit(unit) if unit else None)
    return result if isinstance(result, CellFault | None) else within_bounds(result, indicator, today)


def typed(value: Cell | None, indicator: Indicator, unit: Unit | None) -> Value | CellFault | None:
    """The value in its type and unit, its bounds not looked at yet."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if indicator.kind not in FREE and (fault := too_long(value.strip(), "value_length")):
            return fault
        word = plain(value)
        if word in words().cell_errors:
            return CellFault("error_cell", {"value": value.strip()})
        if word.startswith("=") and len(word) > 1:
            return CellFault("formula_not_calculated", {"value": value.strip()})
        if not word or (word in words().missing and not _means_a_value(word, indicator)):
            return None
    match indicator.kind:
        case Kind.AMOUNT | Kind.NUMBER | Kind.COUNT | Kind.RATIO:
            return _number(value, indicator, unit)
        case Kind.FLAG:
            return _flag(value)
        case Kind.CHOICE:
            return _choice(shown(value).strip(), indicator)
        case Kind.YEAR:
            return read_year(shown(value)) or CellFault("not_a_year", {"value": shown(value)})
        case Kind.DATE:
            return _date(value)
    return _text(shown(value), indicator)


def _means_a_value(word: str, indicator: Indicator) -> bool:
    if indicator.kind is Kind.CHOICE:
        return word in map(plain, indicator.choices)
    return indicator.kind is Kind.FLAG and word in words().true | words().false


def _number(value: Cell, indicator: Indicator, column: Unit | None) -> float | int | CellFault:
    if isinstance(value, bool):
        return CellFault("not_a_number", {"value": shown(value)})
    if isinstance(value, date):
        return CellFault("date_for_number", {"value": shown(value)})
    reading = (float(value), None) if isinstance(value, int | float) else read_number(str(value))
    if isinstance(reading, CellFault):
        return reading
    number, written = reading
    source, stored = written or column, find_unit(indicator.unit)
    result = in_stored_unit(number, source, indicator)
    if result is None and source and source.currency and stored and stored.currency:
        return CellFault("foreign_currency", {"value": shown(value), "currency": source.currency})
    if result is None:
        return CellFault("unit_mismatch", {"value": shown(value), "unit": written.name if written else ""})
    if indicator.kind is Kind.RATIO:
        return round(result / 100, 9)
    return six_places(result)


def in_stored_unit(number: float, source: Unit | None, indicator: Indicator) -> float | None:
    """The number in the indicator's unit; None where the written unit counts something else."""
    stored = find_unit(indicator.unit)
    if source is None:
        return number
    if stored is None:  # a rank or a share of points: “3 名” is 3, an amount of money is not
        return None if source.currency or source.dimension == "share" else number
    return converted(number, source, stored)


def _flag(value: Cell) -> bool | CellFault:
    word = plain(shown(value))
    if word in words().true:
        return True
    return False if word in words().false else CellFault("not_a_flag", {"value": shown(value)})


def _choice(text: str, indicator: Indicator) -> str | CellFault:
    if not indicator.choices:
        return text
    word = plain(text)
    word = plain(words().choice_words.get(word, word))
    for choice in indicator.choices:
        if plain(choice) == word:
            return choice
    if indicator.open:
        return text
    code = "choice_left_out" if indicator.code in checks()["lenient_choices"] else "not_a_choice"
    return CellFault(code, {"value": text, "choices": "、".join(indicator.choices)})


def _date(value: Cell) -> date | CellFault:
    found: date | None = None
    if isinstance(value, date):
        found = plain_date(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = date_of_number(float(value))
    elif isinstance(value, str):
        found = read_date(value)
    return found or CellFault("not_a_date", {"value": shown(value)})


def _text(text: str, indicator: Indicator) -> str | CellFault:
    clean = " ".join(text.split())
    if indicator.code == "credit_code":
        reading = read_code(clean)
        if isinstance(reading, CellFault):
            return reading
        return reading.code or CellFault("old_registration_number", {"value": clean})
    return too_long(clean, "text_length") or clean
