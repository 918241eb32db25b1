"""Folders in the temporary folder that are made once, for all rounds and candidates that need the same: stores, servers' data.

They are named by what is in them and by the version of the tables, and stay until somebody clears the temporary folder.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from registry.store.schema import MIGRATIONS


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name; `make` fills it where there is none yet. Others read it; who writes takes a copy."""
    schema = len(list((MIGRATIONS / "versions").glob("*.py")))
    folder = Path(tempfile.gettempdir()) / f"tidu-bench-{schema}-{name}"
    if not folder.exists():
        unfinished = Path(tempfile.mkdtemp(prefix="tidu-bench-making-"))
        try:
            make(unfinished)
            unfinished.rename(folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
    return folder


@dataclass
class Afresh:
    """A work that can be done once only with what `before` prepares: each time prepares anew, outside the timing."""

    before: Callable[[], None]
    work: Callable[[], object]

    def __call__(self) -> object:
        return self.work()


def own_folder() -> Path:
    """An empty folder of this process, removed when it ends."""
    folder = Path(tempfile.mkdtemp(prefix="tidu-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def own_copy(folder: Path) -> Path:
    """A copy to write into, removed when the process ends."""
    copy = own_folder()
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    return copy
