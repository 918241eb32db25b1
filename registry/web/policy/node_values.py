"""A condition, group or pass mark between its entry in the draft and the fields of a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from registry.web.policy.threshold_values import (
    half_width,
    is_number,
    quantity,
    sent_threshold,
    shown_threshold,
    text_in,
)

COMPARATORS = ("at_least", "more_than", "at_most", "less_than", "between", "is", "one_of")


def shown_node(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a form for an entry of the draft."""
    comparator = next((each for each in COMPARATORS if each in entry), "at_least")
    raw, label, guidance = entry.get(comparator), mapping(entry, "label"), mapping(entry, "guidance")
    cases, margin = listed(entry, "cases"), entry.get("margin")
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
        "margin": f"{margin * 100:g}" if isinstance(margin, int | float) else margin or "",
        "cases": cases[0] if len(cases) == 1 else "",
        "industries": "、".join(map(str, listed(entry, "industries"))),
        "article": entry.get("article", ""),
        "confidence": entry.get("confidence", "verified"),
        "note": entry.get("note", ""),
        "guidance_zh": guidance.get("zh", ""),
        "guidance_en": guidance.get("en", ""),
    }
    return values | shown_threshold(comparator, raw)


def bands_held(entry: Mapping[str, Any]) -> int:
    """How many bands the threshold has."""
    raw = next((entry[each] for each in COMPARATORS if each in entry), None)
    return len(listed(raw, "bands")) if isinstance(raw, Mapping) else 0


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
        "code": text_in(values, "code"),
        "label": {"zh": text_in(values, "label_zh"), "en": text_in(values, "label_en") or text_in(values, "label_zh")},
    }
    if kind in ("all", "any"):
        return entry | {kind: held.get("all") or held.get("any") or []}
    entry |= {key: text_in(values, key) for key in ("article", "note") if text_in(values, key)}
    if values["confidence"] != "verified":
        entry["confidence"] = values["confidence"]
    if kind == "question":
        return entry | {"manual": True} | _cases(values) | _guidance(values)
    return entry | (_mark(values) if kind == "mark" else _test(values))


def _mark(values: Mapping[str, Any]) -> dict[str, Any]:
    comparator = values["comparator"] if values["comparator"] in ("at_least", "more_than") else "at_least"
    return {"score": text_in(values, "score"), comparator: quantity(text_in(values, "threshold"), "分")} | _margin(
        values
    )


def _test(values: Mapping[str, Any]) -> dict[str, Any]:
    formula = half_width(text_in(values, "formula"))
    found = {"value": formula, values["comparator"]: sent_threshold(values, formula)}
    if values["missing"] != "unknown":
        found["missing"] = values["missing"]
    if (each := text_in(values, "each")) not in ("", "1"):
        found["each"] = int(each) if each.isdecimal() else each
    if values["veto"]:
        found["veto"] = True
    if values["unmet_manual"]:
        found["unmet_means"] = "manual"
    if industries := re.split(r"[、,，\s]+", half_width(text_in(values, "industries")).upper()):
        found |= {"industries": [each for each in industries if each]} if any(industries) else {}
    return found | _margin(values) | _cases(values) | _guidance(values)


def _margin(values: Mapping[str, Any]) -> dict[str, Any]:
    text = half_width(text_in(values, "margin")).rstrip("%").strip()
    if not text:
        return {}
    return {"margin": round(float(text) / 100, 6) if is_number(text) else text}


def _cases(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"cases": [values["cases"]]} if values.get("cases") else {}


def _guidance(values: Mapping[str, Any]) -> dict[str, Any]:
    zh, en = text_in(values, "guidance_zh"), text_in(values, "guidance_en")
    return {"guidance": {"zh": zh, "en": en or zh}} if zh else {}


def mapping(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The mapping under a key, an empty one where something else stands there."""
    found = entry.get(key)
    return found if isinstance(found, Mapping) else {}


def listed(entry: Mapping[str, Any], key: str) -> list[Any]:
    """The list under a key, an empty one where something else stands there."""
    found = entry.get(key)
    return found if isinstance(found, list) else []
