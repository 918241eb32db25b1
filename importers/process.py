"""Runs the process that opens files and takes back what it made of one."""

from __future__ import annotations

import marshal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from importers import errors
from importers.limits import Limits
from importers.raw import RawSheet
from importers.readcolumns import ReadColumn

# The reader is given nothing of ours: no settings, no secrets, only where its own code lies. It takes its memory in large
# pages where the C library knows how (glibc 2.35): half as many of the system's page faults.
ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
    "PYTHONUTF8": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
Tell = Callable[[], object]
BEAT = 1.0  # seconds between two calls of `tell`


def silent() -> None:
    """For those who need not be told."""


def read_sheets(
    content: bytes | Path, filename: str, *, sheet: str | None, limits: Limits, tell: Tell = silent
) -> list[RawSheet]:
    """The visible sheets of a file, read in a process of its own; raises UnusableFile with the fitting sentence.

    `tell` is called about once a second meanwhile; what it raises ends that process.
    """
    return [_sheet(plain) for plain in run_task("read", content, filename, {"sheet": sheet}, limits, tell)]


def run_task(
    task: str,
    content: bytes | Path,
    filename: str,
    wish: dict[str, Any],
    limits: Limits,
    tell: Tell = silent,
) -> Any:
    """One task of child.py on one file, in plain values; raises UnusableFile where the file is too much for it."""
    with tempfile.TemporaryDirectory(prefix="tidu-read-") as folder:
        path = content if isinstance(content, Path) else Path(folder) / "upload"
        if isinstance(content, bytes):
            path.write_bytes(content)
        wish = {
            **wish,
            "task": task,
            "path": str(path.absolute()),
            "filename": filename,
            "limits": asdict(limits),
        }
        request, result = Path(folder) / "request", Path(folder) / "result"
        request.write_bytes(marshal.dumps(wish))
        _run(request, result, filename, limits, tell)
        kind, value = marshal.loads(result.read_bytes())
    if kind == "error":
        name, facts = value
        raise getattr(errors, name)(**facts)
    return value


def _run(request: Path, result: Path, filename: str, limits: Limits, tell: Tell) -> None:
    command = [sys.executable, "-m", "importers.child", str(request), str(result)]
    with subprocess.Popen(
        command, cwd=request.parent, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as child:
        try:
            _wait(child, filename, limits.seconds, tell)
        except BaseException:
            child.kill()
            raise
    if -child.returncode in (9, 24):  # killed, or past its processor time
        raise errors.ReaderTimeout(file=filename, seconds=limits.seconds)
    if child.returncode:
        raise errors.ReaderCrashed(file=filename)


def _wait(child: subprocess.Popen[bytes], filename: str, seconds: float, tell: Tell) -> None:
    """Until the child has gone; raises ReaderTimeout when its time is over."""
    end = time.monotonic() + seconds
    while True:
        tell()
        try:
            child.communicate(timeout=max(0, min(BEAT, end - time.monotonic())))
            return
        except subprocess.TimeoutExpired:
            if time.monotonic() >= end:
                raise errors.ReaderTimeout(file=filename, seconds=int(seconds)) from None


def _sheet(plain: dict[str, Any]) -> RawSheet:
    return RawSheet(
        name=plain["name"],
        columns=[ReadColumn(column, plain["parts"]) for column in plain["columns"]],
        merged=tuple(plain["merged"]),
        percent={column: frozenset(rows) for column, rows in plain["percent"].items()},
        knows_formats=plain["knows_formats"],
        notes=tuple(plain["notes"]),
    )
