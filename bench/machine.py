"""The machine that was measured on, and the versions of what was measured, in one line below a section's heading."""

from __future__ import annotations

import os
import platform
import re
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def machine() -> str:
    """Processor, cores that may be used, memory, kernel and Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parts = [_processor(), f"{cores} cores", _memory(), f"{platform.system()} {platform.release().partition('-')[0]}"]
    return ", ".join(part for part in [*parts, f"Python {platform.python_version()}"] if part)


def taken_down(rounds: int, noise: str, libraries: tuple[str, ...]) -> str:
    """When, how often, with which noise, on which machine and with which versions."""
    parts = [str(date.today()), f"{rounds} rounds", noise, machine(), ", ".join(map(_versioned, libraries))]
    return f"*{' · '.join(part for part in parts if part)}*"


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", _read("/proc/cpuinfo"), re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()


def _memory() -> str:
    found = re.search(r"^MemTotal:\s*(\d+) kB", _read("/proc/meminfo"), re.MULTILINE)
    return f"{int(found[1]) / 1024**2:.0f} GB" if found else ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


def _versioned(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"{library} (not installed)"
