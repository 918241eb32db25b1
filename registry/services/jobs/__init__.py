"""Long work: asked for in one transaction, done once by a worker process, watched and cancelled from a page.

The table `job` is the truth. Whatever wakes a worker is only a hint, and may be lost or come twice.
"""

from registry.services.jobs.asking import (
    active_of,
    active_of_batches,
    cancel,
    get,
    require_cancellable,
    running,
    start,
    start_again,
)
from registry.services.jobs.states import ACTIVE, CANCELLED, DONE, FAILED, QUEUED, RUNNING
from registry.services.jobs.waking import wake_with

__all__ = [
    "ACTIVE",
    "CANCELLED",
    "DONE",
    "FAILED",
    "QUEUED",
    "RUNNING",
    "active_of",
    "active_of_batches",
    "cancel",
    "get",
    "require_cancellable",
    "running",
    "start",
    "start_again",
    "wake_with",
]
