"""What the pages of long lists say of their rows, as it was written before, until anything at all is changed.

Kept for everybody with the same role and the same reach, in one language, on one day, with one catalogue: what else the answer
rests on is the caller's to say. What belongs to one visitor alone (a form's token, saved views) stays outside.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from flask import request
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.remembering import PAGES, Same, remembered_by_readers
from registry.store.scope import reach_of
from registry.web.languages import language
from registry.web.site import site

Answer = TypeVar("Answer")


def written_once(
    session: Session, person: Person, name: str, said: tuple[Hashable, ...], write: Callable[[], Answer]
) -> Answer:
    """What `write` answers for the named list and what is said of it, from memory where it was written a moment ago."""
    around = (site().today(), language(), request.root_path, Same(site().catalogue))
    question = ("page", name, person.role, *reach_of(person), *around, *said)
    return remembered_by_readers(session, question, write, PAGES)
