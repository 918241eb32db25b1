"""The worker that `tidu serve` keeps beside the pages: started with them, replaced when it dies, stopped with them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS_TO_STOP = 15.0
SECONDS_BEFORE_REPLACING = 2.0


@contextmanager
def worker_beside() -> Iterator[None]:
    """A worker process for as long as the block lasts. Should this process be killed, the worker notices and ends."""
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep, args=(stopping,), name="worker-keeper")
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()


def _keep(stopping: threading.Event) -> None:
    while not stopping.is_set():
        process = _start()
        while process.poll() is None and not stopping.wait(0.2):
            pass
        _stop(process)
        stopping.wait(SECONDS_BEFORE_REPLACING)


def _start() -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl+C reaches the server alone, which stops it in order."""
    command = [sys.executable, "-m", "registry.cli", "worker", "--parent", str(os.getpid())]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
