"""Files on their way into a batch: received, read, read again; their raw cells kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from sqlmodel import Session

from importers.reading import Readout
from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM
from registry.domain.errors import NotFound
from registry.services import imports
from registry.services.importing.batches import RECEIVED, STAGED, cells_of, raw_of, readout_of
from registry.services.importing.packing import Packed, pack
from registry.store.imports import ImportBatch
from tests.factories import NOW, make_workbook
from tests.services.conftest import ledger


@pytest.fixture
def content() -> bytes:
    return make_workbook(ledger())


@pytest.fixture
def readout(catalogue: Catalogue, settings: Settings, content: bytes) -> Readout:
    return imports.read(catalogue, content, "台账.xlsx", today=date(2026, 6, 30), settings=settings)


def test_a_received_file_is_kept_before_it_is_read(session: Session, content: bytes) -> None:
    number = imports.receive(session, SYSTEM, content, "台账.xlsx", options={"year": 2025}, source="tax", now=NOW)
    batch = session.get_one(ImportBatch, number)
    assert (batch.status, batch.source, batch.options, batch.sheets) == (RECEIVED, "tax", {"year": 2025}, [])
    assert raw_of(session, number) == content


def test_what_was_read_is_put_into_the_batch_and_replaced_by_another_reading(
    session: Session, content: bytes, readout: Readout
) -> None:
    number = imports.receive(session, SYSTEM, content, "台账.xlsx", options={}, source="tax", now=NOW)
    batch = imports.restage(session, SYSTEM, number, readout)
    assert (batch.status, batch.source, readout_of(session, batch).rows_read) == (STAGED, "tax", 8)
    fewer = replace(readout, titles=readout.titles.head(0), rows_read=6)
    batch = imports.restage(session, SYSTEM, number, fewer, options={"sheet": "企业"}, source="audit")
    assert (batch.id, batch.source, batch.options) == (number, "audit", {"sheet": "企业"})
    assert readout_of(session, batch).titles.height == 0


def test_a_committed_file_is_not_read_again(
    session: Session, catalogue: Catalogue, content: bytes, readout: Readout
) -> None:
    number = imports.store(session, SYSTEM, content, "台账.xlsx", readout, options={}, now=NOW)
    imports.commit(session, SYSTEM, catalogue, number, now=NOW)
    with pytest.raises(imports.NotStaged):
        imports.restage(session, SYSTEM, number, readout)


def test_a_file_that_was_only_received_cannot_be_committed(
    session: Session, catalogue: Catalogue, content: bytes
) -> None:
    number = imports.receive(session, SYSTEM, content, "台账.xlsx", options={}, now=NOW)
    with pytest.raises(imports.NotStaged):
        imports.commit(session, SYSTEM, catalogue, number, now=NOW)


def test_raw_cells_are_read_by_sheet_and_row(session: Session, content: bytes, readout: Readout) -> None:
    cells = {"2025年": pl.DataFrame({"row": [2, 3], "C": [6230.0, 2000.0]}), "甲/乙": pl.DataFrame({"row": [5]})}
    object.__setattr__(readout, "cells", cells)
    number = imports.store(session, SYSTEM, content, "台账.xlsx", readout, options={}, now=NOW)
    assert cells_of(session, number, "2025年", [3]).rows() == [(3, 2000.0)]
    assert cells_of(session, number, "甲/乙").rows() == [(5,)]
    assert cells_of(session, number, "没有").is_empty()


def test_an_unknown_source_is_refused_with_those_there_are(catalogue: Catalogue) -> None:
    assert imports.source_code(catalogue, "") == "ledger"
    with pytest.raises(imports.UnknownSource, match="audit、tax"):
        imports.source_code(catalogue, "rumour")


def test_the_file_of_a_discarded_batch_is_not_found(session: Session, content: bytes, readout: Readout) -> None:
    number = imports.store(session, SYSTEM, content, "台账.xlsx", readout, options={}, now=NOW)
    imports.discard(session, SYSTEM, number, now=NOW)
    with pytest.raises(NotFound):
        raw_of(session, number)


def test_packed_frames_come_back_one_by_one() -> None:
    held = Packed(pack({"a": pl.DataFrame({"x": [1]}), "b": pl.DataFrame({"y": [None]})}, {"note": "甲"}))
    assert (held.names, held.contents, held.frame("a").item()) == (("a", "b"), {"note": "甲"}, 1)
    assert "c" not in held
