"""What is measured works: small ledgers pass every check, the peers take the same rows."""

from __future__ import annotations

from argparse import Namespace
from importlib import import_module
from importlib.util import find_spec

import pytest

from bench import importing
from bench.__main__ import blocks
from bench.harness import Block, Candidate, Measured, measure, ratios, table
from importers.reading import Readout

SIZES = Namespace(rows=20, peer_rows=20, large=20, export=20, size=20)
OURS = [candidate for block in blocks(SIZES) for candidate in block.candidates if candidate.module != "peer"]


@pytest.mark.parametrize("candidate", OURS, ids=lambda candidate: f"{candidate.module}.{candidate.function}")
def test_every_candidate_runs(candidate: Candidate) -> None:
    getattr(import_module(f"bench.{candidate.module}"), candidate.function)(20)()


def test_the_ledger_asks_nothing() -> None:
    readout = importing.reading_alone(20)()
    assert isinstance(readout, Readout)
    assert (readout.rows_read, readout.issues) == (20, ())
    assert readout.figures.width == 28 + 5


@pytest.mark.skipif(find_spec("import_export") is None, reason="installed by make bench only")
def test_the_peer_takes_the_same_rows() -> None:
    found = measure(Block("", 20, (Candidate("peer", "peer", "as_documented"),)), 1)
    assert found["peer"].seconds


def test_ratios_are_taken_round_by_round() -> None:
    results = {
        "base": Measured([1.0, 2.0, 4.0], [1.0, 1.0, 1.0]),
        "own": Measured([2.0, 6.0, 8.0], [5.0, 3.0, 4.0]),
    }
    assert ratios(results) == {"base": 1.0, "own": 2.0}
    assert table(Block("title", 1, ()), results)[-2].startswith("| own | 6 | 2–8 | 2.00 | 4.00 |")
