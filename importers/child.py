"""The process that opens files: `python -m importers.child REQUEST RESULT`. It limits itself, does one task and goes.

A hostile workbook can abort a reader, hang it or eat all memory; then only this process is lost. The request and the
result are marshalled plain values in two files of a private folder.
"""

from __future__ import annotations

import gc
import marshal
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from importers.limits import Limits
from registry.domain.errors import UnusableFile

Result = tuple[str, Any]  # ("done", plain values) or ("error", (class name, facts))


def main(request: Path, result: Path) -> None:
    """Read as asked and leave the result; leaving none means that the reader broke."""
    wish = marshal.loads(request.read_bytes())
    limits = Limits(**wish["limits"])
    gc.disable()  # millions of live cells and no cycles among them
    _limit_itself(limits)
    answer: Result
    try:
        answer = ("done", TASKS[wish["task"]](Path(wish["path"]), wish["filename"], wish, limits))
    except UnusableFile as error:
        answer = ("error", (type(error).__name__, {key: _plain(fact) for key, fact in error.facts.items()}))
    result.write_bytes(marshal.dumps(answer, 2))


def _limit_itself(limits: Limits) -> None:
    memory = limits.megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(path: Path, filename: str, wish: dict[str, Any], limits: Limits) -> list[dict[str, Any]]:
    from importers.opening import identify

    kind = identify(path, filename, limits)
    if kind == "csv":
        return _read_text(path, filename, limits)
    from importers.workbook import read_workbook

    return read_workbook(path, filename, kind, wish["sheet"], limits)


def _read_text(path: Path, filename: str, limits: Limits) -> list[dict[str, Any]]:
    from importers.delimited import read_delimited
    from importers.errors import EmptyFile
    from importers.travel import packed, parts

    columns, stray = read_delimited(path, filename, limits)
    if not any(cell.strip() for column in columns for cell in column):
        raise EmptyFile(file=filename)
    notes = [("stray_bytes", stray)] if stray else []
    height = len(columns[0])
    return [
        {
            "name": Path(filename).stem,
            "parts": [len(rows) for rows in parts(height)],
            "columns": [[packed(column[rows.start : rows.stop]) for rows in parts(height)] for column in columns],
            "merged": [],
            "percent": {},
            "knows_formats": False,
            "notes": notes,
        }
    ]


def _annotate(path: Path, filename: str, wish: dict[str, Any], limits: Limits) -> bytes:
    from importers.annotating import annotate

    return annotate(path, filename, wish["marks"], wish["words"])


def _mould(path: Path, filename: str, wish: dict[str, Any], limits: Limits) -> dict[str, Any]:
    from importers.moulding import mould

    return mould(path, filename, wish)


TASKS: dict[str, Callable[[Path, str, dict[str, Any], Limits], Any]] = {
    "read": _read,
    "annotate": _annotate,
    "mould": _mould,
}


def _plain(fact: object) -> object:
    return fact if isinstance(fact, int | float | str) else str(fact)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
    os._exit(0)  # the system takes the memory back at once; giving up millions of cells one by one takes a while
