"""What a process and those that it started take of the machine: processor time and the most memory, read from /proc.

Readers, workers and servers count too, also servers that let go of whoever started them: `adopt` makes them stay descendants.
"""

from __future__ import annotations

import ctypes
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
LOOKED_EVERY = 0.02  # seconds: what comes and goes faster than that is not seen
PR_SET_CHILD_SUBREAPER = 36


def adopt() -> None:
    """Daemons that descendants leave behind become children of this process, and not of the machine's first one."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def processor_seconds() -> float:
    """Of this process, of those that it waited for, and of those that still run beside it."""
    waited = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in waited) + sum(map(_used, descendants(os.getpid())))


def forget_peak(process: int) -> None:
    """From now on the process's highest memory is counted anew; where the kernel refuses, since its beginning."""
    try:
        Path(f"/proc/{process}/clear_refs").write_text("5")
    except OSError:
        return


def peak_megabytes(process: int) -> float:
    """The most that the process held since `forget_peak`."""
    return _status(process).get("VmHWM", 0) / 1024


def megabytes_of(processes: list[int]) -> float:
    """What these hold now; memory that they share, as the buffers of a server, once."""
    found = [_status(each) for each in processes]
    own = sum(each.get("RssAnon", 0) + each.get("RssFile", 0) for each in found)
    return (own + max((each.get("RssShmem", 0) for each in found), default=0)) / 1024


def descendants(process: int) -> list[int]:
    """All processes that this one started, and theirs."""
    found: list[int] = []
    for child in _children(process):
        found += [child, *descendants(child)]
    return found


def _children(process: int) -> Iterator[int]:
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            yield from map(int, (task / "children").read_text().split())
    except OSError:  # it has ended meanwhile
        return


def _used(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICK


def _status(process: int) -> dict[str, int]:
    """The sizes of /proc/N/status, in kB; nothing where the process has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return {}
    parts = [line.split() for line in lines if line.endswith(" kB")]
    return {name.rstrip(":"): int(size) for name, size, _ in parts}


class Beside:
    """The most that all descendants held together while something was done; looks many times a second."""

    def __init__(self) -> None:
        self.most, self._over = 0.0, Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Beside:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOKED_EVERY):
            self.most = max(self.most, megabytes_of(descendants(os.getpid())))
