"""`python -m bench [--size N] [--rows N] [--rounds R]`: measure every block and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bench.harness import Block, Candidate, measure, table

HEAD = """# Benchmarks

Written by `make bench`; do not edit. Each candidate runs in a process of its own, interleaved round after round; preparing the
data is outside the timing. The ratio is the median over the rounds to the first line of the table. Read the ratios, not the
seconds.
"""


def blocks(size: int, rows: int) -> tuple[Block, ...]:
    """What is measured, at a size in firms and a size in rows of a ledger."""
    return (
        Block(
            f"Import of {rows:,} rows × 30 columns",
            rows,
            (
                Candidate("python-calamine, bare read", "importing", "bare_reader"),
                Candidate("read, recognise, type and check", "importing", "reading"),
                Candidate("whole import into SQLite", "importing", "whole_import"),
            ),
        ),
        Block(
            f"Evaluation of {size:,} firms",
            size,
            (
                Candidate("hand-written Polars, 20 conditions", "evaluating", "by_hand"),
                Candidate("engine, three tiers, verdicts", "evaluating", "engine_verdicts"),
                Candidate("engine, three tiers, every outcome and gap", "evaluating", "engine_details"),
                Candidate("engine, whole ladder, verdicts", "evaluating", "whole_ladder"),
                Candidate("plain Python loop, three conditions", "evaluating", "plain_python"),
            ),
        ),
    )


def main() -> None:
    """Measure and write."""
    arguments = argparse.ArgumentParser(prog="bench")
    arguments.add_argument("--size", type=int, default=300_000)
    arguments.add_argument("--rows", type=int, default=20_000)
    arguments.add_argument("--rounds", type=int, default=5)
    chosen = arguments.parse_args()
    lines = [HEAD, _machine(), ""]
    for block in blocks(chosen.size, chosen.rows):
        sys.stderr.write(f"{block.title} …\n")
        lines += table(block, measure(block, chosen.rounds))
    Path("docs/benchmarks.md").write_text("\n".join(lines), encoding="utf-8")
    sys.stdout.write("\n".join(lines) + "\n")


def _machine() -> str:
    names = ", ".join(f"{name} {version(name)}" for name in ("polars", "python-calamine", "sqlmodel", "openpyxl"))
    return f"{date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}, {names}."


if __name__ == "__main__":
    main()
