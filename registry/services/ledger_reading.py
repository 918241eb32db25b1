"""Reading a file with what this installation and its offices know.

It takes a while and needs no database: a caller reads between two transactions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from importers.limits import Limits
from importers.reading import Readout, read_file
from registry.catalogue.reader import Catalogue
from registry.config import Settings

Watch = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Hints:
    """What an office confirmed before and the reader should know: by the head's key, or by the table's signature first."""

    remembered: Any = None  # head key → indicator, role or None; or a callable of the signature that gives it
    learned: Mapping[str, str] | None = None
    units: Any = None  # head key → unit; or a callable of the signature

    def as_arguments(self) -> dict[str, Any]:
        """The hints that there are, as arguments of the reader."""
        return {name: value for name, value in vars(self).items() if value}


def read(
    catalogue: Catalogue,
    content: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    year: int | None = None,
    firm: str | None = None,
    table: int | None = None,
    hints: Hints | None = None,
    watch: Watch | None = None,
    today: date,
    settings: Settings,
) -> Readout:
    """Read a file without touching the database. Raises a kind of UnusableFile where it cannot be read at all."""
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
        limits=limits_of(settings),
        **(hints.as_arguments() if hints else {}),
        **watched,
    )


def limits_of(settings: Settings) -> Limits:
    """What one file may take of memory and time in this installation."""
    return Limits(
        seconds=settings.reader_seconds,
        megabytes=settings.reader_megabytes,
        file_megabytes=settings.upload_megabytes,
    )
