"""Reads indicators.yaml, the shipped one and those a bureau adds."""

from __future__ import annotations

from registry.catalogue.strict import Entry
from registry.domain.indicators import Indicator, Kind, Level

KEYS = (
    "code",
    "label",
    "level",
    "kind",
    "unit",
    "synonyms",
    "choices",
    "definition",
    "zero_with",
    "open",
    "kept",
    "official",
)


def read_indicators(document: Entry, *, local: bool = False) -> tuple[Indicator, ...]:
    """The indicators of one file, in its order; a code that occurs twice is refused."""
    document.only(("indicators",))
    found: dict[str, Indicator] = {}
    for entry in document.entries("indicators"):
        indicator = _indicator(entry.only(KEYS), local)
        if indicator.code in found:
            raise entry.fault(f"指标「{indicator.code}」写了两次", "code")
        found[indicator.code] = indicator
    return tuple(found.values())


def read_zero_with(document: Entry) -> tuple[tuple[str, str], ...]:
    """Pairs of a subset and the whole that makes it zero."""
    return tuple(
        (entry["code"], entry["zero_with"]) for entry in document.entries("indicators") if "zero_with" in entry
    )


def _indicator(entry: Entry, local: bool) -> Indicator:
    code = entry.code()
    return Indicator(
        code=code,
        label=entry.text("label"),
        level=Level(entry.word("level", [level.value for level in Level])),
        kind=Kind(entry.word("kind", [kind.value for kind in Kind])),
        unit=str(entry.get("unit") or ""),
        synonyms=entry.texts("synonyms"),
        choices=entry.texts("choices"),
        definition=entry.text("definition") if "definition" in entry else None,
        local=local,
        open=entry.flag("open"),
        kept=entry.flag("kept"),
        official=entry.flag("official"),
    )
