"""Whatever a page or a command writes leaves an entry in the journal: what pages remember is right only while that is so."""

from __future__ import annotations

import re
from typing import Any

import click
from flask import has_request_context, request
from sqlalchemy import Connection

WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
NAME = "tables written"
LAST_SEAL = "SELECT changes FROM journal_seal ORDER BY id DESC LIMIT 1"
# What may change without an entry, and why no kept page may show it.
NOT_JOURNALLED = {
    "attempt": "asked for in vain; the journal has one entry an hour",
    "import_batch": "an upload on its way to an import, which is journalled",
    "import_payload": "the same",
    "job": "where work stands, told while it goes on",
    "second_factor": "a secret that is not confirmed yet",
    "sent_form": "a form that has acted",
}
# What may change by an entry that counts as no change (`NOTES` of store/journal.py).
OF_THE_SIGN_IN = {"account", "sign_in", "journal_entry", "journal_seal"}
BESIDE_NOTES = {"round_event"}  # the history of a round tells of its files too; no kept page shows it
DERIVED = {"name_words", "name_words_upto"}  # an index of what is journalled


def note_write(connection: Connection, _cursor: Any, statement: str, *_: object) -> None:
    """Keep in mind which table the statement writes."""
    if found := WRITES.match(statement):
        connection.info.setdefault(NAME, set()).add(found[1])


def check_journalled(connection: Connection) -> None:
    """At the commit of a page or a command: nobody remembers anything across a migration, all else leaves an entry, and what
    pages show leaves one that counts as a change."""
    written: set[str] = connection.info.pop(NAME, set()) - NOT_JOURNALLED.keys() - DERIVED
    if not written or "alembic_version" in written or not (door := _door()):
        return
    if "journal_entry" not in written:
        raise AssertionError(f"{door} wrote {sorted(written)} without an entry in the journal")
    if written - OF_THE_SIGN_IN - BESIDE_NOTES and not connection.exec_driver_sql(LAST_SEAL).scalar():
        raise AssertionError(f"{door} wrote {sorted(written)}, and no entry counts as a change")


def forget_written(connection: Connection) -> None:
    """Nothing was written after all."""
    connection.info.pop(NAME, None)


def _door() -> str:
    """The page or the command that goes on; empty in a test that fills its database by hand."""
    if has_request_context():
        return f"{request.method} {request.path}"
    command = click.get_current_context(silent=True)
    return command.command_path if command else ""
