"""States of a round and of its firms, and the one table of which step is allowed when."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from registry.domain.errors import Conflict
from registry.domain.texts import mark
from registry.store.rounds import Round


class Status(StrEnum):
    """Where a round is."""

    DRAFT = "draft"
    OPEN = "open"
    FROZEN = "frozen"
    NOTICED = "noticed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class FirmState(StrEnum):
    """What became of a firm in a round."""

    WAITING = "waiting"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SUPPORTED = "supported"
    RECOGNISED = "recognised"
    NOT_RECOGNISED = "not_recognised"


class Step(StrEnum):
    """What can be done with a round."""

    EDIT = "edit"
    DRAW = "draw"
    OPEN = "open"
    ASSESS = "assess"
    OPINION = "opinion"
    WITHDRAW = "withdraw"
    FREEZE = "freeze"
    AMEND = "amend"
    NOTICE = "notice"
    OBJECT = "object"
    RESULT = "result"
    CLOSE = "close"
    CANCEL = "cancel"


STATUS_LABELS: Mapping[str, str] = {
    Status.DRAFT: mark("草稿"),
    Status.OPEN: mark("申报中"),
    Status.FROZEN: mark("已冻结"),
    Status.NOTICED: mark("公示"),
    Status.CLOSED: mark("已办结"),
    Status.CANCELLED: mark("已取消"),
}
STATE_LABELS: Mapping[str, str] = {
    FirmState.WAITING: mark("待审核"),
    FirmState.RETURNED: mark("已退回"),
    FirmState.REJECTED: mark("不予推荐"),
    FirmState.WITHDRAWN: mark("已移出"),
    FirmState.SUPPORTED: mark("审核通过"),
    FirmState.RECOGNISED: mark("已认定"),
    FirmState.NOT_RECOGNISED: mark("未认定"),
}
STEP_LABELS: Mapping[str, str] = {
    Step.EDIT: mark("修改批次"),
    Step.DRAW: mark("选入企业"),
    Step.OPEN: mark("开始申报"),
    Step.ASSESS: mark("重新测算"),
    Step.OPINION: mark("提出审核意见"),
    Step.WITHDRAW: mark("移出企业"),
    Step.FREEZE: mark("冻结"),
    Step.AMEND: mark("更正冻结数据"),
    Step.NOTICE: mark("公示"),
    Step.OBJECT: mark("登记异议"),
    Step.RESULT: mark("登记认定结果"),
    Step.CLOSE: mark("办结"),
    Step.CANCEL: mark("取消批次"),
}
ALLOWED: Mapping[Step, tuple[Status, ...]] = {
    Step.EDIT: (Status.DRAFT,),
    Step.DRAW: (Status.DRAFT, Status.OPEN),
    Step.OPEN: (Status.DRAFT,),
    Step.ASSESS: (Status.DRAFT, Status.OPEN),
    Step.OPINION: (Status.OPEN, Status.FROZEN),
    Step.WITHDRAW: (Status.DRAFT, Status.OPEN, Status.FROZEN, Status.NOTICED),
    Step.FREEZE: (Status.OPEN,),
    Step.AMEND: (Status.FROZEN, Status.NOTICED),
    Step.NOTICE: (Status.FROZEN,),
    Step.OBJECT: (Status.NOTICED,),
    Step.RESULT: (Status.NOTICED,),
    Step.CLOSE: (Status.NOTICED,),
    Step.CANCEL: (Status.DRAFT, Status.OPEN, Status.FROZEN, Status.NOTICED),
}
UNDER_REVIEW = (FirmState.WAITING, FirmState.RETURNED)


class StepOutOfOrder(Conflict):
    """A step that the state of the round does not allow."""

    template = mark("批次现在是“{status}”，不能{step}；{step}只能在“{allowed}”时进行。")


def allows(round_: Round, step: Step) -> bool:
    """Whether the step may be taken now."""
    return round_.status in ALLOWED[step]


def require_step(round_: Round, step: Step) -> None:
    """Raise StepOutOfOrder unless the step may be taken now."""
    if not allows(round_, step):
        states = "、".join(STATUS_LABELS[status] for status in ALLOWED[step])
        raise StepOutOfOrder(status=STATUS_LABELS[round_.status], step=STEP_LABELS[step], allowed=states)
