"""People in the journal: an entry holds a token, the name or number itself stands apart and can be erased."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import polars as pl
from sqlalchemy import insert
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, select

from registry.store.journal import JournalEntry
from registry.store.membership import is_one_of
from registry.store.personal import PersonalValue

CODES = frozenset({"legal_representative", "contact_name", "contact_phone"})  # a test holds them beside the catalogue
WITH_WHOM = "service_with_whom"  # whom an officer met at the firm
SAID = CODES | {WITH_WHOM}
PREFIX, ERASED = "personal:", "personal:erased"
VALUE = PersonalValue.__table__  # type: ignore[attr-defined]
IN_TEXT = '"(' + "|".join(sorted(SAID)) + r')":\s*\['


def hidden(session: Session, firm_id: int | None, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of an entry with a token in the place of each name and number, which are kept apart."""
    kept: list[dict[str, Any]] = []
    told = _hidden(firm_id, changes, kept)
    if kept:
        session.execute(insert(VALUE), kept)
    return told


def hidden_in_frame(session: Session, entries: pl.DataFrame) -> pl.DataFrame:
    """The same for many entries at once, whose `changes` are JSON text."""
    speaking = entries["changes"].str.contains(IN_TEXT).fill_null(False)
    if not speaking.any():
        return entries
    kept: list[dict[str, Any]] = []
    firm_ids, texts = entries["firm_id"].to_list(), entries["changes"].to_list()
    for place in speaking.arg_true():
        texts[place] = json.dumps(_hidden(firm_ids[place], json.loads(texts[place]), kept), ensure_ascii=False)
    session.execute(insert(VALUE), kept) if kept else None
    return entries.with_columns(pl.Series("changes", texts, dtype=pl.String))


def tell_people(session: Session, entries: Iterable[JournalEntry]) -> None:
    """Put the names and numbers back into entries that are to be read; ERASED where they are gone. Changes nothing stored."""
    speaking = [entry for entry in entries if SAID & set(entry.changes or {})]
    tokens = {text for entry in speaking for text in _tokens(entry.changes or {})}
    if not tokens:
        return
    statement = select(PersonalValue).where(is_one_of(session, VALUE.c.token, sorted(tokens)))
    values = {row.token: row.value for row in session.exec(statement)}
    for entry in speaking:
        told = {code: [_told(each, values) for each in pair] for code, pair in (entry.changes or {}).items()}
        set_committed_value(entry, "changes", told)


def values_of(session: Session, firm_id: int) -> set[str]:
    """Every name and number that the journal holds of a firm."""
    return set(session.exec(select(PersonalValue.value).where(PersonalValue.firm_id == firm_id)))


def token_of(salt: str, value: str) -> str:
    """What stands in the entry for a value."""
    return PREFIX + sha256(f"{salt}:{value}".encode()).hexdigest()


def _hidden(firm_id: int | None, changes: Mapping[str, Any], kept: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        code: [_kept(firm_id, each, kept) for each in pair] if code in SAID else pair for code, pair in changes.items()
    }


def _kept(firm_id: int | None, value: Any, kept: list[dict[str, Any]]) -> Any:
    if value in (None, "") or str(value).startswith(PREFIX):
        return value
    salt = secrets.token_hex(16)
    row = {"token": token_of(salt, str(value)), "firm_id": firm_id, "salt": salt, "value": str(value)}
    kept.append(row)
    return row["token"]


def _tokens(changes: Mapping[str, Any]) -> list[str]:
    return [each for code in SAID & set(changes) for each in changes[code] if str(each).startswith(PREFIX)]


def _told(value: Any, values: Mapping[str, str]) -> Any:
    return values.get(value, ERASED) if isinstance(value, str) and value.startswith(PREFIX) else value
