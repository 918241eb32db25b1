"""The numbers and facts of a target in words, with what is not known said as such."""

from __future__ import annotations

from flask_babel import gettext

from registry.domain.paces import Progress
from registry.domain.targets import TargetKind, measure_of
from registry.services.targets.finding import TargetDetail
from registry.services.targets.measuring import Measured
from registry.web.formats import DASH, day
from registry.web.targets.words import (
    amount,
    counted_words,
    document_words,
    goal_words,
    note_words,
    progress_word,
    target_label,
)


def numbers_of(detail: TargetDetail) -> list[tuple[str, str]]:
    """The goal, where it stands, the pace and the gap, each with its label."""
    target, state = detail.target, detail.state
    reading, kind = state.reading, target.kind
    now = gettext("现在") if detail.now is not None else gettext("最近测得")
    told = [
        (gettext("目标值"), goal_words(target, measure_of(target.measure))),
        (now, amount(kind, reading.value if reading else None)),
        (gettext("按进度应到"), amount(kind, state.pace)),
        (gettext("还差"), amount(kind, state.gap) if state.gap is not None else DASH),
    ]
    if state.firms_short and kind not in ("stock", "flow"):
        told.append((gettext("折合企业"), amount("stock", state.firms_short)))
    return told


def facts_of(detail: TargetDetail) -> list[tuple[str, str]]:
    """What is counted, by when, by whom, after which document; what is not known is said."""
    target, unsaid = detail.target, gettext("未写明")
    due = day(target.due_on) if target.due_on else unsaid
    told = [
        (gettext("怎样计数"), counted_words(target.kind, measure_of(target.measure))),
        (gettext("期限"), gettext("每年年底") if target.kind == "flow" and target.due_on is None else due),
        (gettext("牵头单位"), target.owner or unsaid),
        (gettext("责任单位"), target.responsible or unsaid),
        (gettext("文件"), document_words(target) or unsaid),
    ]
    if target.kind == TargetKind.MULTIPLE:
        base = amount("stock", target.base_value) if target.base_value is not None else gettext("未填写")
        told.insert(1, (gettext("基年数"), f"{target.base_year} · {base}"))
    elif target.starts_on is not None:
        told.insert(1, (gettext("起点"), f"{day(target.starts_on)} · {amount(target.kind, target.base_value)}"))
    if note := note_words(target):
        told.append((gettext("原文和口径"), note))
    if target.closed_on is not None:
        told.append((gettext("结束"), f"{day(target.closed_on)} · {target.closed_by} · {target.closing_note}"))
    return told


def unknown_of(now: Measured) -> list[str]:
    """What the record does not say, and what that may change."""
    told = []
    if now.tally.open:
        told.append(gettext("%(count)s 家企业缺少数据，无法判断，没有计入。", count=f"{now.tally.open:,}"))
    if now.tally.open and now.low is not None and now.high is not None and now.low != now.value:
        low, high = amount("ratio", now.low), amount("ratio", now.high)
        told.append(gettext("补齐后实际值在 %(low)s 至 %(high)s 之间。", low=low, high=high))
    if now.tally.outside:
        told.append(gettext("另有 %(count)s 家企业不知道是否属于分母，没有计入。", count=f"{now.tally.outside:,}"))
    return told


def decided_of(detail: TargetDetail) -> str:
    """After the due day, by which point the answer was given; before it, that one point alone has no pace."""
    decided, target = detail.state.decided_by, detail.target
    if target.status != "open":
        return ""
    if decided is None:
        is_first = detail.state.progress is Progress.UNMEASURED and len(detail.readings) == 1
        return gettext("只有一个测点，还不能与进度相比。") if is_first else ""
    value = amount(target.kind, decided.value)
    return gettext("期限已过，按离期限最近的 %(day)s 的数（%(value)s）判断。", day=day(decided.on), value=value)


def told_of(detail: TargetDetail) -> str:
    """The chart in one sentence; the table below says the rest."""
    target, reading = detail.target, detail.state.reading
    return gettext(
        "%(label)s：%(count)d 个测点，最近 %(value)s，目标值 %(goal)s，%(status)s。数字见历史表。",
        label=target_label(target),
        count=len(detail.readings),
        value=amount(target.kind, reading.value if reading else None),
        goal=amount(target.kind, target.goal),
        status=progress_word(detail.state.progress),
    )
