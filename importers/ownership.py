"""Which column speaks for an indicator where several could: one that a person confirmed, else the first, at last a similar one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from importers.headers import Head
from importers.mapping import Meaning
from importers.raw import RawSheet
from importers.similar import similar_columns
from importers.surroundings import Table
from importers.vocabulary import Vocabulary

UNOWNED = ("serial", "left_out", "status")  # as many columns as there are may be these
Identity = tuple[object, ...]


@dataclass(frozen=True)
class Settled:
    """The meaning of every column by position, what the unknown ones resemble, and the owner of each identity."""

    meanings: Mapping[int, Meaning]
    offered: Mapping[int, Meaning]
    owners: Mapping[Identity, int]


def settle(sheet: RawSheet, table: Table, vocabulary: Vocabulary) -> Settled:
    """Decides about all columns of a table. A similar column is taken only where no other means the same."""
    meanings = {position: meaning for position, meaning in enumerate(table.meanings) if meaning}
    owners: dict[Identity, int] = {}
    for position in sorted(meanings, key=lambda position: (not meanings[position].confirmed, position)):
        owners.setdefault(identity(meanings[position], table.heads[position], vocabulary), position)
    taken, offered = similar_columns(sheet, table, vocabulary)
    for position, meaning in sorted(taken.items(), key=lambda item: (-item[1].confidence, item[0])):
        if owners.setdefault(identity(meaning, table.heads[position], vocabulary), position) == position:
            meanings[position] = meaning
        else:
            offered[position] = meaning
    return Settled(meanings, offered, owners)


def identity(meaning: Meaning, head: Head, vocabulary: Vocabulary) -> Identity:
    """What only one column can be: an indicator, of one year where it has years, or a role."""
    if vocabulary.is_annual(meaning):
        return meaning.code, head.year, head.offset
    return (meaning.code or meaning.reason,)
