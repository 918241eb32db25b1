"""List pages over a store of a province's size: `python -m bench.pages [--firms N] [--seconds S] [--rounds R]`.

Two servers as `tidu serve` starts them (granian, processes with one thread), one with our pages, one with a bare Flask page of
the same 50 rows, are asked in turn by another process that keeps 20 requests in flight over kept connections, on the loopback
interface only. Every request asks for another page of a list or another word, so that remembered answers help no more than
they do an office; a warm round before the measured ones starts every process.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from bench.asking import Asked, ask
from bench.filling import FILE, TODAY, filled_store
from bench.harness import spread
from bench.machine import taken_down
from bench.notes import NOTES
from bench.processes import descendants, forget_peak, peak_megabytes
from bench.telling import headed

IN_FLIGHT, WORKERS = 20, 2
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
        "| page | median ms | p95 ms | requests/s | share of the bare page | peak MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for label, asked in found.items():
        shares = [mine.rate / bare.rate for mine, bare in zip(asked, found[BARE], strict=True)]
        latencies = sorted(one for each in asked for one in each.latencies)
        middle, late = median(latencies) * 1000, latencies[int(len(latencies) * 0.95)] * 1000
        rate, most = median(each.rate for each in asked), max(each.megabytes for each in asked)
        lines.append(f"| {label} | {middle:.0f} | {late:.0f} | {rate:.0f} | {median(shares):.2f} | {most:.0f} |")
    return lines


def measured(folder: Path, seconds: float, rounds: int) -> dict[str, list[Asked]]:
    """Every page in every round, the bare page first, after a round that only warms up."""
    found: dict[str, list[Asked]] = {}
    with server("bench.bare:create_app", folder) as bare, server("registry.app:create_app", folder) as ours:
        cookie = signed_in(ours.port)
        for number in range(rounds + 1):
            for label, asked, paths, sent in (
                (BARE, bare, [f"/?page={number}" for number in range(40)], ""),
                *((n, ours, p, cookie) for n, p in addresses().items()),
            ):
                asked.forget_peak()
                answered = ask(asked.port, paths, cookie=sent, seconds=seconds, in_flight=IN_FLIGHT)
                if number:
                    found.setdefault(label, []).append(replace(answered, megabytes=asked.peak_megabytes()))
    return found


@dataclass(frozen=True)
class Server:
    """A server that runs: its port, and its process with those below it."""

    port: int
    process: int

    def forget_peak(self) -> None:
        """Count the most memory anew."""
        for each in (self.process, *descendants(self.process)):
            forget_peak(each)

    def peak_megabytes(self) -> float:
        """The most that its processes held since, each at its own moment."""
        return sum(map(peak_megabytes, (self.process, *descendants(self.process))))


@contextmanager
def server(target: str, folder: Path) -> Iterator[Server]:
    """A server with the pages of an application. Stopped in the end."""
    port = _free_port()
    own = {"TIDU_DATABASE_URL": f"sqlite:///{folder / FILE}", "TIDU_DATA_DIR": str(folder), "TIDU_TODAY": str(TODAY)}
    own["TIDU_DEMO"] = "1"  # or its administrator would have to set up a second factor first
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--factory",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", str(WORKERS), "--blocking-threads", "1", "--no-ws", "--log-level", "warning", target]
    environment = {**os.environ, **own, "TIDU_SECRET_KEY": "only-for-a-bench-on-this-machine-0123456789"}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            _wait_for(port, process)
            yield Server(port, process.pid)
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """In order; on a machine that has much to do it may take long, and then without."""
    workers = descendants(process.pid)
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        for each in (process.pid, *workers):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        process.wait()


def signed_in(port: int) -> str:
    """The cookie of the demo's administrator, who sees every firm."""
    from re import search
    from urllib.parse import urlencode

    from registry.services.demo.accounts import PASSWORD

    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/account/sign-in")
    answer = connection.getresponse()
    form, cookie = answer.read().decode(), (answer.getheader("Set-Cookie") or "").partition(";")[0]
    token = search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    sent = urlencode({"csrf_token": token[1] if token else "", "name": "admin", "password": PASSWORD})
    connection.request(
        "POST", "/account/sign-in", sent, {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    )
    cookie = _cookie_of(connection)
    connection.request("GET", "/", headers={"Cookie": cookie})  # the first page gives its forms their token for good
    return _cookie_of(connection) or cookie


def _cookie_of(connection: HTTPConnection) -> str:
    answer = connection.getresponse()
    answer.read()
    return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


if __name__ == "__main__":
    main()
