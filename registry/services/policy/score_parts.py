"""Editing the bands of a score in the mapping that a draft's text stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from registry.services.policy.documents import Document
from registry.services.policy.refusals import NoSuchCondition


def banded_parts(document: Document) -> list[tuple[str, Document]]:
    """Every part of a score that earns by bands, by its path (`total.growth`), in reading order."""
    scores = document.get("scores")
    parts = scores if isinstance(scores, list) else []
    return [(path, part) for each in parts for path, part in _below(each, "") if isinstance(part.get("bands"), dict)]


def banded_part(document: Document, path: str) -> Document:
    """The part with that path. Raises NoSuchCondition."""
    found = dict(banded_parts(document))
    if path not in found:
        raise NoSuchCondition(code=path)
    return found[path]


def change_bands(document: Document, path: str, comparator: str, bands: list[list[Any]], otherwise: Any) -> None:
    """Other bands and points for a part; a blank `otherwise` earns nothing."""
    part = banded_part(document, path)
    part["bands"] = {comparator: bands}
    part.pop("otherwise", None)
    if otherwise not in ("", None):
        part["otherwise"] = otherwise


def _below(part: Any, above: str) -> Iterator[tuple[str, Document]]:
    if not isinstance(part, dict):
        return
    path = f"{above}.{part.get('code')}" if above else str(part.get("code"))
    yield path, part
    for way in ("parts", "best_of"):
        for each in part.get(way) or []:
            yield from _below(each, path)
