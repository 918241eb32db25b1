"""The load: a process of its own that keeps so many requests in flight for some seconds and says how long each took."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from threading import Thread
from urllib.parse import quote


@dataclass(frozen=True)
class Asked:
    """What came of it: answered requests a second, the seconds that each took, the most memory of the server meanwhile; the
    seconds of one request alone after something was written, and of each while something is written all the time."""

    rate: float
    latencies: Sequence[float]
    megabytes: float = 0.0
    first: float = 0.0
    busy: Sequence[float] = ()


def ask(port: int, paths: Sequence[str], *, cookie: str, seconds: float, in_flight: int) -> Asked:
    """Ask for the paths in turn. Raises RuntimeError where an answer is no page."""
    wish = json.dumps([port, list(paths), cookie, seconds, in_flight])
    done = subprocess.run(
        [sys.executable, "-m", "bench.asking"], input=wish, capture_output=True, text=True, check=True
    )
    rate, latencies, refused = json.loads(done.stdout)
    if refused or not latencies:
        raise RuntimeError(f"{refused} answers of {paths[0]} were no page")
    return Asked(rate, latencies)


def main() -> None:
    """In the process of its own: the wish comes in by stdin, the answer goes out by stdout."""
    port, paths, cookie, seconds, in_flight = json.loads(sys.stdin.read())
    latencies: list[float] = []
    refused: list[int] = []
    numbers, start = count(), time.perf_counter()

    def keep_asking() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while not latencies or time.perf_counter() - start < seconds:
            path = quote(paths[next(numbers) % len(paths)], safe="/?&=")
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            answer.read()
            latencies.append(time.perf_counter() - began)
            if answer.status != 200:
                refused.append(answer.status)

    threads = [Thread(target=keep_asking) for _ in range(in_flight)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(latencies) / (time.perf_counter() - start)
    sys.stdout.write(json.dumps([rate, latencies, len(refused)]))


if __name__ == "__main__":
    main()
