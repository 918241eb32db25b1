"""What stands in the sheets of a round's workbook, line by line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.explaining import explain_ladder
from registry.domain.explanation import ConditionResult
from registry.domain.indicators import Text
from registry.domain.levels import LABELS as LEVEL_LABELS
from registry.domain.outcomes import CandidateClass, Outcome, Verdict
from registry.domain.rulesets import BandedThreshold
from registry.domain.texts import mark
from registry.services.export_columns import CLASSES, VERDICTS
from registry.services.rounds.amendable import DECISION
from registry.services.rounds.assessing import MEMBER, unpacked
from registry.services.rounds.event_words import EVENTS, FACTS
from registry.services.rounds.events import facts_for, timeline
from registry.services.rounds.listing import FIRM
from registry.services.rounds.noticing import ENDINGS, Ending, is_late
from registry.services.rounds.opinions import ACT_LABELS
from registry.services.rounds.reach import members
from registry.services.rounds.snapshots import inputs_of, occasion, of_its_day, rule_set_of
from registry.services.rounds.states import STATE_LABELS, STATUS_LABELS
from registry.services.shortfalls import sentence
from registry.services.wording import Wording
from registry.store.rounds import Round, RoundAmendment, RoundObjection, RoundOpinion
from registry.store.titles import TitleRecord

Line = Sequence[Any]
AT_ONCE = 2_000
OUTCOMES = {
    Outcome.MET: mark("达标"),
    Outcome.UNMET: mark("未达标"),
    Outcome.UNKNOWN: mark("缺数据"),
    Outcome.MANUAL: mark("待人工"),
    Outcome.NOT_APPLICABLE: mark("不适用"),
}
STATUSES = {"asked": mark("待审批"), "approved": mark("已批准"), "refused": mark("已驳回")}


@dataclass(frozen=True)
class Asked:
    """Whose workbook of which round it is, in which language."""

    session: Session
    person: Person
    catalogue: Catalogue
    round: Round
    wording: Wording

    def level(self, level: str) -> str:
        """A level in words."""
        return self.wording.say(LEVEL_LABELS[level])  # type: ignore[index]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its heads with their widths, and where its lines come from."""

    name: str
    heads: tuple[tuple[str, int], ...]
    read: Callable[[Asked], Iterator[Line]]
    frozen: int = 0


def _summary(asked: Asked) -> Iterator[Line]:
    round_, say = asked.round, asked.wording.say
    rule_set = rule_set_of(asked.session, asked.catalogue, round_)
    places = asked.catalogue.divisions
    scope = " ".join(part for part in (places.name(round_.division) if round_.division else "", round_.park) if part)
    yield say(mark("批次名称")), round_.name
    yield say(mark("层级")), asked.wording.text(asked.catalogue.ladder[round_.tier].label)
    yield say(mark("年度")), round_.year
    yield say(mark("范围")), scope or say(mark("全部地区"))
    yield say(mark("申报开始")), round_.opens_on
    yield say(mark("申报截止")), round_.closes_on
    yield say(mark("截止日")), round_.as_of
    yield say(mark("数据年")), round_.data_year
    yield say(mark("认定标准")), f"{rule_set.source.number} {rule_set.id}"
    yield say(mark("标准哈希")), rule_set.hash
    yield say(mark("通知文号")), round_.document
    yield say(mark("审核层级")), " → ".join(asked.level(level) for level in round_.levels)
    yield say(mark("状态")), say(STATUS_LABELS[round_.status])
    yield say(mark("冻结")), round_.frozen_at
    yield say(mark("公示开始")), round_.notice_from
    yield say(mark("公示截止")), round_.notice_to
    yield say(mark("公示内容")), round_.notice_text
    yield say(mark("办结")), round_.closed_at


def _firms(asked: Asked) -> Iterator[Line]:
    session, round_, wording = asked.session, asked.round, asked.wording
    rule_set = rule_set_of(session, asked.catalogue, round_)
    title = TitleRecord.__table__  # type: ignore[attr-defined]
    statement = (
        select(
            *FIRM.c["credit_code", "name", "division_code", "park"],
            *MEMBER.c["level", "state", "drawn_class", "verdict", "candidate_class", "shortfall", "drawn_at"],
            *title.c["document", "valid_from", "valid_to"],
        )
        .select_from(MEMBER)
        .join(FIRM)
        .join(title, title.c.id == MEMBER.c.title_id, isouter=True)
        .where(members(asked.person, round_.id or 0))
        .order_by(FIRM.c.name_key)
    )
    for row in session.execute(statement):
        yield (
            row.credit_code,
            row.name,
            asked.catalogue.divisions.full_name(row.division_code or ""),
            row.park,
            asked.level(row.level),
            wording.say(STATE_LABELS[row.state]),
            _class(wording, row.drawn_class),
            wording.text(VERDICTS[Verdict(row.verdict)]) if row.verdict else None,
            _class(wording, row.candidate_class),
            sentence(unpacked(row.shortfall, rule_set), wording),
            row.drawn_at,
            row.document,
            row.valid_from,
            row.valid_to,
        )


