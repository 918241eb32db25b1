"""Sources of values: whose figures they are, and which count more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from registry.domain.indicators import Text

VERIFIED = "!"  # after a source: a person compared the value with the paper
ALL_OTHERS = "*"  # in packed origins: every code that is not named


@dataclass(frozen=True)
class Source:
    """One source of values; `doors` are the ways into the registry that mean it unless something else is said."""

    code: str
    label: Text
    rank: int
    doors: tuple[str, ...] = ()


class Sources(Mapping[str, Source]):
    """All sources by code, the highest rank first."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self._by_code = {source.code: source for source in sorted(sources, key=lambda source: -source.rank)}

    def __getitem__(self, code: str) -> Source:
        return self._by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def of_door(self, door: str) -> Source:
        """The source that a way in means by itself; raises KeyError for a way that means none."""
        for source in self._by_code.values():
            if door in source.doors:
                return source
        raise KeyError(door)

    def outranks(self, held: str | None, coming: str) -> bool:
        """Whether a value held from one origin is to be kept rather than replaced unasked by one of a coming source.

        `held` is a source, with "!" where verified, or None where nothing was recorded; the latter never outranks.

        >>> sources = Sources((Source("tax", Text("", ""), 40), Source("self", Text("", ""), 10)))
        >>> sources.outranks("tax", "self"), sources.outranks("self", "tax"), sources.outranks("self!", "tax")
        (True, False, True)
        """
        if not held:
            return False
        if held.endswith(VERIFIED):
            return not coming.endswith(VERIFIED)
        return held in self and self[held].rank > self[coming.removesuffix(VERIFIED)].rank
