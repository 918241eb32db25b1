"""Where a hand-over stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from registry.domain.texts import mark


class State(StrEnum):
    """Open waits for an officer; the others are final."""

    OPEN = "open"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


STATE_LABELS: Mapping[str, str] = {
    State.OPEN: mark("待处理"),
    State.ACCEPTED: mark("已接收"),
    State.RETURNED: mark("已退回"),
    State.SUPERSEDED: mark("已被新提交替代"),
    State.WITHDRAWN: mark("企业已撤回"),
}