def _evidence(asked: Asked) -> Iterator[Line]:
    """For every firm each condition beside its value, by the figures of the round."""
    round_, wording = asked.round, asked.wording
    standards = of_its_day(asked.session, asked.catalogue, round_)
    statement = select(MEMBER.c.firm_id, *FIRM.c["credit_code", "name"]).join_from(MEMBER, FIRM)
    found = asked.session.execute(
        statement.where(members(asked.person, round_.id or 0)).order_by(MEMBER.c.firm_id)
    ).all()
    for start in range(0, len(found), AT_ONCE):
        firms = {row.firm_id: row for row in found[start : start + AT_ONCE]}
        inputs = inputs_of(asked.session, asked.catalogue, round_, [*firms]).sort("firm_id")
        for firm_id, part in inputs.partition_by("firm_id", as_dict=True, maintain_order=True).items():
            firm = firms[int(firm_id[0])]
            for told in explain_ladder(standards, part, **occasion(round_)):
                for result in told.conditions():
                    yield firm.credit_code, firm.name, *_condition(result, wording)


def _condition(result: ConditionResult, wording: Wording) -> Line:
    rule, threshold = result.rule, result.threshold
    symbol = rule.comparator.symbol if rule.comparator is not None else ""
    value = result.value if not isinstance(result.value, float) else round(result.value, 9)
    missing = "、".join(f"{one.indicator}{f' {one.year}' if one.year else ''}" for one in result.missing)
    return (
        wording.text(rule.label),
        wording.say(OUTCOMES[result.outcome]),
        value,
        rule.unit,
        f"{symbol} {_threshold(threshold)}".strip(),
        result.gap,
        "、".join(map(str, result.years)),
        rule.citation.article,
        missing,
    )


def _threshold(threshold: Any) -> str:
    if threshold is None or isinstance(threshold, BandedThreshold):
        return ""
    if isinstance(threshold, tuple):
        return "、".join(map(str, threshold))
    return str(threshold)


def _opinions(asked: Asked) -> Iterator[Line]:
    opinion = RoundOpinion.__table__  # type: ignore[attr-defined]
    for row in _about_firms(asked, opinion, ("level", "kind", "text", "by", "at")):
        said = asked.wording.say(ACT_LABELS[row.kind]) if row.kind in ACT_LABELS else row.kind
        yield row.credit_code, row.name, asked.level(row.level), said, row.text, row.by, row.at


def _amendments(asked: Asked) -> Iterator[Line]:
    table = RoundAmendment.__table__  # type: ignore[attr-defined]
    columns = (
        "code", "year", "old", "new", "reason", "asked_by", "asked_at", "status", "decided_by", "decided_at",
        "decision_note",
    )  # fmt: skip
    for row in _about_firms(asked, table, columns):
        yield (
            row.credit_code,
            row.name,
            _field(asked, row.code),
            row.year or None,
            _kept(row.old),
            _kept(row.new),
            row.reason,
            row.asked_by,
            row.asked_at,
            asked.wording.say(STATUSES[row.status]),
            row.decided_by,
            row.decided_at,
            row.decision_note,
        )


def _objections(asked: Asked) -> Iterator[Line]:
    table = RoundObjection.__table__  # type: ignore[attr-defined]
    columns = ("raised_by", "raised_on", "text", "outcome", "outcome_text", "recorded_by", "closed_by", "closed_at")
    whole = select(*table.c[columns]).where(table.c.round_id == asked.round.id, table.c.round_firm_id.is_(None))
    for row in asked.session.execute(whole.order_by(table.c.id)):
        yield None, asked.wording.say(mark("整个名单")), *_objection(asked, row)
    for row in _about_firms(asked, table, columns):
        yield row.credit_code, row.name, *_objection(asked, row)


