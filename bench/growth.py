"""Growth: the same work at sizes far apart, as a table and a plot; nothing may grow faster than the number of firms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.harness import Block, Candidate, Measured, measure, shares, spread


@dataclass(frozen=True)
class Grown:
    """A work that is measured at several sizes. `lists` may not grow at all, the others as the number of firms does."""

    label: str
    module: str
    function: str
    lists: bool = False


WORKS = (
    Grown("whole ladder in memory", "evaluating", "whole_ladder"),
    Grown("evaluate, database to stored results", "stores", "whole_run_again"),
    Grown("import of the ledger of all firms", "importing", "ledger_of_all"),
    Grown("import of 1,000 rows into the register", "importing", "ledger_of_some", lists=True),
    Grown("100 firms worked again", "stores", "hundred_again", lists=True),
    Grown("firm list, 20 pages", "listing", "firms", lists=True),
    Grown("search, 20 times", "listing", "search", lists=True),
    Grown("candidates, 20 pages", "listing", "candidates", lists=True),
    Grown("morning page, 20 times", "listing", "morning", lists=True),
    Grown("firm list, 20 pages after a write", "listing", "firms_anew"),
    Grown("search, 8 words after a write", "listing", "search_anew"),
    Grown("candidates, 20 pages after a write", "listing", "candidates_anew"),
    Grown("morning page after a write", "listing", "morning_anew"),
    Grown("one firm explained, 20 times", "one_firm", "explained", lists=True),
)
MILLION = 1_000_000
Found = Mapping[Grown, Mapping[int, Measured]]


def grown(sizes: Sequence[int], rounds: int) -> dict[Grown, dict[int, Measured]]:
    """Every work at every size; the sizes of one work take turns, in processes that have done the work before."""
    found = {}
    for work in WORKS:
        candidates = tuple(
            Candidate(f"{size}", work.module, work.function, size, warmed=work.lists or size < MILLION)
            for size in sizes
        )
        results = measure(Block(work.label, sizes[-1], candidates), rounds)
        found[work] = {size: results[f"{size}"] for size in sizes}
    return found


def growth_table(found: Found) -> list[str]:
    """A Markdown table: seconds at each size, how many times as much the largest takes as the smallest, memory at the largest."""
    sizes = list(next(iter(found.values())))
    times = sizes[-1] / sizes[0]
    head = ["work", *(f"{size:,} firms, s" for size in sizes), f"growth, {times:,.0f} × the firms", "of CPU"]
    head += ["noise", "peak MB", "beside MB"]
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    for work, by_size in found.items():
        first, last = by_size[sizes[0]], by_size[sizes[-1]]
        cells = [f"{result.median:.3g}" for result in by_size.values()]
        cells += [f"{_growth(first.seconds, last.seconds):.3g}", f"{_growth(first.processor, last.processor):.3g}"]
        cells += [f"{spread(first.seconds):.2f}", f"{last.megabytes:.0f}", f"{last.beside:.0f}"]
        lines.append(f"| {work.label} | {' | '.join(cells)} |")
    return lines


def _growth(first: Sequence[float], last: Sequence[float]) -> float:
    return shares({"first": first, "last": last})["last"]
