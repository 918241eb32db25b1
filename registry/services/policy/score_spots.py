"""Where the parts of scores stand in the mapping that a draft's text stands for, at any depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from registry.services.policy.documents import Document, list_under
from registry.services.policy.refusals import NoSuchCondition

SCORES = "scores"
LISTS = ("parts", "best_of")


@dataclass(frozen=True)
class Spot:
    """Where a part stands: `holder[key]` is it. A number as key means a list of parts, a word that a step or a rest earns it."""

    path: str
    depth: int
    holder: Any
    key: int | str

    @property
    def part(self) -> Document:
        """The part itself."""
        found: Document = self.holder[self.key]
        return found

    @property
    def is_listed(self) -> bool:
        """Whether it stands in a list, where it can be moved and taken away."""
        return isinstance(self.key, int)


def spots(document: Document) -> Iterator[Spot]:
    """Every score and every part below it, in reading order; the path (`total.growth`) is made of codes."""
    yield from _listed(document.get(SCORES), "", 0)


def spot(document: Document, path: str) -> Spot:
    """Where the part with that path stands. Raises NoSuchCondition."""
    found = next((each for each in spots(document) if each.path == path), None)
    if found is None:
        raise NoSuchCondition(code=path)
    return found


def _listed(members: Any, above: str, depth: int) -> Iterator[Spot]:
    for key, member in enumerate(members if isinstance(members, list) else []):
        if isinstance(member, dict):
            yield from _with_below(Spot(_path(above, member), depth, members, key))


def _with_below(found: Spot) -> Iterator[Spot]:
    yield found
    part, depth = found.part, found.depth + 1
    for way in LISTS:
        yield from _listed(part.get(way), found.path, depth)
    for step in list_under(part, "steps"):
        if isinstance(step, dict) and isinstance(step.get("earns"), dict):
            yield from _with_below(Spot(_path(found.path, step["earns"]), depth, step, "earns"))
    if isinstance(part.get("otherwise"), dict):
        yield from _with_below(Spot(_path(found.path, part["otherwise"]), depth, part, "otherwise"))


def _path(above: str, part: Document) -> str:
    return ".".join(filter(None, (above, str(part.get("code")))))
