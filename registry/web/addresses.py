"""What addresses say: numbers that no record can have lead nowhere, and what is carried on names nothing of Flask's own."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map

from registry.store.base import HIGHEST


class RecordNumber(IntegerConverter):
    """`<int:…>` as everywhere, but never beyond what a column can hold."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": HIGHEST, **kwargs})


def is_number(text: str) -> bool:
    """Whether a text that somebody sent is a number that a column can hold: digits alone, and few of them."""
    return text.isdecimal() and len(text) < 10


def carried(*left_out: str) -> dict[str, str | list[str]]:
    """The arguments of this address, for another one that goes on with them.

    Without those that `url_for` would take for its own or for a part of the path, whatever somebody writes into an address.
    """
    taken = {"endpoint", *left_out, *(request.view_args or {})}
    names = [name for name in request.args if name not in taken and not name.startswith("_")]
    said = {name: request.args.getlist(name) for name in names}
    return {name: values if len(values) > 1 else values[0] for name, values in said.items()}


def prepare_addresses(app: Flask) -> None:
    """Use it for every route; call before the routes are registered."""
    app.url_map.converters["int"] = RecordNumber
