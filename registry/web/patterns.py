"""Addresses by pattern: that of a route is built once, and a row only puts its numbers into it.

An address depends on nothing but the route, the values and the prefix under which the site is served, so what is kept never
goes stale. Numbers stand as themselves in an address; everything else is part of the pattern.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import flask
from flask import Flask, current_app, request

KEPT = 2_000  # patterns; words that people search for pass through
STAND_IN = 1_000_000_010  # for the first number of an address, the next one for the second
DIGITS = str(STAND_IN)[:-1]
NAME = "tidu-patterns"


def prepare_patterns(app: Flask) -> None:
    """Keep the patterns of this application, and give its templates addresses by them."""
    app.extensions[NAME] = _builder()
    app.jinja_env.globals["url_for"] = url_for


def url_for(endpoint: str, **values: Any) -> str:
    """What Flask's `url_for` says, faster: for templates, and for parts of pages that ask for many addresses."""
    if not _is_simple(values):
        return flask.url_for(endpoint, **values)
    numbers = [name for name, value in values.items() if type(value) is int]
    fixed = values | {name: STAND_IN + place for place, name in enumerate(numbers)} if numbers else values
    blueprint = request.blueprint if endpoint.startswith(".") else None
    address: str = current_app.extensions[NAME](request.root_path, blueprint, endpoint, tuple(fixed.items()))
    for place, name in enumerate(numbers):
        address = address.replace(str(STAND_IN + place), str(values[name]))
    return address


def _builder() -> Callable[[str, str | None, str, tuple[tuple[str, Any], ...]], str]:
    @lru_cache(KEPT)
    def pattern(_root: str, _blueprint: str | None, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
        return flask.url_for(endpoint, **dict(values))

    return pattern


def _is_simple(values: Mapping[str, Any]) -> bool:
    """Whether every value is text, nothing, or a number that a route takes."""
    for value in values.values():
        if isinstance(value, str):
            if DIGITS in value:
                return False
        elif value is not None and (type(value) is not int or not 0 <= value < STAND_IN):
            return False
    return True
