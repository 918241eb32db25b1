"""Files of kept lists, read back as a person would see them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.lists import every  # noqa: F401 - it registers the lists
from registry.services.lists.asking import Asked
from registry.services.lists.kept import kept_list, write_file
from registry.services.wording import CHINESE
from tests.factories import NOW, TODAY


def taken(session: Session, person: Person, catalogue: Catalogue, code: str, **arguments: str) -> list[dict[str, Any]]:
    """The rows of the file by head, as somebody takes it out by these arguments of the address."""
    stream = BytesIO()
    asked = Asked(session, person, catalogue, arguments, TODAY, NOW, CHINESE)
    count = write_file(asked, kept_list(code), stream)
    head, *rows = load_workbook(stream).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    assert count == len(rows)
    return [dict(zip(head, row, strict=True)) for row in rows]
