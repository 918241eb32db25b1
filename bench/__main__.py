"""`python -m bench [--size N] [--rows N] [--peer-rows N] [--large N] [--export N] [--pages N] [--rounds R]`: measure every block
and write docs/benchmarks.md. A size of 0 leaves its block out."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bench.growth import grown, growth_plot, growth_table
from bench.harness import Block, Candidate, measure, table
from bench.pages import report

HEAD = """# Benchmarks

Written by `make bench`; do not edit. Each candidate runs in a process of its own, interleaved round after round; preparing the
data is outside the timing. The ratio is the median over the rounds to the first line of the table. Read the ratios, not the
seconds; the ratio of CPU, of the processor time of all processes, stays comparable where other work takes turns on the
machine. Peak MB is the process itself; reader MB, an upper bound, the limited process that reads files for it.
"""
PEER_NOTE = """The same file and like checks: check digit, bounds, whole numbers, the checks between columns. In the
peer's favour: one flat table instead of firms, years and values by origin; one journal statement; one pass, without
the dry run that its admin makes before; no search for firms by name. Tuned means its own bulk mode, instances loaded at
once and no diff, so that nobody can see what changed. Measured once. Ours stages the file, keeps it, plans, writes,
journals and seals by row, and keeps what an undo needs."""
IMPORT_NOTE = """The whole import reads in a process of its own, recognises, types and checks, keeps file and cells, matches,
compares, writes, journals by row, seals the journal and keeps what an undo needs, in one transaction. Nothing was
evaluated before, so no firm is evaluated again; that is in the next table."""
AGAIN_NOTE = (
    "Measured once. The last line evaluates all firms again within the transaction, as of the current standings."
)
LAYOUT_NOTE = """The first three write cells that are ready; the last two begin with the question and end with the file. The
evidence has a row per firm and condition."""
TIERS_NOTE = """The first three give each condition's outcome and gap and each tier's outcome, the same ones (a test holds them
together); the engine gives values, near misses, verdicts and candidate classes besides, OpenFisca does not. OpenFisca in double
precision, with NaN for what is not known, on one core; the others use both. Each process does the work twice and the second time is
measured: the first pays for memory that the system hands out. The last is all there is: every rule set with its scores, places
and candidate classes."""
STORE_NOTE = """Figures are read, every tier is evaluated, inputs and results are archived, standings are replaced, all is counted
and committed."""
LARGE_NOTE = "Measured once: a ledger of a whole province."
PEERS = ("django", "django-import-export", "tablib", "openfisca-core")
OURS = ("polars", "adbc-driver-postgresql", "python-calamine", "sqlmodel", "openpyxl", "xlsxwriter")


def blocks(chosen: argparse.Namespace) -> tuple[Block, ...]:
    """What is measured, at the sizes chosen: rows of a ledger, or firms."""
    return (
        Block(
            f"Import of {chosen.rows:,} rows × 30 columns",
            chosen.rows,
            (
                Candidate("python-calamine, bare read", "importing", "bare_reader"),
                Candidate("read, recognise, type and check", "importing", "reading_alone"),
                Candidate("whole import into SQLite", "importing", "whole_import"),
            ),
            IMPORT_NOTE,
            rounds=5,
        ),
        Block(
            f"Import of {chosen.rows:,} rows × 30 columns into a register in use",
            chosen.rows,
            (
                Candidate("python-calamine, bare read", "importing", "bare_reader"),
                Candidate("the same file again, nothing changes", "importing", "second_import"),
                Candidate("new firms, all of them evaluated", "importing", "evaluated_import"),
            ),
            AGAIN_NOTE,
            rounds=1,
        ),
        Block(
            f"Import beside django-import-export, {chosen.peer_rows:,} rows × 30 columns",
            chosen.peer_rows,
            (
                Candidate("whole import into SQLite", "importing", "whole_import"),
                Candidate("django-import-export, with diffs", "peer", "as_documented"),
                Candidate("django-import-export, tuned", "peer", "tuned"),
            ),
            PEER_NOTE,
            rounds=1,
        ),
        Block(
            f"Import of {chosen.large:,} rows × 30 columns",
            chosen.large,
            (
                Candidate("python-calamine, bare read", "importing", "bare_reader"),
                Candidate("whole import into SQLite", "importing", "whole_import"),
            ),
            LARGE_NOTE,
            rounds=1,
        ),
        Block(
            f"Export of the own ledger, {chosen.export:,} firms × 28 figures",
            chosen.export,
            (Candidate("xlsx in the layout of the template", "importing", "own_export"),),
            rounds=1,
        ),
        Block(
            f"A list of {chosen.export:,} rows × 30 columns in the layout of a workbook",
            chosen.export,
            (
                Candidate("openpyxl write-only, number formats", "exporting", "openpyxl_styled"),
                Candidate("openpyxl write-only, bare values", "exporting", "openpyxl_plain"),
                Candidate("the same cells streamed, number formats", "exporting", "streamed"),
                Candidate("firms from the database into a blank workbook", "exporting", "whole_layout"),
                Candidate("candidates likewise, with the evidence sheet", "exporting", "with_evidence"),
            ),
            LAYOUT_NOTE,
            rounds=1,
        ),
        *evaluation_blocks(chosen.size),
    )


def evaluation_blocks(size: int) -> tuple[Block, ...]:
    """The engine beside its peers, the way from the database to stored results, one firm, and the impact of a draft."""
    return (
        Block(
            f"Three tiers, fifteen conditions, every outcome and gap, {size:,} firms",
            size,
            (
                Candidate("hand-written Polars", "three_tiers", "by_hand"),
                Candidate("engine, near misses and classes besides", "three_tiers", "engine"),
                Candidate("OpenFisca-core", "openfisca_peer", "outcomes"),
                Candidate("engine, whole ladder, verdicts", "evaluating", "whole_ladder"),
            ),
            TIERS_NOTE,
            rounds=5,
            again=True,
        ),
        Block(
            f"From the database to stored results, {size:,} firms × 4 years, SQLite",
            size,
            (
                Candidate("ADBC, bare read of the yearly rows", "stores", "bare_read"),
                Candidate("tidu evaluate, every tier", "stores", "whole_run"),
                Candidate("100 firms worked again", "stores", "hundred_again"),
            ),
            STORE_NOTE,
        ),
        Block(
            f"From the database to stored results, {size // 10:,} firms × 4 years, PostgreSQL",
            size // 10,
            (Candidate("tidu evaluate, every tier", "stores", "whole_run_postgres"),),
            rounds=1,
        ),
        Block(
            f"One firm among {size:,}, twenty times",
            size,
            (
                Candidate("its facts read", "one_firm", "facts_read"),
                Candidate("every tier explained", "one_firm", "explained"),
                Candidate("its page, every tier explained", "one_firm", "page"),
            ),
            rounds=5,
        ),
        Block(
            f"Impact of a draft on {size:,} firms",
            size,
            (
                Candidate("first answer", "stores", "first_impact"),
                Candidate("next answer, after a change of the threshold", "stores", "next_impact"),
            ),
            rounds=5,
        ),
    )


def main() -> None:
    """Measure and write."""
    arguments = argparse.ArgumentParser(prog="bench")
    arguments.add_argument("--growth", default="3000,30000,300000", help="firms, several sizes; empty leaves it out")
    sizes = {
        "--size": 300_000,
        "--rows": 100_000,
        "--peer-rows": 10_000,
        "--large": 300_000,
        "--export": 50_000,
        "--pages": 300_000,
    }
    for name, usual in {**sizes, "--rounds": 3}.items():
        arguments.add_argument(name, type=int, default=usual)
    chosen = arguments.parse_args()
    lines = [HEAD, _machine(), ""]
    for block in blocks(chosen):
        if block.size:
            sys.stderr.write(f"{block.title} …\n")
            lines += table(block, measure(block, chosen.rounds))
    if sizes_of_growth := [int(size) for size in chosen.growth.split(",") if size]:
        sys.stderr.write("growth …\n")
        found = grown(sizes_of_growth, 1)
        growth_plot(found)
        lines += growth_table(found)
    if chosen.pages:
        sys.stderr.write("pages …\n")
        lines += report(chosen.pages, seconds=1.2, rounds=chosen.rounds)
    Path("docs/benchmarks.md").write_text("\n".join(lines), encoding="utf-8")
    sys.stdout.write("\n".join(lines) + "\n")


def _machine() -> str:
    names = ", ".join(f"{name} {version(name)}" for name in (*OURS, *PEERS))
    return f"{date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}, {names}."


if __name__ == "__main__":
    main()
