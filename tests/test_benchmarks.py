"""What is measured works: small ledgers pass every check, the peers take the same rows."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest

from bench import importing, three_tiers
from bench.blocks import blocks
from bench.document import keep, sections_in
from bench.growth import WORKS, growth_table
from bench.harness import Block, Candidate, Failed, Measured, measure, ratios, spread
from bench.plot import growth_plot
from bench.sizes import SIZES, Sizes
from bench.telling import section
from importers.reading import Readout

TINY = Sizes(
    "tiny", "Tiny", firms=20, rows=20, peer_rows=20, large=20, export=20, peer_export=20, pages=0, growth=(20,)
)
NOT_HERE = (
    "peer",
    "openfisca_peer",
    "postgres",
    "listing",
)  # installed by make bench only, or a server, or a large store
EVERY = [each for block in blocks(TINY).values() for each in block.candidates] + list(WORKS)
OURS = sorted({(each.module, each.function) for each in EVERY if each.module not in NOT_HERE})


@pytest.mark.parametrize(("module", "function"), OURS, ids=lambda name: name)
def test_every_candidate_runs(module: str, function: str) -> None:
    work = getattr(import_module(f"bench.{module}"), function)(20)
    if before := getattr(work, "before", None):
        before()
    work()


def test_the_ledger_asks_nothing() -> None:
    readout = importing.reading_alone(20)()
    assert isinstance(readout, Readout)
    assert (readout.rows_read, readout.issues) == (20, ())
    assert readout.figures.width == 28 + 5


@pytest.mark.skipif(find_spec("import_export") is None, reason="installed by make bench only")
def test_the_peer_takes_the_same_rows() -> None:
    found = measure(Block("", 20, (Candidate("peer", "peer", "as_documented"),), cold=True), 1)
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


def measured(*seconds: float, processor: tuple[float, ...] = ()) -> Measured:
    return Measured(list(seconds), list(processor or seconds), 1.0, 0.0)


def test_growth_is_told_and_drawn(tmp_path: Path) -> None:
    found = {WORKS[0]: {10: measured(1.0, 2.0, 1.0), 100: measured(12.0, 24.0, 13.0)}}
    growth_plot(found, tmp_path / "growth.svg")
    assert WORKS[0].label in (tmp_path / "growth.svg").read_text(encoding="utf-8")
    assert growth_table(found)[-1] == f"| {WORKS[0].label} | 1 | 13 | 12 | 12 | 2.00 | 1 | 0 |"


def test_ratios_are_taken_round_by_round() -> None:
    results = {
        "base": measured(1.0, 2.0, 4.0, processor=(1.0, 1.0, 1.0)),
        "own": measured(2.0, 6.0, 8.0, processor=(5.0, 3.0, 4.0)),
    }
    assert ratios(results) == {"base": 1.0, "own": 2.0}
    assert spread([1.0, 2.0, 4.0]) == 4.0
    told = section(Block("title", 1, (), "what to know", libraries=("polars", "no such thing")), results)
    assert told[-1] == "| own | 6 | 2–8 | 2.00 | 4.00 | 1 | 0 |"
    assert "3 rounds · noise 4.00 by the clock, 1.00 of CPU" in told[2]
    assert "no such thing (not installed)" in told[2]


def test_a_section_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    note, sizes, keys = tmp_path / "note.md", {"small": "Small", "large": "Large"}, ["first", "second"]
    for size, key, line in (
        ("large", "first", "### L1"),
        ("small", "second", "### S2"),
        ("small", "first", "### S1"),
        ("small", "second", "### S2 again"),
        ("gone", "first", "### of a size that is no longer"),
    ):
        keep(size, key, [line, ""], sizes, keys, note)
    text = note.read_text(encoding="utf-8")
    order = ["## Small\n", "### S1\n", "### S2 again\n", "## Large\n", "### L1\n"]
    assert [text.index(each) for each in order] == sorted(text.index(each) for each in order)
    assert sections_in(text) == {
        ("small", "first"): "### S1\n",
        ("small", "second"): "### S2 again\n",
        ("large", "first"): "### L1\n",
    }


def test_every_block_begins_with_a_peer_or_a_floor_and_a_failure_is_told() -> None:
    for sizes in SIZES.values():
        assert all(len(block.candidates) > 1 for block in blocks(sizes).values())
    with pytest.raises(Failed, match="no_such_function"):
        measure(Block("", 1, (Candidate("lost", "kept", "no_such_function"),)), 1)
