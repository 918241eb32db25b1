"""A part of a score between its entry in the draft and the fields of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.web.policy.node_values import COMPARATORS, listed, mapping
from registry.web.policy.threshold_values import (
    MOST,
    find_formula,
    half_width,
    quantity,
    sent_threshold,
    shown_threshold,
    text_in,
)

WAYS = ("bands", "steps", "parts", "best_of", "person")
ARROW = "→"  # before the code of a further part that a step earns


def way_of(part: Mapping[str, Any]) -> str:
    """How the part earns; bands where it does not say."""
    return next((way for way in WAYS if way in part), "bands")


def shown_part(part: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a form for an entry of the draft."""
    label = mapping(part, "label")
    values = {
        "kind": way_of(part),
        "label_zh": label.get("zh", ""),
        "label_en": label.get("en", ""),
        "formula": part.get("value", ""),
        "otherwise": _points_text(part.get("otherwise")),
        "confidence": part.get("confidence", "verified"),
    }
    values |= {key: part.get(key, "") for key in ("code", "article", "note", "cap", "person")}
    return values | _shown_bands(part) | _shown_steps(part)


def rows_held(part: Mapping[str, Any]) -> int:
    """How many bands or steps the part has."""
    return max(len(_band_rows(part)[1]), len(listed(part, "steps")))


def sent_part(values: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """The entry that the fields of a form say; parts below are kept, whether they stand in a list or are earned by a step."""
    way, zh = values["kind"], text_in(values, "label_zh")
    part: dict[str, Any] = {
        "code": text_in(values, "code"),
        "label": {"zh": zh, "en": text_in(values, "label_en") or zh},
    }
    part |= {key: text_in(values, key) for key in ("article", "note") if text_in(values, key)}
    if values["confidence"] != "verified" and "article" in part:
        part["confidence"] = values["confidence"]
    match way:
        case "parts" | "best_of":
            part[way] = listed(held, "parts") or listed(held, "best_of")
        case "person":
            part["person"] = quantity(text_in(values, "person"), None)
        case "bands":
            part |= {"value": half_width(text_in(values, "formula")), "bands": _sent_bands(values)}
        case _:
            part["steps"] = _sent_steps(values, held)
    if way in ("bands", "steps") and (rest := text_in(values, "otherwise")):
        part["otherwise"] = _points(rest, _nested(held))
    if way == "parts" and (cap := text_in(values, "cap")):
        part["cap"] = quantity(cap, None)
    return part


def _band_rows(part: Mapping[str, Any]) -> tuple[str, list[list[Any]]]:
    comparator, rows = next(iter(mapping(part, "bands").items()), ("at_least", []))
    found = rows if isinstance(rows, list) else []
    return str(comparator), [row for row in found if isinstance(row, list) and len(row) == 2]


def _shown_bands(part: Mapping[str, Any]) -> dict[str, Any]:
    comparator, rows = _band_rows(part)
    shown: dict[str, Any] = {"comparator": comparator}
    for number, (limit, points) in enumerate(rows, 1):
        shown |= {f"limit_{number}": str(limit), f"points_{number}": str(points)}
    return shown


def _shown_steps(part: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for number, step in enumerate((each for each in listed(part, "steps") if isinstance(each, Mapping)), 1):
        comparator = next((each for each in COMPARATORS if each in step), "at_least")
        told = {"value": step.get("value", ""), "comparator": comparator, "earns": _points_text(step.get("earns"))}
        told["threshold"] = shown_threshold(comparator, step.get(comparator)).get("threshold", "")
        shown |= {f"step_{name}_{number}": value for name, value in told.items()}
    return shown


def _points_text(earned: Any) -> str:
    if isinstance(earned, Mapping):
        return f"{ARROW} {earned.get('code', '')}"
    return "" if earned is None else str(earned)


def _sent_bands(values: Mapping[str, Any]) -> dict[str, Any]:
    parsed = find_formula(half_width(text_in(values, "formula")))
    sent = [(text_in(values, f"limit_{n}"), text_in(values, f"points_{n}")) for n in range(1, MOST + 1)]
    rows = [[quantity(low, parsed.unit if parsed else None), quantity(points, None)] for low, points in sent if low]
    return {values["comparator"]: rows}


def _sent_steps(values: Mapping[str, Any], held: Mapping[str, Any]) -> list[dict[str, Any]]:
    steps, nested = [], _nested(held)
    for number in range(1, MOST + 1):
        formula = half_width(text_in(values, f"step_value_{number}"))
        if not formula:
            continue
        asked = {name: values.get(f"step_{name}_{number}") for name in ("comparator", "threshold")}
        earns = _points(text_in(values, f"step_earns_{number}"), nested)
        comparator = str(asked["comparator"] or "at_least")
        steps.append({"value": formula, comparator: sent_threshold(asked, formula), "earns": earns})
    return steps


def _nested(held: Mapping[str, Any]) -> dict[str, Any]:
    """The parts that steps or the rest earn, by code."""
    earned = [step.get("earns") for step in listed(held, "steps") if isinstance(step, Mapping)]
    return {str(each.get("code")): each for each in (*earned, held.get("otherwise")) if isinstance(each, Mapping)}


def _points(text: str, nested: Mapping[str, Any]) -> Any:
    """Points, or behind an arrow the part of that code: the one held, else a new one that still has to be filled."""
    if not text.startswith((ARROW, "->")):
        return quantity(text, None)
    code = half_width(text.removeprefix(ARROW).removeprefix("->")).strip()
    return nested.get(code) or {"code": code, "label": {"zh": code, "en": code}, "parts": []}
