"""What stays in the pool of one tier say beside what every stay says, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.catalogue.strict import Entry, read_file
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Text
from registry.domain.texts import mark

COLUMNS = ("board", "progress")
LABELS = {"board": mark("板块"), "progress": mark("上市进度")}
LONGEST = 40


@dataclass(frozen=True)
class OwnField:
    """One field: the column that keeps it, and words that are proposed for it; any other word is taken too."""

    code: str
    label: Text
    choices: tuple[str, ...]


@cache
def own_fields(file: Path = Path(__file__).parent / "own_fields.yaml") -> Mapping[str, tuple[OwnField, ...]]:
    """The fields by tier. Raises CatalogueError for a file that is not in the agreed form."""
    pools = [entry.only(("tier", "fields")) for entry in read_file(file).only(("pools",)).entries("pools")]
    return {str(entry.need("tier")): tuple(_field(one) for one in entry.entries("fields")) for entry in pools}


def fields_of_tier(tier: str) -> tuple[OwnField, ...]:
    """The fields of the tier's pool; most have none."""
    return own_fields().get(tier, ())


def checked_field(field: OwnField, text: str) -> str | None:
    """The text with single spaces, None where nothing was written. Raises InvalidInput."""
    kept = " ".join(text.split())
    if len(kept) > LONGEST:
        raise InvalidInput(field=LABELS[field.code], reason=mark("最多 40 个字。"))
    return kept or None


def _field(entry: Entry) -> OwnField:
    code = entry.only(("code", "label", "choices")).code()
    if code not in COLUMNS:
        raise entry.fault(f"没有「{code}」这一栏", "code")
    return OwnField(code, entry.text("label"), tuple(entry.texts("choices")))
