"""What cannot be done with a stay in a pool, and why rows of a bulk act are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from registry.domain.errors import ChangedSince, Conflict
from registry.domain.texts import mark


class StaleStay(ChangedSince):
    """A stay that somebody else has changed or removed meanwhile."""

    template = mark("这条入库记录刚刚被他人改过或删除，没有保存；请核对最新内容后再办。")


class StayOverlaps(Conflict):
    """Two stays of one firm in one pool at the same time."""

    template = mark("与这家企业在同一培育库的另一段记录（{entered} 至 {exited}）时间重叠。")


class NotOut(Conflict):
    """A stay without an exit that could be undone."""

    template = mark("这家企业还在库内，没有出库可以撤销。")


REASONS: Mapping[str, str] = {
    "in_pool": mark("已在这一层级的培育库"),
    "holds": mark("已有这一层级的称号"),
    "overlaps": mark("与以前在库的时间重叠，请核对入库日期"),
    "unreachable": mark("不在所选专员的数据范围内"),
    "left": mark("已经出库"),
    "changed": mark("刚刚被他人改过，请核对后再办"),
    "no_title": mark("还没有有效称号，不能按“已认定”出库"),
    "too_early": mark("出库日期早于入库日期"),
    "outside": mark("不在您的数据范围内，或已不存在"),
}


@dataclass(frozen=True)
class Outcome:
    """What a bulk act did: how many rows, and the firms left out by key of REASONS. `report` is the journal entry that keeps
    the firms left out; firms out of scope are counted in `outside` and never named."""

    done: int
    refused: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    outside: int = 0
    report: int | None = None

    @property
    def left_out(self) -> int:
        """How many rows were left out."""
        return sum(map(len, self.refused.values())) + self.outside
