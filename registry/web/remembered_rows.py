"""Rows of long lists and parts of the frame as they were written before: the same values in the same language make the same text.

Each is a macro of the values in its key and of what no request changes (the catalogue's words, addresses, formats). So what is
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
Values = Callable[[], tuple[Any, ...]]


@dataclass
class _Kept:
    catalogue: Catalogue | None = None
    rows: dict[Hashable, Markup] = field(default_factory=dict)


def prepare_rows(app: Flask) -> None:
    """Keep the rows and parts of this application, and let its templates ask for parts."""
    app.extensions[NAME] = _Kept()
    app.jinja_env.globals["kept_part"] = kept_part


def row_of(template: str, key: tuple[Hashable, ...], values: Values) -> Markup:
    """The macro `row` of the template, given the values; those are only worked out where the row is not kept under its key."""
    return _written(template, "row", key, values)


def kept_part(template: str, macro: str, *values: Hashable) -> Markup:
    """A macro of the template, given the values: for parts of pages that are the same on many of them."""
    return _written(template, macro, values, lambda: values)


def _written(template: str, macro: str, key: tuple[Hashable, ...], values: Values) -> Markup:
    rows, whole = _rows(), (template, macro, language(), request.root_path, *key)
    found = rows.get(whole)
    if found is None:
        written = getattr(current_app.jinja_env.get_template(template).module, macro)(*values())
        found = rows[whole] = Markup(written)
        if len(rows) > KEPT:
            del rows[next(iter(rows))]  # the oldest
    return found


def _rows() -> dict[Hashable, Markup]:
    """What is kept; nothing where the catalogue has become another one."""
    kept: _Kept = current_app.extensions[NAME]
    catalogue = site().catalogue
    if kept.catalogue is not catalogue:
        kept.catalogue, kept.rows = catalogue, {}
    return kept.rows
