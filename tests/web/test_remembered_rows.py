"""A row of a list is written once for what it says, and anew for whatever says something else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, g

from registry.web import remembered_rows
from registry.web.remembered_rows import prepare_rows, row_of
from registry.web.site import site


class Written:
    """Counts how often the values of a row were asked for."""

    def __init__(self, firm: Any) -> None:
        self.times, self._firm = 0, firm

    def __call__(self) -> tuple[Any, ...]:
        self.times += 1
        return self._firm, ("name",), ""


@pytest.fixture
def written(app: Flask) -> Written:
    prepare_rows(app)  # an application serves many tests
    return Written({"id": 7, "name": "甲<示例>公司"})


def test_a_row_is_written_once_for_its_key_language_and_catalogue(app: Flask, written: Written) -> None:
    for _ in range(2):
        with app.test_request_context("/firms"):
            assert "甲&lt;示例&gt;公司" in row_of("firms/_row.html", ("a",), written)
    assert written.times == 1
    with app.test_request_context("/firms"):
        row_of("firms/_row.html", ("b",), written)
        assert written.times == 2
        g.language = "en"
        row_of("firms/_row.html", ("a",), written)
        assert written.times == 3
        g.catalogue = replace(site().catalogue)
        row_of("firms/_row.html", ("a",), written)
    assert written.times == 4


def test_no_more_rows_are_kept_than_said(app: Flask, written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered_rows, "KEPT", 2)
    with app.test_request_context("/firms"):
        for key in ("a", "b", "c", "b", "a"):
            row_of("firms/_row.html", (key, "bounded"), written)
    assert written.times == 4  # the oldest was forgotten, the one before it was not
