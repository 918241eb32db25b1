"""What cannot be done at the policy desk, each with its sentence."""

from __future__ import annotations

from registry.domain.errors import ChangedSince, Conflict, InvalidInput, InvalidRule
from registry.domain.texts import mark


class DraftChanged(ChangedSince):
    """Somebody else saved the draft after the form was opened."""

    template = mark(
        "{by} 在 {at} 改过这份草稿，您的修改还没有保存，内容保留在下面。请核对最新的草稿；再次保存就会写入您的内容。"
    )


class DraftNotOpen(Conflict):
    """Only an open draft can be changed."""

    template = mark("这份草稿已提交、发布或放弃，不能再修改。需要修改已提交的草稿时，请先退回。")


class NothingToUndo(Conflict):
    """There is no earlier text, or the last change was taken back already."""

    template = mark("没有可以撤回的修改。")


class NoSuchCondition(Conflict):
    """A condition or group that the draft does not have any more."""

    template = mark("草稿中没有条件「{code}」，可能刚刚被他人删除。")


class PartNotRemovable(Conflict):
    """A part that a step or the rest of another part earns has no place of its own to be taken from."""

    template = mark("这一项是另一项里某一档的得分，请打开那一项，把那一档的得分改成数字。")


class CodeTaken(InvalidInput):
    """Two conditions of one code."""

    template = mark("条件代码「{code}」在这份草稿中已经用过，请换一个。")


class OverlayCannotSay(Conflict):
    """A change that cannot be told as a difference from the base."""

    template = mark("这处修改不能写成与所沿用版本的不同之处，没有保存。请先把草稿改成整份，再修改。")


class BaseDoesNotFit(Conflict):
    """The changes of an overlay speak of what another base does not have."""

    template = mark("不能改为沿用 {id}：{reason}。请先处理草稿里的这一处，再改为沿用。")


class UnreadableDraft(InvalidRule):
    """A text that is not even a mapping with tier, jurisdiction and days."""

    template = mark("第 {line} 行：{reason}")


class DraftHasFaults(Conflict):
    """A draft with faults cannot be tried, measured or published."""

    template = mark("草稿还有 {count} 处错误，请先改正：{first}")
