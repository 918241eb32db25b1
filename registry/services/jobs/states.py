"""The states of a job, and what can go wrong with one. A job is queued, running, then done, failed or cancelled."""

from __future__ import annotations

from registry.domain.errors import Conflict, RegistryError
from registry.domain.texts import mark

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
ACTIVE = (QUEUED, RUNNING)


class TooLateToCancel(Conflict):
    """The job is writing already, or has ended."""

    template = mark("这项工作已经开始写入或已经结束，不能再取消。")


class NotFailed(Conflict):
    """Only a failed job can be started again, and only where what it worked on is still there."""

    template = mark("这项工作不能重新开始。")


class AccountClosed(RegistryError):
    """Whoever asked for the work may no longer do anything."""

    template = mark("提交这项工作的账号已停用，工作没有执行。")


class Interrupted(RegistryError):
    """The process that did the work died each time it was tried."""

    template = mark(
        "处理中断了 {attempts} 次，已停止重试，没有写入任何内容。请重新开始；仍不行时把文件分成几个，或联系管理员。"
    )


class Unforeseen(RegistryError):
    """A fault of the program; the log of the worker has the details under the number."""

    template = mark("系统出错，没有写入任何内容。请重新开始；仍不行时请把编号 {number} 告诉管理员。")


class Cancelled(Exception):
    """Raised inside the work once its cancelling was asked for."""


class Superseded(Exception):
    """Raised inside the work when the job is no longer this process's own; its transaction must roll back."""
