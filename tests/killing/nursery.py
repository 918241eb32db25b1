"""python -m tests.killing.nursery: a process with everything loaded that forks a child for each line it is told.

A child costs a few hundredths of a second where a fresh interpreter costs seconds. What Python builds once is built before the
fork, and left alone by the collector; but nothing here may use Polars before it: its threads would be missing in the child.
The child kills itself between two statements, in the middle of one (SQLite calls back every few of its own steps), or is killed
by a timer wherever it happens to be.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Engine, event
from sqlalchemy.orm import configure_mappers
from sqlalchemy.pool import Pool

from registry.catalogue.reader import load_catalogue
from registry.services import passwords
from registry.store.database import make_engine
from registry.store.initial_letters import letters_of_characters, phrases_read_otherwise
from tests.killing.cases import CASES, Place, the_app

STEPS = 200  # of SQLite's own machine between two calls
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
Asked = dict[str, Any]


class Counter:
    """Counts what happens and kills the process at the moment that was asked for."""

    def __init__(self, at: dict[str, int]) -> None:
        self.seen = {"statement": 0, "step": 0, "ending": 0}
        self._at = at

    def count(self, what: str) -> int:
        self.seen[what] += 1
        if self.seen[what] == self._at.get(what):
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def watch(self) -> None:
        """Before and after each statement of any engine, at each commit, and inside the statements."""
        for moment in ("before_cursor_execute", "after_cursor_execute"):
            event.listen(Engine, moment, lambda *_: self.count("statement"))
        event.listen(Engine, "commit", lambda _: self.count("ending"))
        event.listen(Pool, "connect", lambda driver, _: driver.set_progress_handler(lambda: self.count("step"), STEPS))


def child(asked: Asked) -> None:
    """Do what was asked, write down how much there was to count, and leave without any tidying up."""
    database = Path(asked["database"])
    place = Place(make_engine(f"sqlite:///{database}"), database.parent.parent, load_catalogue())
    case = CASES[asked["case"]]
    if asked["do"] == "prepare":
        case.prepare(place)
        place.engine.dispose()
        return
    act = case.ready(place)
    place.engine.dispose()
    counter = Counter(asked.get("at", {}))
    counter.watch()
    started = time.perf_counter()
    Path(asked["ready"]).touch()
    act()
    told = {**counter.seen, "seconds": time.perf_counter() - started}
    Path(asked["ready"]).write_text(json.dumps(told))


def serve() -> None:
    """Fork for each line of standard input; answer with the signal that ended the child (0: it came to its end)."""
    for line in sys.stdin:
        asked: Asked = json.loads(line)
        if (pid := os.fork()) == 0:
            code = 0
            try:
                child(asked)
            except BaseException:
                traceback.print_exc()
                code = 1
            finally:
                os._exit(code)
        if "after" in asked:
            _kill_after(pid, Path(asked["ready"]), asked["after"])
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)}\n")
        sys.stdout.flush()


def _kill_after(pid: int, ready: Path, seconds: float) -> None:
    """Kill the child so long after it has begun to write, however loaded the machine is."""
    ends = time.monotonic() + 60
    while not ready.exists() and time.monotonic() < ends:
        time.sleep(0.002)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)


def warm_up() -> None:
    """What every child would otherwise do again; no child lives long enough to need a collector."""
    load_catalogue()
    the_app()
    configure_mappers()
    phrases_read_otherwise()  # tables alone: the threads of Polars would not outlive a fork
    letters_of_characters()
    gc.disable()
    gc.freeze()


if __name__ == "__main__":
    warm_up()
    serve()
