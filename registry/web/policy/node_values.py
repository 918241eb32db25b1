"""A condition, group or pass mark between its entry in the draft and the fields of a form."""

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

BANDS = range(1, 7)
COMPARATORS = ("at_least", "more_than", "at_most", "less_than", "between", "is", "one_of")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def shown_node(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a form for an entry of the draft."""
    comparator = next((each for each in COMPARATORS if each in entry), "at_least")
    raw, label, guidance = entry.get(comparator), _mapping(entry, "label"), _mapping(entry, "guidance")
    cases, margin = list(entry.get("cases") or []), entry.get("margin")
    values = {
        "kind": kind_of(entry),
        "code": entry.get("code", ""),
        "label_zh": label.get("zh", ""),
        "label_en": label.get("en", ""),
        "formula": entry.get("value", ""),
        "score": entry.get("score", ""),
        "comparator": comparator,
        "missing": entry.get("missing", "unknown"),
        "each": str(entry.get("each", 1)),
        "veto": bool(entry.get("veto")),
        "unmet_manual": entry.get("unmet_means") == "manual",
        "margin": "" if margin is None else f"{margin * 100:g}",
        "cases": cases[0] if len(cases) == 1 else "",
        "industries": "、".join(map(str, entry.get("industries") or [])),
        "article": entry.get("article", ""),
        "confidence": entry.get("confidence", "verified"),
        "note": entry.get("note", ""),
        "guidance_zh": guidance.get("zh", ""),
        "guidance_en": guidance.get("en", ""),
    }
    return values | _shown_threshold(comparator, raw)


def kind_of(entry: Mapping[str, Any]) -> str:
    """test, question, mark, all or any."""
    for kind in ("all", "any"):
        if kind in entry:
            return kind
    return "mark" if "score" in entry else "question" if entry.get("manual") else "test"


def sent_node(values: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """The entry that the fields of a form say; a group keeps its members."""
    kind = values["kind"]
    entry: dict[str, Any] = {
        "code": _text(values, "code"),
        "label": {"zh": _text(values, "label_zh"), "en": _text(values, "label_en") or _text(values, "label_zh")},
    }
    if kind in ("all", "any"):
        return entry | {kind: held.get("all") or held.get("any") or []}
    entry |= {key: _text(values, key) for key in ("article", "note") if _text(values, key)}
    if values["confidence"] != "verified":
        entry["confidence"] = values["confidence"]
    if kind == "question":
        return entry | {"manual": True} | _cases(values) | _guidance(values)
    return entry | (_mark(values) if kind == "mark" else _test(values))


def _mark(values: Mapping[str, Any]) -> dict[str, Any]:
    comparator = values["comparator"] if values["comparator"] in ("at_least", "more_than") else "at_least"
    return {"score": _text(values, "score"), comparator: quantity(_text(values, "threshold"), "分")} | _margin(values)


def _test(values: Mapping[str, Any]) -> dict[str, Any]:
    formula = half_width(_text(values, "formula"))
    found = {"value": formula, values["comparator"]: _threshold(values, formula)}
    if values["missing"] != "unknown":
        found["missing"] = values["missing"]
    if (each := _text(values, "each")) not in ("", "1"):
        found["each"] = int(each) if each.isdecimal() else each
    if values["veto"]:
        found["veto"] = True
    if values["unmet_manual"]:
        found["unmet_means"] = "manual"
    if industries := re.split(r"[、,，\s]+", half_width(_text(values, "industries")).upper()):
        found |= {"industries": [each for each in industries if each]} if any(industries) else {}
    return found | _margin(values) | _cases(values) | _guidance(values)


def _threshold(values: Mapping[str, Any], formula: str) -> Any:
    parsed = find_formula(formula)
    unit = parsed.unit if parsed and parsed.unit not in NOT_QUANTITIES else None
    text = _text(values, "threshold")
    match values["comparator"]:
        case "is":
            truth = {"是": True, "否": False, "true": True, "false": False}.get(text.lower())
            return truth if truth is not None and (parsed is None or parsed.unit == FLAG) else text
        case "one_of":
            return [each for each in re.split(r"[、,，]\s*", text) if each]
        case "between":
            return [quantity(text, unit), quantity(_text(values, "threshold_to"), unit)]
    if by := half_width(_text(values, "band_by")):
        return _bands(values, by, unit)
    return quantity(text, unit)


def _bands(values: Mapping[str, Any], by: str, unit: str | None) -> dict[str, Any]:
    chooser = find_formula(by)
    bands = []
    for number in BANDS:
        limit, value = _text(values, f"band_limit_{number}"), _text(values, f"band_value_{number}")
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


def _shown_threshold(comparator: str, raw: Any) -> dict[str, Any]:
    if isinstance(raw, Mapping):
        bands = [band for band in raw.get("bands") or [] if isinstance(band, Mapping)]
        shown = {"band_by": raw.get("by", "")}
        for number, band in zip(BANDS, bands, strict=False):
            shown |= {f"band_limit_{number}": band.get("up_to", ""), f"band_value_{number}": band.get("value", "")}
        return shown
    if isinstance(raw, list):
        if comparator == "between" and len(raw) == 2:
            return {"threshold": raw[0], "threshold_to": raw[1]}
        return {"threshold": "、".join(map(str, raw))}
    if isinstance(raw, bool):
        return {"threshold": "是" if raw else "否"}
    return {"threshold": "" if raw is None else raw}


def _margin(values: Mapping[str, Any]) -> dict[str, Any]:
    text = half_width(_text(values, "margin")).rstrip("%").strip()
    if not text:
        return {}
    return {"margin": round(float(text) / 100, 6) if _NUMBER.fullmatch(text) else text}


def _cases(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"cases": [values["cases"]]} if values.get("cases") else {}


def _guidance(values: Mapping[str, Any]) -> dict[str, Any]:
    zh, en = _text(values, "guidance_zh"), _text(values, "guidance_en")
    return {"guidance": {"zh": zh, "en": en or zh}} if zh else {}


def _text(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name) or "").strip()


def _mapping(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = entry.get(key)
    return found if isinstance(found, Mapping) else {}
