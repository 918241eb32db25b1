"""tidu serve: refuses what would make every worker fail, and really answers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

from sqlalchemy import Engine

from tests.cli.conftest import Place, Run


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_default_secret_serves_the_demo_only(run: Run, database: Engine) -> None:
    ran = run("serve")
    assert (ran.code, "TIDU_SECRET_KEY" in ran.err) == (2, True)


def test_a_port_in_use_is_told(run: Run, database: Engine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = run("serve", "--port", port, TIDU_DEMO="1")
    assert (ran.code, f"127.0.0.1:{port}" in ran.err) == (2, True)


def test_a_database_to_be_upgraded_is_told(run: Run) -> None:
    ran = run("serve", TIDU_DEMO="1")
    assert (ran.code, "tidu init" in ran.err) == (2, True)


def test_the_pages_are_served_by_worker_processes(database: Engine, place: Place) -> None:
    port = free_port()
    settings = {**os.environ, **place.settings, "TIDU_DEMO": "1", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "registry.cli", "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert answer(f"http://127.0.0.1:{port}/") == 200
        finally:
            server.send_signal(signal.SIGINT)
            out, _ = server.communicate(timeout=40)
    assert f"http://127.0.0.1:{port}" in out
    assert "tidu-demo-2026" in out


def answer(address: str) -> int:
    """The status of the page, as soon as there is one."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                return response.status
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {address}")
