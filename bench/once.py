"""One candidate in a process of its own: `python -m bench.once MODULE FUNCTION SIZE` prepares its work, does it for every line that
comes in, and answers with a line of JSON: seconds by the clock and of the processor, and the most memory meanwhile.

The function prepares its data and returns the work to be timed; preparation is outside the timing, also what a work has to prepare
anew for each time (`Afresh`). The memory is that of this
process and, apart from it, of all those beside it: readers, workers, servers.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import sys
import time
from collections.abc import Callable

from bench.processes import Beside, adopt, forget_peak, peak_megabytes, processor_seconds


def main() -> None:
    """Prepare, then time as often as asked; ends with its input."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the work prints is no answer
    adopt()
    module, function, size = sys.argv[1:4]
    work = getattr(importlib.import_module(f"bench.{module}"), function)(int(size))
    before = getattr(work, "before", None)
    for _ in sys.stdin:
        if before:
            before()
        answers.write(json.dumps(timed(work)) + "\n")
        answers.flush()


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Do it and say what it took."""
    gc.collect()
    getattr(ctypes.CDLL(None), "malloc_trim", int)(0)  # what the time before left is no memory of this one
    forget_peak(os.getpid())
    with Beside() as beside:
        start, used = time.perf_counter(), processor_seconds()
        work()
        seconds, processor = time.perf_counter() - start, processor_seconds() - used
    return {
        "seconds": seconds,
        "processor": processor,
        "megabytes": peak_megabytes(os.getpid()),
        "beside": beside.most,
    }


if __name__ == "__main__":
    main()
