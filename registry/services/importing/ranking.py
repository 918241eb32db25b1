"""What a file from one source may do to values from others, and origins as they are packed: {code: source}, "*" for the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from registry.domain.sources import ALL_OTHERS, VERIFIED, Sources


@dataclass(frozen=True)
class Ranking:
    """What a file from one source may do to values that came from others."""

    sources: Sources
    coming: str

    def keeps(self, held: str | None) -> bool:
        """Whether the stored value stays."""
        return self.sources.outranks(held, self.coming)

    def raises(self, held: str | None) -> bool:
        """Whether the same value from this file makes its origin better known.

        A source that a way in means by itself confirms nothing: one's own export comes back as a ledger too.
        """
        if self.sources[self.coming].doors:
            return False
        if held is None:
            return True
        return not held.endswith(VERIFIED) and held in self.sources and self.sources.outranks(self.coming, held)

    def fresh(self) -> str:
        """The origins of a record of which every value is the file's."""
        return packed({ALL_OTHERS: self.coming})


def packed(origins: Mapping[str, str | None]) -> str:
    """Origins by code as they are stored; what "*" says already is not said again."""
    others = origins.get(ALL_OTHERS)
    told = {
        code: source for code, source in sorted(origins.items()) if source and (code == ALL_OTHERS or source != others)
    }
    return json.dumps(told, separators=(",", ":"))


def unpacked(text: str | None) -> dict[str, str]:
    """Origins by code, of what is stored or of nothing."""
    return dict(json.loads(text)) if text else {}


def origin_in(origins: Mapping[str, str], code: str) -> str | None:
    """The origin of one value."""
    return origins.get(code) or origins.get(ALL_OTHERS)
