"""The states of an action and of an entry in the service log, and what goes wrong when two people change one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from registry.domain.errors import ChangedSince, Conflict
from registry.domain.texts import mark


class ActionStatus(StrEnum):
    """What became of a planned action."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class EntryStatus(StrEnum):
    """What waits for nothing is noted; the rest is open until it is answered. Each kind has its own words for the two."""

    NOTED = "noted"
    OPEN = "open"
    ANSWERED = "answered"


ACTION_WORDS: Mapping[str, str] = {
    ActionStatus.OPEN: mark("待办"),
    ActionStatus.DONE: mark("已完成"),
    ActionStatus.DROPPED: mark("不再办理"),
}
ENTRY_WORDS: Mapping[str, str] = {
    EntryStatus.NOTED: mark("已记录"),
    EntryStatus.OPEN: mark("未办结"),
    EntryStatus.ANSWERED: mark("已办结"),
}


class StaleAction(ChangedSince):
    """Somebody else changed the action after the page was opened."""

    template = mark("这项措施刚刚被他人修改过，您的修改尚未保存。请核对最新内容后重新保存。")


class StaleEntry(ChangedSince):
    """Somebody else changed the entry after the page was opened."""

    template = mark("这条记录刚刚被他人修改过，您的修改尚未保存。请核对最新内容后重新保存。")


class OfficerChanged(Conflict):
    """The firms chosen for a handover are no longer with the officer who hands them over."""

    template = mark("所选企业中有 {count} 家已不由{officer}服务，没有移交。请刷新页面后重新选择。")


class OutOfReach(Conflict):
    """An officer whose own scope leaves out some of the firms chosen."""

    template = mark("{officer}的数据范围不包括所选企业中的 {count} 家，没有保存。请换一位专员或去掉这些企业。")
