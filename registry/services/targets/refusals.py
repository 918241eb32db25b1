"""What cannot be done with a target, each with its sentence."""

from __future__ import annotations

from registry.domain.errors import ChangedSince, Conflict
from registry.domain.texts import mark


class TargetChanged(ChangedSince):
    """Somebody else saved the target after the form was opened."""

    template = mark("这个目标刚刚被他人修改过，您的修改没有保存。请核对最新内容后重新填写。")


class TargetExists(Conflict):
    """The same target is there already, perhaps because a form was sent twice."""

    template = mark("已有相同的目标「{label}」（地区、园区、集群和期限都相同）。")


class TargetClosed(Conflict):
    """A closed target is neither changed nor measured nor closed again."""

    template = mark("这个目标已经结束，不能再修改。需要时请先重新打开。")


class TargetOpen(Conflict):
    """Only a closed target can be opened again."""

    template = mark("这个目标没有结束，不需要重新打开。")


class NoLowerAreas(Conflict):
    """A target of a park, or of a place without parks, cannot be broken down."""

    template = mark("这个目标的范围下面没有可以分解的地区或园区。")
