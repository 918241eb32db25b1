"""List pages over a store of a province's size: `python -m bench.pages [--firms N] [--seconds S] [--rounds R]`.

Two servers, one with our pages, one with a bare Flask page of the same cells of the same 50 firms, are asked in turn by another
process that keeps 20 requests in flight over kept connections. Each request asks for the next of many pages of a list, or another
word. Nothing is written meanwhile, so every page but the first of its kind is asked for again. What a page costs where it is not
kept is measured apart: one request alone, the first after a write; and all in flight while something is written every five seconds.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from threading import Event, Thread

from bench.asking import Asked, ask
from bench.filling import filled_store, write_something
from bench.harness import spread
from bench.machine import taken_down
from bench.notes import NOTES
from bench.serving import WORKERS, server, signed_in
from bench.telling import headed

IN_FLIGHT, WARMING = 20, 4  # times as long is each page asked for in the round that only warms up
EVERY = 5.0  # seconds between two writes, and of a page that is asked for meanwhile
BUSY = 7  # pages that are asked for meanwhile: the bare page, and so many less one of ours
WORDS = ("光电", "芯启", "xgd", "whs", "9142011", "智能装备", "有限公司", "远衡", "软件", "42030")
PARKS = ("东湖高新区", "车城示例工业园", "汉江示例装备园")
BARE = "bare Flask page, the same 50 rows"


def addresses() -> Mapping[str, Sequence[str]]:
    """The pages to be measured, each by many addresses."""
    numbers = range(1, 41)
    return {
        "firms, page by page": [f"/firms?page={number}" for number in numbers],
        "search by name, initials, code": [
            f"/firms?text={word}&page={number}" for number in range(1, 5) for word in WORDS
        ],
        "candidates, page by page": [f"/candidates/srdi_sme?page={number}" for number in numbers],
        "candidates, filtered": [
            f"/candidates/{tier}?class={name}&park={park}"
            for tier in ("srdi_sme", "hnte", "innovative_sme")
            for name in ("near", "incomplete")
            for park in PARKS
        ],
        "morning page": ["/"],
        "one firm, every tier explained": [f"/firms/{number}" for number in numbers],
        "titles": [f"/titles?page={number}" for number in numbers],
        "pools": [f"/pools?page={number}" for number in numbers],
        "targets": ["/targets"],
        "missing figures": [f"/missing?page={number}" for number in numbers],
        "R&D institutions": ["/institutions"],
        "dashboards": [
            f"/dashboards/{board}" for board in ("ladder", "areas", "trend", "endings", "gaps?tier=hnte", "figures")
        ],
        "firms behind a number": [
            f"/dashboards/firms/{asked}&sort={sort}&page={number}"
            for asked in ("stock?tier=hnte&year=2025", "held?tier=tech_sme", "unfilled?word=revenue&year=2025")
            for sort in ("name", "-area")
            for number in range(1, 6)
        ],
    }


def main() -> None:
    """Measure and print a table."""
    options = argparse.ArgumentParser(prog="bench.pages")
    options.add_argument("--firms", type=int, default=300_000)
    options.add_argument("--seconds", type=float, default=1.2, help="of every page in every round")
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    sys.stdout.write("\n".join(report(chosen.firms, chosen.seconds, chosen.rounds)) + "\n")


def report(firms: int, seconds: float, rounds: int) -> list[str]:
    """Measured, as a section of the note."""
    found = measured(filled_store(firms), seconds, rounds)
    title = f"List pages, {firms:,} firms, {IN_FLIGHT} requests in flight, {WORKERS} processes"
    noise = f"noise {spread([each.rate for each in found[BARE]]):.2f} by the clock"
    taken = taken_down(rounds, noise, ("granian", "flask", "sqlmodel", "jinja2"))
    return [*headed(title, taken, NOTES["pages"]), *pages_table(found)]


def pages_table(found: Mapping[str, Sequence[Asked]]) -> list[str]:
    """For every page the requests a second as a share of the bare page's in the same round."""
    lines = [
        "| page | median ms | p95 ms | requests/s | share of the bare page | first after a write, ms "
        "| with a write every five seconds: median ms | p95 ms | peak MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for label, asked in found.items():
        shares = [mine.rate / bare.rate for mine, bare in zip(asked, found[BARE], strict=True)]
        rate, most = median(each.rate for each in asked), max(each.megabytes for each in asked)
        first = median(each.first for each in asked) * 1000
        quiet = _middle_and_late([one for each in asked for one in each.latencies])
        busy = _middle_and_late([one for each in asked for one in each.busy])
        lines.append(f"| {label} | {quiet} | {rate:.0f} | {median(shares):.2f} | {first:.0f} | {busy} | {most:.0f} |")
    return lines


def _middle_and_late(seconds: Sequence[float]) -> str:
    """Median and 95th percentile in milliseconds, as two cells; empty where nothing was asked."""
    ordered = sorted(seconds)
    if not ordered:
        return "| "
    return f"{median(ordered) * 1000:.0f} | {ordered[int(len(ordered) * 0.95)] * 1000:.0f}"


def measured(folder: Path, seconds: float, rounds: int) -> dict[str, list[Asked]]:
    """Every page in every round, the bare page first, after a round that only warms up; in the end every page after a write."""
    found: dict[str, list[Asked]] = {}
    with server("bench.bare:create_app", folder) as bare, server("registry.cli.serve:pages", folder) as ours:
        cookie = signed_in(ours.port)
        pages = [(BARE, bare, [f"/?page={number}" for number in range(40)], "")]
        pages += [(name, ours, paths, cookie) for name, paths in addresses().items()]
        for number in range(rounds + 1):
            for label, asked, paths, sent in pages:
                asked.forget_peak()
                lasting = seconds if number else WARMING * seconds
                answered = ask(asked.port, paths, cookie=sent, seconds=lasting, in_flight=IN_FLIGHT)
                if number:
                    found.setdefault(label, []).append(replace(answered, megabytes=asked.peak_megabytes()))
        for number in range(rounds):
            for label, asked, paths, sent in pages:
                write_something(folder)
                alone = ask(asked.port, paths[number % len(paths) :], cookie=sent, seconds=0, in_flight=1)
                found[label][number] = replace(found[label][number], first=alone.latencies[0])
        for label, asked, paths, sent in pages[:BUSY]:
            with written_now_and_then(folder):
                answered = ask(asked.port, paths, cookie=sent, seconds=EVERY, in_flight=IN_FLIGHT)
            found[label][0] = replace(found[label][0], busy=answered.latencies)
    return found


@contextmanager
def written_now_and_then(folder: Path) -> Iterator[None]:
    """Somebody works: the first entry at once, another one some seconds later."""
    ended = Event()

    def keep_writing() -> None:
        while True:
            write_something(folder)
            if ended.wait(EVERY):
                return

    writer = Thread(target=keep_writing)
    writer.start()
    yield
    ended.set()
    writer.join()


if __name__ == "__main__":
    main()
