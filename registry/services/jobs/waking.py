"""Telling a worker that there is something to do, once it is really stored. Nobody depends on being told."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlmodel import Session

Waker = Callable[[int], None]

_wakers: WeakKeyDictionary[Engine, Waker] = WeakKeyDictionary()


def wake_with(engine: Engine, waker: Waker) -> None:
    """Let jobs that are stored through this engine wake a worker by `waker(job_id)`, which must never raise."""
    _wakers[engine] = waker


def wake_after_commit(session: Session, job_id: int) -> None:
    """Wake a worker when the session's transaction is committed; not at all when it is rolled back."""
    bind = session.get_bind()
    waker = _wakers.get(bind if isinstance(bind, Engine) else bind.engine)
    if waker is not None:
        event.listen(session, "after_commit", lambda _: waker(job_id), once=True)
