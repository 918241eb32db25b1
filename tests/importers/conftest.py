"""The shipped catalogue and a short way to read a file on the day of all examples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from importers.reading import Readout, read_file
from registry.catalogue.reader import Catalogue, load_catalogue

settings.register_profile("calm", deadline=None)  # a busy machine is no reason to fail
settings.load_profile("calm")

TODAY = date(2026, 6, 30)
Read = Callable[..., Readout]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def read(catalogue: Catalogue) -> Read:
    def reader(content: bytes | Path, filename: str = "", **options: object) -> Readout:
        name = filename or (content.name if isinstance(content, Path) else "台账.xlsx")
        return read_file(
            content, name, indicators=catalogue.indicators, ladder=catalogue.ladder, today=TODAY, **options
        )

    return reader
