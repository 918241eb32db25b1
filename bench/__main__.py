"""`python -m bench [--size default|province|country] [--only KEY,KEY] [--rounds N] [--firms N] …`: measure section by section
and put each into docs/benchmarks.md as soon as it is there. A section that fails leaves the older one as it is."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path

from bench.blocks import blocks
from bench.document import PATH, keep
from bench.growth import grown, growth_table
from bench.harness import ROUNDS, Block, Failed, measure
from bench.machine import taken_down
from bench.notes import NOTES
from bench.pages import report
from bench.plot import growth_plot
from bench.sizes import DEFAULT, HEADINGS, SIZES, Sizes
from bench.telling import headed, section

KEYS = (*blocks(SIZES["province"]), "growth", "pages")
NUMBERS = [each.name for each in fields(Sizes) if each.name not in ("name", "heading", "growth", "seconds")]
Work = Callable[[], list[str]]


def works(sizes: Sizes, rounds: int, into: Path) -> Mapping[str, Work]:
    """What makes each section, in the order of the note."""

    def of(block: Block) -> Work:
        return lambda: section(block, measure(block, rounds))

    found = {key: of(block) for key, block in blocks(sizes).items()}
    if sizes.growth:
        found["growth"] = lambda: _growth(sizes, rounds, into)
    if sizes.pages:
        found["pages"] = lambda: report(sizes.pages, seconds=sizes.seconds, rounds=rounds)
    return found


def _growth(sizes: Sizes, rounds: int, into: Path) -> list[str]:
    found, plot = grown(sizes.growth, rounds), into.with_name(f"growth-{sizes.name}.svg")
    growth_plot(found, plot)
    title = f"Growth from {sizes.growth[0]:,} to {sizes.growth[-1]:,} firms"
    head = headed(title, taken_down(rounds, "", ("polars", "sqlmodel", "flask")), NOTES["growth"])
    return [*head, f"![Seconds by number of firms]({plot.name})", "", *growth_table(found)]


def main() -> int:
    """Measure and write; 1 where a section failed."""
    chosen = _chosen()
    sizes = replace(
        SIZES[chosen.size], **{name: each for name in NUMBERS if (each := getattr(chosen, name)) is not None}
    )
    if chosen.growth is not None:
        sizes = replace(sizes, growth=tuple(int(size) for size in chosen.growth.split(",") if size))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and candidates are stopped too
    started, failed = time.perf_counter(), 0
    for key, work in works(sizes, chosen.rounds, chosen.into).items():
        if chosen.only and key not in chosen.only.split(","):
            continue
        began = time.perf_counter()
        sys.stderr.write(f"{sizes.name}: {key} … ")
        sys.stderr.flush()
        try:
            keep(sizes.name, key, work(), HEADINGS, KEYS, chosen.into)
            said = ""
        except (Failed, RuntimeError, OSError, subprocess.SubprocessError) as error:
            said, failed = f"FAILED: {error}; ", 1
        now = time.perf_counter()
        sys.stderr.write(f"{said}{now - began:.0f} s, {now - started:.0f} s in all\n")
    return failed


def _chosen() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(prog="bench")
    arguments.add_argument("--size", choices=tuple(SIZES), default=DEFAULT.name)
    arguments.add_argument("--only", default="", help=f"sections, with commas: {', '.join(KEYS)}")
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    arguments.add_argument("--growth", help="firms, several sizes with commas, smallest first; empty leaves it out")
    arguments.add_argument("--into", type=Path, default=PATH, help="the note that is written")
    for name in NUMBERS:
        arguments.add_argument(
            f"--{name.replace('_', '-')}", type=int, help="instead of what the size says; 0 leaves it out"
        )
    chosen = arguments.parse_args()
    if unknown := set(filter(None, chosen.only.split(","))) - set(KEYS):
        arguments.error(f"no section is called {', '.join(sorted(unknown))}; there are {', '.join(KEYS)}")
    return chosen


if __name__ == "__main__":
    raise SystemExit(main())