def _objection(asked: Asked, row: Any) -> Line:
    ending = asked.wording.say(ENDINGS[Ending(row.outcome)]) if row.outcome else None
    rest = (row.outcome_text, row.recorded_by, row.closed_by, row.closed_at)
    late = asked.wording.say(mark("是")) if is_late(asked.round, row) else None
    return row.raised_by, row.raised_on, late, row.text, ending, *rest


def _events(asked: Asked) -> Iterator[Line]:
    for event in reversed(timeline(asked.session, asked.round.id or 0)):
        say = asked.wording.say
        facts = "；".join(
            f"{say(FACTS.get(name, name))} {fact}" for name, fact in facts_for(asked.person, asked.round, event).items()
        )
        yield event.at, event.by, say(EVENTS.get(event.kind) or ACT_LABELS.get(event.kind, event.kind)), facts


def _about_firms(asked: Asked, table: Any, columns: Sequence[str]) -> Iterator[Any]:
    """Rows of a table about firms of the round in scope, in the order they were made."""
    statement = (
        select(FIRM.c.credit_code, FIRM.c.name, *table.c[tuple(columns)])
        .select_from(table)
        .join(MEMBER, MEMBER.c.id == table.c.round_firm_id)
        .join(FIRM, FIRM.c.id == MEMBER.c.firm_id)
        .where(members(asked.person, asked.round.id or 0))
        .order_by(table.c.id)
    )
    yield from asked.session.execute(statement)


def _class(wording: Wording, name: str | None) -> str | None:
    return wording.text(CLASSES[CandidateClass(name)]) if name else None


def _field(asked: Asked, code: str) -> str:
    if code.startswith(DECISION):
        rules = rule_set_of(asked.session, asked.catalogue, asked.round).conditions()
        labels = {rule.code: rule.label for rule in rules}
        return asked.wording.text(labels.get(code.removeprefix(DECISION), Text(code, code)))
    indicator = asked.catalogue.indicators.get(code)
    return asked.wording.text(indicator.label) if indicator is not None else code


def _kept(text: str | None) -> Any:
    return None if text is None else json.loads(text)


_CODE, _NAME = (mark("统一社会信用代码"), 21), (mark("企业名称"), 32)
SHEETS = (
    Sheet(mark("批次"), ((mark("项目"), 14), (mark("内容"), 60)), _summary),
    Sheet(
        mark("名单"),
        (
            _CODE, _NAME, (mark("所属地区"), 22), (mark("所属园区"), 18), (mark("所在层级"), 10), (mark("状态"), 10),
            (mark("选入时类别"), 12), (mark("结论"), 10), (mark("候选类别"), 12), (mark("差什么"), 48), (mark("选入时间"), 16),
            (mark("认定文号"), 22), (mark("有效期起"), 12), (mark("有效期止"), 12),
        ),
        _firms,
        2,
    ),
    Sheet(
        mark("逐条证据"),
        (
            _CODE, _NAME, (mark("条件"), 36), (mark("结果"), 10), (mark("数值"), 14), (mark("单位"), 8), (mark("标准"), 18),
            (mark("差距"), 12), (mark("数据年"), 14), (mark("条款"), 24), (mark("缺少的数据"), 28),
        ),
        _evidence,
        2,
    ),
    Sheet(
        mark("审核意见"),
        (_CODE, _NAME, (mark("层级"), 8), (mark("意见"), 14), (mark("理由"), 48), (mark("办理人"), 16), (mark("时间"), 16)),
        _opinions,
        2,
    ),
    Sheet(
        mark("数据更正"),
        (
            _CODE, _NAME, (mark("数据项"), 24), (mark("年度"), 8), (mark("冻结值"), 14), (mark("更正为"), 14),
            (mark("更正理由"), 36), (mark("申请人"), 14), (mark("申请时间"), 16), (mark("审批"), 10), (mark("审批人"), 14),
            (mark("审批时间"), 16), (mark("审批意见"), 30),
        ),
        _amendments,
        2,
    ),
    Sheet(
        mark("异议"),
        (
            _CODE, _NAME, (mark("提出人"), 14), (mark("提出日期"), 12), (mark("公示期满后提出"), 14), (mark("异议内容"), 48),
            (mark("处理结果"), 10), (mark("处理说明"), 36), (mark("登记人"), 14), (mark("办结人"), 14), (mark("办结时间"), 16),
        ),
        _objections,
        2,
    ),
    Sheet(mark("时间线"), ((mark("时间"), 16), (mark("办理人"), 18), (mark("步骤"), 16), (mark("内容"), 80)), _events),
)  # fmt: skip
