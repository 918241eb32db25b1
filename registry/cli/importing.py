"""One import by command: read the file with what is remembered, then store it or only look at what it would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from registry.cli.context import Registry
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services import imports
from registry.services.columns import reading_hints
from registry.services.imports import Accept, Preview, RowsRefused


@dataclass(frozen=True)
class Wanted:
    """What is to become of the file: which rows are taken, whether held values too, whether anything is stored at all."""

    accept: Accept
    override: bool
    dry_run: bool


def check_accept(text: str) -> Accept:
    """The way to accept of that name."""
    for way in get_args(Accept):
        if text == way:
            return way  # type: ignore[no-any-return]
    raise InvalidInput(field="--accept", reason=mark("只能是 valid、clean 或 all-or-nothing。"))


def run_import(
    registry: Registry, content: bytes, filename: str, options: dict[str, Any], source: str, wanted: Wanted
) -> tuple[Preview, RowsRefused | None]:
    """What the import did, or would do; the refusal where all or nothing came to nothing."""
    catalogue = registry.catalogue
    source = imports.source_code(catalogue, source)
    with registry.reading() as session:
        hints = reading_hints(session, registry.person, source)
    read = {"hints": hints, "today": registry.today(), "settings": registry.settings}
    readout = imports.read(catalogue, content, filename, **read, **options)
    how: dict[str, Any] = {"source": source, "accept": wanted.accept, "override": wanted.override}
    refusal = None
    if not wanted.dry_run:
        kept = {"options": options, "now": registry.now()}
        try:
            with registry.writing() as session:
                return imports.take(
                    session, registry.person, catalogue, content, filename, readout, **kept, **how
                ), None
        except RowsRefused as error:
            refusal = error
    with registry.reading() as session:
        return imports.examine(session, registry.person, catalogue, readout, **how), refusal
