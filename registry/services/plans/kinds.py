"""The kinds of entry in the service log, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.catalogue.strict import Entry, read_file
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Text
from registry.domain.masking import masked
from registry.domain.texts import mark

FLAGS = ("waits", "to_officer", "has_amount", "names_person")
WORDS = {
    "open": Text("待办", "Open"),
    "closed": Text("已办", "Done"),
    "answer": Text("结果", "Result"),
    "with_whom": Text("对接人", "Contact"),
}


@dataclass(frozen=True)
class EntryKind:
    """What can be written down about a firm. `waits`: open until it is answered, by the firm's officer if `to_officer`.
    `names_person`: `with_whom` is somebody and no office."""

    code: str
    label: Text
    waits: bool
    to_officer: bool
    has_amount: bool
    names_person: bool
    open: Text
    closed: Text
    answer: Text
    with_whom: Text


@cache
def entry_kinds(file: Path = Path(__file__).parent / "kinds.yaml") -> Mapping[str, EntryKind]:
    """All kinds by code, in the order of the file. Raises CatalogueError for a file that is not in the agreed form."""
    kinds: dict[str, EntryKind] = {}
    for entry in read_file(file).only(("kinds",)).entries("kinds"):
        kind = _kind(entry.only(("code", "label", *FLAGS, *WORDS)))
        if kind.code in kinds:
            raise entry.fault(f"「{kind.code}」写了两次", "code")
        kinds[kind.code] = kind
    return kinds


def get_entry_kind(code: str) -> EntryKind:
    """The kind with that code. Raises InvalidInput for one that does not exist."""
    kind = entry_kinds().get(code)
    if kind is None:
        raise InvalidInput(field=mark("种类"), reason=mark("请从清单中选择。"))
    return kind


def shown_whom(code: str, with_whom: str) -> str:
    """Whom an entry of the kind names, as lists, files and pages show it: people masked, offices in full."""
    return masked(with_whom) if entry_kinds()[code].names_person else with_whom


def naming_people() -> tuple[str, ...]:
    """The codes of what names somebody."""
    return tuple(kind.code for kind in entry_kinds().values() if kind.names_person)


def asking() -> tuple[str, ...]:
    """The codes of what waits for an officer's answer."""
    return tuple(kind.code for kind in entry_kinds().values() if kind.to_officer)


def _kind(entry: Entry) -> EntryKind:
    words = {name: entry.text(name) if name in entry else usual for name, usual in WORDS.items()}
    return EntryKind(entry.code(), entry.text("label"), *(entry.flag(flag) for flag in FLAGS), **words)
