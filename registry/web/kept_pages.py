"""Whole pages that only read, as they were written for this visitor before, until anything at all is written.

The key is everything that a page goes by: who asks, in which language, at which address, on which day, with which catalogue; the
moment of the database comes with the memory. What is not journalled (uploads, work under way) a page names as what it
`rests_on`. What only this one opening has (the token of its forms) is put in anew, and a page with a message to give is never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar

from flask import g, request, session
from flask_login import current_user
from sqlmodel import Session

from registry.services.remembering import WHOLE_PAGES, Same, remembered_by_readers
from registry.web.languages import language
from registry.web.site import browsing, site

View = TypeVar("View", bound=Callable[..., Any])
RestsOn = Callable[[Session], Hashable]
TOKEN = b"\0"  # stands for the token: no page contains it


class _NoPage(Exception):
    """The view answered with something else, which is passed on as it is."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer


def kept_until_written(view: View) -> View:
    """For a view that answers with a page of what is journalled, and with nothing else."""
    return keeping(lambda _: None)(view)


def keeping(rests_on: RestsOn) -> Callable[[View], View]:
    """For a view whose page shows, beside what is journalled, what `rests_on` finds."""

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(**values: Any) -> Any:
            if request.method != "GET" or session.get("_flashes"):
                return view(**values)
            try:
                return _page(rests_on, lambda: view(**values))
            except _NoPage as other:
                return other.answer

        kept.rests_on = rests_on  # type: ignore[attr-defined]
        return kept  # type: ignore[return-value]

    return decorate


def _page(rests_on: RestsOn, write: Callable[[], Any]) -> bytes:
    token = g.csrf_token.encode()

    def written() -> bytes:
        answer = write()
        if not isinstance(answer, str):
            raise _NoPage(answer)
        return answer.encode().replace(token, TOKEN)

    with browsing() as store:
        page = remembered_by_readers(store, (*_question(), rests_on(store)), written, WHOLE_PAGES)
    return page.replace(TOKEN, token)


def _question() -> tuple[Hashable, ...]:
    visitor, asked = current_user._get_current_object(), (request.root_path, request.path, request.query_string)
    around = (language(), site().today(), Same(site().catalogue))
    return (visitor.person, visitor.name, visitor.display_name, *asked, *around)
