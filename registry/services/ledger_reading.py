"""Reading a file with what this installation and its offices know.

It takes a while and needs no database: a caller reads between two transactions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from importers.limits import Limits
from importers.listed import ListedTitle
from importers.reading import Readout, read_file
from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.services.columns.recalling import Hints

Watch = Callable[[str, int, int], None]


def read(
    catalogue: Catalogue,
    content: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    year: int | None = None,
    firm: str | None = None,
    table: int | None = None,
    heads: Mapping[str, int] | None = None,
    ask_head: bool = False,
    columns: Mapping[str, Any] | None = None,
    title: Mapping[str, Any] | None = None,
    hints: Hints | None = None,
    watch: Watch | None = None,
    today: date,
    settings: Settings,
) -> Readout:
    """Read a file without touching the database. `hints` is what the office knows (services.columns.reading_hints), `columns`
    what a person chose for this file on its mapping page, `title` what a list of recognised firms says for all of its rows.

    `heads` are the header rows that a person named, by sheet; with `ask_head` a file in which none is found can still be
    read once one is named (importers.reading.read_file). Raises a kind of UnusableFile where it cannot be read at all.
    """
    watched = {"watch": watch} if watch else {}
    return read_file(
        content,
        filename,
        indicators=catalogue.indicators,
        ladder=catalogue.ladder,
        today=today,
        sheet=sheet,
        year=year,
        firm=firm,
        table=table,
        heads=heads,
        ask_head=ask_head,
        limits=limits_of(settings),
        listed=ListedTitle.of_options(title) if title else None,
        **(hints or Hints()).choosing(columns).as_arguments(),
        **watched,
    )


def limits_of(settings: Settings) -> Limits:
    """What one file may take of memory and time in this installation."""
    return Limits(
        seconds=settings.reader_seconds,
        megabytes=settings.reader_megabytes,
        file_megabytes=settings.upload_megabytes,
    )
