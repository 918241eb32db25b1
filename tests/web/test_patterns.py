"""Addresses in templates are those of `url_for`, whatever was asked before."""

from __future__ import annotations

from typing import Any

import flask
import pytest
from flask import Flask

from registry.web.patterns import STAND_IN, prepare_patterns, url_for


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask(__name__)
    for endpoint, rule in {
        "firms": "/firms",
        "firm": "/firms/<int:firm_id>",
        "entry": "/f/<int:one>/e/<int:two>",
    }.items():
        app.add_url_rule(rule, endpoint, lambda **_: "")
    prepare_patterns(app)
    return app


ASKED: list[tuple[str, dict[str, Any]]] = [
    ("firms", {}),
    ("firms", {"text": "光电 & <b>", "page": 2}),
    ("firms", {"tier": None, "column": ["name", "area"]}),
    ("firms", {"text": str(STAND_IN), "page": 3}),
    ("firm", {"firm_id": 0}),
    ("firm", {"firm_id": 2**31 - 1}),
    ("firm", {"firm_id": STAND_IN, "tier": "hnte", "_anchor": "tier-hnte"}),
    ("firm", {"firm_id": "7"}),
    ("firm", {"firm_id": 7, "_external": True}),
    ("entry", {"one": 12, "two": 1}),
    ("entry", {"two": 12, "one": 1}),
]


@pytest.mark.parametrize(("endpoint", "values"), ASKED)
@pytest.mark.parametrize("root", ["", "/tidu"])
def test_it_is_the_address_that_flask_builds(app: Flask, root: str, endpoint: str, values: dict[str, Any]) -> None:
    with app.test_request_context("/firms", environ_overrides={"SCRIPT_NAME": root}):
        for _ in range(2):  # the second time from what was kept
            assert url_for(endpoint, **values) == flask.url_for(endpoint, **values)


def test_what_was_built_for_one_row_serves_the_next(app: Flask) -> None:
    with app.test_request_context("/firms"):
        assert [url_for("firm", firm_id=each, tier="hnte") for each in (3, 41)] == [
            "/firms/3?tier=hnte",
            "/firms/41?tier=hnte",
        ]
