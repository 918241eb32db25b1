"""What is measured works: small ledgers pass every check, the peers take the same rows."""

from __future__ import annotations

from argparse import Namespace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest

from bench import importing, three_tiers
from bench.__main__ import blocks
from bench.growth import growth_plot, growth_table
from bench.harness import Block, Candidate, Measured, measure, ratios, table
from importers.reading import Readout

SIZES = Namespace(rows=20, peer_rows=20, large=20, export=20, size=20)
APART = ("peer", "openfisca_peer")
OURS = [each for block in blocks(SIZES) for each in block.candidates if each.module not in APART]
OURS = [each for each in OURS if each.function != "whole_run_postgres"]


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


def test_by_hand_by_rule_and_by_loop_are_the_same() -> None:
    size = 400
    hand, told, loop = (getattr(three_tiers, name)(size)() for name in ("by_hand", "engine", "plain_python"))
    for place, (tier, test) in enumerate(three_tiers.TESTS):
        (frame,) = (frame for rule_set, frame in told if rule_set.tier == tier)
        for name in ("outcome", "gap"):
            column = f"{test.code}.{name}"
            assert frame[column].equals(hand[column]), column
        assert frame[f"{test.code}.outcome"].to_list() == [row[place][0] for row in loop]
        assert frame["requires.outcome"].equals(hand[tier]), tier


@pytest.mark.skipif(find_spec("openfisca_core") is None, reason="installed by make bench only")
def test_openfisca_gives_the_same_outcomes_and_gaps() -> None:
    hand = three_tiers.by_hand(400)()
    peer = import_module("bench.openfisca_peer").outcomes(400)()
    for _, test in three_tiers.TESTS:
        assert hand[f"{test.code}.outcome"].to_list() == peer[f"outcome_{test.code}"].tolist(), test.code
        gap = hand[f"{test.code}.gap"].fill_null(float("nan"))
        assert gap.equals(pl.Series(gap.name, peer[f"gap_{test.code}"])), test.code


def test_growth_is_told_and_drawn(tmp_path: Path) -> None:
    found = {"work": {10: 1.0, 100: 12.0}}
    growth_plot(found, tmp_path / "growth.svg")
    assert "<svg" in (tmp_path / "growth.svg").read_text(encoding="utf-8")
    assert growth_table(found)[-2] == "| work | 1 | 12 | 1.20 |"


def test_ratios_are_taken_round_by_round() -> None:
    results = {
        "base": Measured([1.0, 2.0, 4.0], [1.0, 1.0, 1.0]),
        "own": Measured([2.0, 6.0, 8.0], [5.0, 3.0, 4.0]),
    }
    assert ratios(results) == {"base": 1.0, "own": 2.0}
    assert table(Block("title", 1, ()), results)[-2].startswith("| own | 6 | 2–8 | 2.00 | 4.00 |")
