"""One measurement in this process: `python -m bench.once MODULE FUNCTION SIZE [again]` prints seconds by the clock and of the
processor and peak memory as JSON.

The function prepares its data and returns the work to be timed; preparation is outside the timing. With `again` the work is done
once before, so that what is timed does not pay for memory that the system hands out for the first time.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    """Prepare, time, report."""
    module, function, size, *again = sys.argv[1:5]
    work = getattr(importlib.import_module(f"bench.{module}"), function)(int(size))
    if again:
        work()
    start, used = time.perf_counter(), _processor_seconds()
    work()
    seconds, processor = time.perf_counter() - start, _processor_seconds() - used
    answer = {
        "seconds": seconds,
        "processor": processor,
        "megabytes": _peak_megabytes(),
        "reader_megabytes": _reader_megabytes(),
    }
    sys.stdout.write(json.dumps(answer) + "\n")


def _processor_seconds() -> float:
    """Of this process with all its threads, and of those it waited for."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _peak_megabytes() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _reader_megabytes() -> float:
    """The most that a process of its own took, such as the one that reads a file; 0 where there was none."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    main()
