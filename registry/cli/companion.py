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
SECONDS_BETWEEN_LOOKS = 0.2


@contextmanager
def worker_beside() -> Iterator[None]:
    """A worker process for as long as the block lasts. Should this process be killed, the worker notices and ends."""
    stopping = threading.Event()
    first = _start()  # before the server forks: its processes would inherit a half-made one's pipe and keep it open
    keeper = threading.Thread(target=_keep, args=(first, stopping), name="worker-keeper")
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()


def _keep(process: subprocess.Popen[bytes], stopping: threading.Event) -> None:
    while not stopping.wait(SECONDS_BETWEEN_LOOKS):
        if process.poll() is not None and not stopping.wait(SECONDS_BEFORE_REPLACING):
            process = _start()
    _stop(process)


def _start() -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl+C reaches the server alone, which stops it in order."""
    command = [sys.executable, "-m", "registry.worker.consuming", str(os.getpid())]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
