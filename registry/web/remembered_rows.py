"""Rows of long lists as they were written before: the same values in the same language make the same row.

A row is a macro of the values in its key and of what no request changes (the catalogue's words, addresses, formats). So what is
kept never goes stale; with another catalogue all of it is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app, request
from markupsafe import Markup

from registry.catalogue.reader import Catalogue
from registry.web.languages import language
from registry.web.site import site

KEPT = 8_000  # rows of about a kilobyte, in each process
NAME = "tidu-rows"


@dataclass
class _Kept:
    catalogue: Catalogue | None = None
    rows: dict[Hashable, Markup] = field(default_factory=dict)


def prepare_rows(app: Flask) -> None:
    """Keep the rows of this application."""
    app.extensions[NAME] = _Kept()


def row_of(template: str, key: tuple[Hashable, ...], values: Callable[[], tuple[Any, ...]]) -> Markup:
    """The macro `row` of the template, given the values; those are only worked out where the row is not kept under its key."""
    kept: _Kept = current_app.extensions[NAME]
    if kept.catalogue is not site().catalogue:
        kept.catalogue, kept.rows = site().catalogue, {}
    whole = (template, language(), request.root_path, *key)
    found = kept.rows.get(whole)
    if found is None:
        found = Markup(current_app.jinja_env.get_template(template).module.row(*values()))  # type: ignore[attr-defined]
        if len(kept.rows) >= KEPT:
            del kept.rows[next(iter(kept.rows))]  # the oldest
        kept.rows[whole] = found
    return found
