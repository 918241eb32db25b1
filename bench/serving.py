"""Servers as `tidu serve` starts them (granian, processes with one thread), on the loopback interface only, and a browser's way
into one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from bench.filling import FILE, TODAY
from bench.processes import descendants, forget_peak, peak_megabytes

WORKERS = 2


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
