"""Thresholds, quantities and formulas between what is typed in a form and what a rule file says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from registry.catalogue.reader import names_of
from registry.domain.errors import FormulaError
from registry.domain.formulas import Formula
from registry.domain.parsing import parse
from registry.domain.units import FLAG, FRACTION, NOT_QUANTITIES
from registry.web.site import site

FEWEST, MOST = 6, 60  # rows that a form offers
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def rows_for(held: int) -> range:
    """Numbers of the rows that a form offers for what is held: room for three more, and never one fewer than there are."""
    return range(1, min(max(FEWEST, held + 3), MOST) + 1)


def shown_threshold(comparator: str, raw: Any) -> dict[str, Any]:
    """The fields of a form for a threshold as it is written in a file."""
    if isinstance(raw, Mapping):
        rows = raw.get("bands")
        bands = [band for band in rows if isinstance(band, Mapping)] if isinstance(rows, list) else []
        shown = {"band_by": raw.get("by", "")}
        for number, band in enumerate(bands, 1):
            shown |= {f"band_limit_{number}": band.get("up_to", ""), f"band_value_{number}": band.get("value", "")}
        return shown
    if isinstance(raw, list):
        if comparator == "between" and len(raw) == 2:
            return {"threshold": raw[0], "threshold_to": raw[1]}
        return {"threshold": "、".join(map(str, raw))}
    if isinstance(raw, bool):
        return {"threshold": "是" if raw else "否"}
    return {"threshold": "" if raw is None else raw}


def sent_threshold(values: Mapping[str, Any], formula: str) -> Any:
    """The threshold of a file for what the fields `comparator`, `threshold`, `threshold_to` and those of the bands say."""
    parsed = find_formula(formula)
    unit = parsed.unit if parsed and parsed.unit not in NOT_QUANTITIES else None
    text = text_in(values, "threshold")
    match values["comparator"]:
        case "is":
            truth = {"是": True, "否": False, "true": True, "false": False}.get(text.lower())
            return truth if truth is not None and (parsed is None or parsed.unit == FLAG) else text
        case "one_of":
            return [each for each in re.split(r"[、,，]\s*", text) if each]
        case "between":
            return [quantity(text, unit), quantity(text_in(values, "threshold_to"), unit)]
    if by := half_width(text_in(values, "band_by")):
        return _bands(values, by, unit)
    return quantity(text, unit)


def _bands(values: Mapping[str, Any], by: str, unit: str | None) -> dict[str, Any]:
    chooser = find_formula(by)
    bands = []
    for number in range(1, MOST + 1):
        limit, value = text_in(values, f"band_limit_{number}"), text_in(values, f"band_value_{number}")
        if limit or value:
            upper = {"up_to": quantity(limit, chooser.unit if chooser else None)} if limit else {}
            bands.append(upper | {"value": quantity(value, unit)})
    return {"by": by, "bands": bands}


def quantity(text: str, unit: str | None) -> Any:
    """A threshold as it is written in a file: the unit of the formula is added where only a number was typed."""
    tidy = half_width(text).replace(",", "").strip()
    if not _NUMBER.fullmatch(tidy):
        return tidy
    if unit == FRACTION:
        return f"{tidy}%"
    return f"{tidy} {unit}" if unit else float(tidy) if "." in tidy else int(tidy)


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as the formulas want them."""
    return unicodedata.normalize("NFKC", text)


def find_formula(text: str) -> Formula | None:
    """The checked formula, or None where it has a fault."""
    return None if formula_fault(text) else parse(text, _vocabulary())


def formula_fault(text: str) -> FormulaError | None:
    """What is wrong with a formula, with its position; None where nothing is."""
    try:
        parse(text, _vocabulary())
    except FormulaError as fault:
        return fault
    return None


def _vocabulary() -> Any:
    return names_of(site().catalogue.indicators, site().catalogue.ladder).vocabulary


def is_number(text: str) -> bool:
    """Whether a plain number was typed."""
    return bool(_NUMBER.fullmatch(text))


def text_in(values: Mapping[str, Any], name: str) -> str:
    """What was typed in a field, without blanks around it."""
    return str(values.get(name) or "").strip()
