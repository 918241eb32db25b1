"""Which kinds of long work there are: a name, its label, the function that does it, and what becomes of it when it is given up.

A kind registers itself where it is defined; MODULES names the modules that hold them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from sqlmodel import Session

from registry.domain.access import Person
from registry.store.jobs import Job

if TYPE_CHECKING:
    from registry.services.jobs.working import Work

GiveUp = Callable[[Session, Person, Job, datetime], None]
MODULES = (
    "registry.services.jobs.import_kinds",
    "registry.services.layouts.job_kind",
    "registry.services.dashboards.job_kind",
    "registry.services.long_lists",
    "registry.services.policy.job_kinds",
    "registry.services.marked_later",
)


def _nothing(session: Session, person: Person, job: Job, now: datetime) -> None:
    """Most work leaves nothing behind."""


@dataclass(frozen=True)
class Kind:
    """One kind of work.

    `label` is a message id, `steps` are the codes it reports in their order (words in steps.py). `give_up` runs in the
    transaction that cancels or fails the job; after it work that `may_repeat` can be started again as it was.
    """

    code: str
    label: str
    run: Callable[[Work], None]
    steps: tuple[str, ...] = ()
    give_up: GiveUp = _nothing
    may_repeat: bool = True


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; each code is given once."""
    if kind.code in _kinds:
        raise ValueError(f"two kinds of work are called {kind.code}")
    _kinds[kind.code] = kind


def kind_of(code: str) -> Kind:
    """The kind of that name. Raises KeyError for a name that no program of this version knows."""
    for module in MODULES:  # they import this module themselves; one by one, since some bring large libraries
        if code in _kinds:
            break
        import_module(module)
    return _kinds[code]
