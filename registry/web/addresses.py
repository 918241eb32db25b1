"""Numbers in addresses: a number that no record can have leads nowhere, it is no fault of the database."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

HIGHEST = 2**31 - 1  # what an integer column of either database holds


class RecordNumber(IntegerConverter):
    """`<int:…>` as everywhere, but never beyond what a column can hold."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": HIGHEST, **kwargs})


def prepare_addresses(app: Flask) -> None:
    """Use it for every route; call before the routes are registered."""
    app.url_map.converters["int"] = RecordNumber
