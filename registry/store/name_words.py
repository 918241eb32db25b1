"""Finding names by a text that lies in them, on SQLite: an index of their pieces of three letters, in which a text of one
or two letters is a span of pieces, and a longer one all pieces that it has itself.

The index says who may match; the rows themselves decide. Firms and former names beyond `name_words_upto` are not in it yet:
they are looked at one by one, and taken in by `fold` in portions, so that an import need not wait for that. Up to there
triggers keep it (migration 0033), whoever writes. A former name lies in it at its id below zero.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Engine, text
from sqlmodel import Session

from registry.store.database import reading, rows_of, transaction

# Which no model knows: the index, its pieces one by one, how far it goes; and what SQLite keeps the first in.
TABLES = frozenset(
    {"name_words", "name_word", "name_words_upto", "name_words_data", "name_words_idx", "name_words_config"}
)
PIECE, PIECES = 3, 24  # letters of a piece; pieces of a long text that are asked for, the rows decide about the rest
BESIDE = 20_000  # rows outside of the index that are looked at one by one
PORTION = 20_000  # rows that one transaction takes in
LAST = chr(0x10FFFF) * PIECE  # sorts behind whatever a piece goes on with

_EXTENT = text(
    "SELECT firm, former_name, coalesce((SELECT max(id) FROM firm), 0) AS last_firm,"
    " coalesce((SELECT max(id) FROM former_name), 0) AS last_former FROM name_words_upto"
)
_WHOLE = text("SELECT rowid FROM name_words WHERE name_words MATCH :pieces LIMIT :most")
_SPAN = text("SELECT DISTINCT doc FROM name_word WHERE term >= :first AND term <= :last LIMIT :most")
_EXACT = text(
    """
    WITH place(at) AS MATERIALIZED (SELECT value FROM json_each(:places))
    SELECT id FROM firm WHERE id IN (SELECT at FROM place)
        AND (name_key LIKE :within ESCAPE '/' OR initials LIKE :letters ESCAPE '/')
    UNION SELECT id FROM firm NOT INDEXED WHERE id > :upto_firm
        AND (name_key LIKE :within ESCAPE '/' OR initials LIKE :letters ESCAPE '/')
    UNION SELECT firm_id FROM former_name WHERE id IN (SELECT -at FROM place) AND name_key LIKE :within ESCAPE '/'
    UNION SELECT firm_id FROM former_name NOT INDEXED WHERE id > :upto_former AND name_key LIKE :within ESCAPE '/'
    UNION SELECT * FROM (SELECT id FROM firm WHERE credit_code BETWEEN :code AND :last_code LIMIT :most)
    LIMIT :most
    """
)
_TAKE_IN = {
    "firm": "INSERT INTO name_words (rowid, text) SELECT id, name_key || '  ' || initials || '  '"
    " FROM firm NOT INDEXED WHERE id > :upto AND id <= :last",
    "former_name": "INSERT INTO name_words (rowid, text) SELECT -id, name_key || '  '"
    " FROM former_name NOT INDEXED WHERE id > :upto AND id <= :last",
}


@dataclass(frozen=True)
class Sought:
    """What is looked for: a key of names, which lies in names, and in initials where `letters`; the first and last credit
    code that begin with it, if any can."""

    key: str
    letters: bool = False
    codes: tuple[str, str] | None = None


def find(session: Session, sought: Sought, most: int) -> list[int] | None:
    """The ids of the firms that match; None where they are more than `most`, or too much of the register is not in the index."""
    extent = rows_of(session, _EXTENT).one()
    if extent.last_firm - extent.firm > BESIDE or extent.last_former - extent.former_name > BESIDE:
        return None
    places = _places(session, sought.key, most)
    if places is None:
        return None
    within = "%" + sought.key.replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"
    code, last_code = sought.codes or (None, None)
    values = {"places": json.dumps(places), "within": within, "letters": within if sought.letters else None}
    values |= {"upto_firm": extent.firm, "upto_former": extent.former_name, "most": most + 1}
    found = list(rows_of(session, _EXACT, code=code, last_code=last_code, **values).scalars())
    return found if len(found) <= most else None


def fold(engine: Engine, *, at_least: int = 1, portions: int = 1_000) -> int:
    """Take in what is not in the index yet, where it is `at_least` so much; how many rows. A portion to a transaction, so that
    others can write in between."""
    if engine.dialect.name != "sqlite":
        return 0
    done = 0
    for table, take_in in _TAKE_IN.items():
        least = at_least
        while portions and _behind(engine, table) >= least:
            with transaction(engine) as session:
                done += _fold_some(session, table, take_in, PORTION)
            portions, least = portions - 1, 1
    return done


def _places(session: Session, key: str, most: int) -> list[int] | None:
    if len(key) < PIECE:
        asked = rows_of(session, _SPAN, first=key, last=key + LAST, most=most + 1)
    else:
        pieces = dict.fromkeys(key[at : at + PIECE] for at in range(len(key) - PIECE + 1))
        quoted = ['"' + piece.replace('"', '""') + '"' for piece in pieces]
        asked = rows_of(session, _WHOLE, pieces=" AND ".join(quoted[:PIECES]), most=most + 1)
    places = list(asked.scalars())
    return places if len(places) <= most else None


def _behind(engine: Engine, table: str) -> int:
    """About how many rows are not in the index yet."""
    with reading(engine) as session:
        beyond = text(f"SELECT max(id) - (SELECT {table} FROM name_words_upto) FROM {table}")
        return rows_of(session, beyond).scalar() or 0


def _fold_some(session: Session, table: str, take_in: str, most: int) -> int:
    upto = rows_of(session, text(f"SELECT {table} FROM name_words_upto")).scalar_one()
    portion = f"SELECT id FROM {table} NOT INDEXED WHERE id > :upto ORDER BY id LIMIT :most"
    last = rows_of(session, text(f"SELECT max(id) FROM ({portion})"), upto=upto, most=most).scalar()
    if last is None:
        return 0
    taken: int = rows_of(session, text(take_in), upto=upto, last=last).rowcount
    rows_of(session, text(f"UPDATE name_words_upto SET {table} = :last"), last=last)
    return taken
