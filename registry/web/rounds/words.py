"""The words of rounds: states, levels, steps of the timeline and their facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext

from registry.domain.levels import LABELS as LEVEL_LABELS
from registry.domain.outcomes import Case
from registry.services.rounds.opinions import ACT_LABELS
from registry.services.rounds.states import STATE_LABELS, STATUS_LABELS, FirmState, Status
from registry.store.rounds import RoundEvent
from registry.web.formats import moment
from registry.web.languages import translated
from registry.web.names import office_name
from registry.web.statuses import WORDS

STATUS_ICONS = {
    Status.DRAFT: "pencil",
    Status.OPEN: "send",
    Status.FROZEN: "snow",
    Status.NOTICED: "megaphone",
    Status.CLOSED: "check-lg",
    Status.CANCELLED: "x-lg",
}
STATE_ICONS = {
    FirmState.WAITING: "hourglass-split",
    FirmState.RETURNED: "arrow-return-left",
    FirmState.REJECTED: "x-lg",
    FirmState.WITHDRAWN: "dash-lg",
    FirmState.SUPPORTED: "check-lg",
    FirmState.RECOGNISED: "award",
    FirmState.NOT_RECOGNISED: "x-lg",
}
# The look of a state, by the classes that verdicts have.
STATE_LOOKS = {
    FirmState.WAITING: "incomplete",
    FirmState.RETURNED: "review",
    FirmState.REJECTED: "ineligible",
    FirmState.WITHDRAWN: "undetermined",
    FirmState.SUPPORTED: "eligible",
    FirmState.RECOGNISED: "holds",
    FirmState.NOT_RECOGNISED: "ineligible",
}
STATUS_LOOKS = {
    Status.DRAFT: "incomplete",
    Status.OPEN: "near",
    Status.FROZEN: "review",
    Status.NOTICED: "review",
    Status.CLOSED: "eligible",
    Status.CANCELLED: "ineligible",
}
EVENTS = {
    "create": lazy_gettext("新建批次"),
    "edit": lazy_gettext("修改批次"),
    "draw": lazy_gettext("按类别选入企业"),
    "draw_firm": lazy_gettext("选入企业"),
    "open": lazy_gettext("开始申报"),
    "assess": lazy_gettext("重新测算"),
    "freeze": lazy_gettext("冻结"),
    "amend_ask": lazy_gettext("申请更正"),
    "amend_approved": lazy_gettext("更正获批"),
    "amend_refused": lazy_gettext("更正被驳回"),
    "notice": lazy_gettext("公示"),
    "objection": lazy_gettext("登记异议"),
    "objection_close": lazy_gettext("办结异议"),
    "result_upload": lazy_gettext("上传认定名单"),
    "result_settle": lazy_gettext("确认名单中的企业"),
    "result_discard": lazy_gettext("放弃认定名单"),
    "recognise": lazy_gettext("写入称号"),
    "close": lazy_gettext("办结批次"),
    "cancel": lazy_gettext("取消批次"),
    "export": lazy_gettext("下载整批工作簿"),
    "demo": lazy_gettext("演示数据"),
}
FACTS = {
    "firms": lazy_gettext("企业数"),
    "classes": lazy_gettext("类别"),
    "until": lazy_gettext("到期不晚于"),
    "firm": lazy_gettext("企业"),
    "names": lazy_gettext("企业"),
    "level": lazy_gettext("层级"),
    "reason": lazy_gettext("理由"),
    "hash": lazy_gettext("标准哈希"),
    "rule_set": lazy_gettext("认定标准"),
    "field": lazy_gettext("数据项"),
    "old": lazy_gettext("原值"),
    "new": lazy_gettext("新值"),
    "since": lazy_gettext("开始"),
    "to": lazy_gettext("截止"),
    "text": lazy_gettext("内容"),
    "outcome": lazy_gettext("处理结果"),
    "file": lazy_gettext("文件"),
    "rows": lazy_gettext("行数"),
    "document": lazy_gettext("文号"),
    "recognised": lazy_gettext("认定"),
    "not_recognised": lazy_gettext("未认定"),
}


@dataclass(frozen=True)
class Step:
    """One event of the timeline in words."""

    when: str
    who: str
    what: str
    facts: list[tuple[str, str]]


def status_text(status: str) -> str:
    """The state of a round in words."""
    return translated(STATUS_LABELS[status])


def state_text(state: str) -> str:
    """The state of a firm in a round in words."""
    return translated(STATE_LABELS[state])


def level_text(level: str) -> str:
    """A level in words."""
    return translated(LEVEL_LABELS.get(level, level))  # type: ignore[call-overload]


def case_text(case: str) -> str:
    """New recognition or review."""
    return gettext("复核") if case == Case.REVIEW else gettext("新认定")


def act_text(kind: str) -> str:
    """What was said of a firm, in words."""
    return translated(ACT_LABELS[kind]) if kind in ACT_LABELS else kind


def step_of(event: RoundEvent) -> Step:
    """An event in words."""
    what = str(EVENTS[event.kind]) if event.kind in EVENTS else act_text(event.kind)
    facts = [(str(FACTS.get(name, name)), _fact(name, fact)) for name, fact in event.facts.items()]
    return Step(moment(event.at), translated(event.by), what, facts)


def _fact(name: str, fact: Any) -> str:
    if name == "level":
        return level_text(str(fact))
    if name == "classes":
        return gettext("、").join(str(WORDS[one]) for one in str(fact).split("、") if one in WORDS)
    return translated(str(fact))


def scope_text(division: str, park: str) -> str:
    """The scope of a round in words."""
    return office_name(division, park)


def levels_text(levels: list[str]) -> str:
    """The levels of opinion from below to above."""
    return " → ".join(level_text(level) for level in levels)
