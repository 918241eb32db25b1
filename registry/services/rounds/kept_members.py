"""The firms of one round as a kept list: its columns, its file, and its firms for a layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import select
from sqlmodel import col

from registry.domain.levels import LABELS as LEVEL_LABELS
from registry.domain.outcomes import CandidateClass, Verdict
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services.addresses import whole
from registry.services.export_columns import CLASSES, VERDICTS
from registry.services.lists.asking import Asked
from registry.services.lists.columns import AREA, Cell, Column, Told, firm, simple, worded
from registry.services.lists.firm_rows import ListRows
from registry.services.lists.kept import KeptList, keep
from registry.services.occasions import Occasion
from registry.services.rounds.assessing import unpacked
from registry.services.rounds.listing import MemberQuery, MemberRow, count_members, every_member, member_query
from registry.services.rounds.reach import get_round, members
from registry.services.rounds.snapshots import rule_set_of
from registry.services.rounds.states import STATE_LABELS
from registry.services.shortfalls import sentence
from registry.services.wording import CHINESE, Wording
from registry.store.confirmations import RoundConfirmation
from registry.store.firms import FirmRecord
from registry.store.rounds import RoundFirm


@dataclass(frozen=True)
class RoundMembers:
    """Which round, and which of its firms."""

    round_id: int
    members: MemberQuery

    @property
    def sort(self) -> str:
        """The order of the firms."""
        return self.members.sort

    def as_facts(self) -> dict[str, Any]:
        """The filter as the journal keeps it."""
        return {"round": self.round_id, **self.members.as_facts()}


@dataclass(frozen=True)
class Beside:
    """What cells need for all firms of the round: its rule set, and who has confirmed (True where it changed since)."""

    rule_set: RuleSet
    confirmed: Mapping[int, bool]


def _class(row: MemberRow, told: Told) -> str | None:
    return _class_words(row, told.wording) or _verdict_words(row, told.wording)


def _class_words(row: MemberRow, wording: Wording) -> str | None:
    return wording.text(CLASSES[CandidateClass(row.candidate_class)]) if row.candidate_class else None


def _verdict_words(row: MemberRow, wording: Wording) -> str | None:
    return wording.text(VERDICTS[Verdict(row.verdict)]) if row.verdict else None


def _drawn(row: MemberRow, told: Told) -> str | None:
    return told.wording.text(CLASSES[CandidateClass(row.drawn_class)]) if row.drawn_class else None


def _lacks(row: MemberRow, told: Told) -> str:
    return sentence(unpacked(row.shortfall, told.beside.rule_set), told.wording)


def _confirmed(row: MemberRow, told: Told) -> str:
    given = told.beside.confirmed.get(row.id)
    words = {None: mark("未确认"), False: mark("已确认"), True: mark("已确认，之后数据有变动")}
    return told.wording.translate(words[given])


CLASS = (Cell(mark("类别"), 12, _class), Cell(mark("选入时的类别"), 12, _drawn))
COLUMNS = (
    Column("pick", mark("选择"), is_fixed=True, look="pick"),
    firm(),
    Column("area", AREA.label, AREA.cells, sort="area"),
    simple("level", mark("所在层级"), 10, worded("level", LEVEL_LABELS), sort="level"),
    simple("state", mark("状态"), 12, worded("state", STATE_LABELS), sort="state"),
    Column("class", mark("类别"), CLASS, sort="class"),
    simple("confirmed", mark("企业确认"), 16, _confirmed),
    simple("lacks", mark("差什么"), 48, _lacks),
)


def asked_members(asked: Asked) -> RoundMembers:
    """The query that an address says, at its first page. Raises NotFound where the round is out of reach."""
    round_ = get_round(asked.session, asked.person, whole(asked.arguments, "round_id") or 0)
    return RoundMembers(round_.id or 0, member_query(asked.arguments))


def _rows(asked: Asked, query: RoundMembers) -> list[MemberRow]:
    return every_member(asked.session, asked.person, query.round_id, query.members)


def _beside(asked: Asked, query: RoundMembers, rows: Iterable[Any]) -> Beside:
    rule_set = rule_set_of(asked.session, asked.catalogue, get_round(asked.session, asked.person, query.round_id))
    given = select(col(RoundFirm.id), col(RoundConfirmation.firm_version) != col(FirmRecord.version))
    joined = given.join_from(RoundConfirmation, RoundFirm).join(FirmRecord, col(FirmRecord.id) == RoundFirm.firm_id)
    found = asked.session.execute(joined.where(members(asked.person, query.round_id)))
    return Beside(rule_set, {member: bool(changed) for member, changed in found})


def _layout(asked: Asked, query: RoundMembers) -> ListRows:
    """The firms with what the round says of them, frozen or not. Their figures are those of now: the frozen ones stand in the
    workbook of the round, and there is no evidence sheet beside them."""
    round_ = get_round(asked.session, asked.person, query.round_id)
    rows, rule_set = _rows(asked, query), rule_set_of(asked.session, asked.catalogue, round_)
    always = {"tier": asked.catalogue.ladder[round_.tier].label.zh, "standard": rule_set.source.number}
    always_known = {**always, "rule_set": rule_set.id, "as_of": round_.as_of, "data_year": round_.data_year}
    own = pl.DataFrame(
        {
            "class": [_class_words(row, CHINESE) for row in rows],
            "verdict": [_verdict_words(row, CHINESE) for row in rows],
            "shortfall": [sentence(unpacked(row.shortfall, rule_set), CHINESE) or None for row in rows],
        },
        schema={"class": pl.String, "verdict": pl.String, "shortfall": pl.String},
    ).with_columns(pl.lit(value).alias(name) for name, value in always_known.items())
    label = mark("批次名单（企业指标是现在登记的数，冻结的数见整批工作簿）")
    facts = {name: str(value) for name, value in query.as_facts().items()}
    occasion = Occasion(round_.as_of, round_.data_year)
    return ListRows(label, [row.firm_id for row in rows], occasion, "", facts, own)


def _name(asked: Asked) -> str:
    return get_round(asked.session, asked.person, whole(asked.arguments, "round_id") or 0).name


keep(
    KeptList(
        code="round",
        label=mark("批次名单"),
        noted="round.list.export",
        columns=COLUMNS,
        usual_sort="name",
        query=asked_members,
        count=lambda asked, query: count_members(asked.session, asked.person, query.round_id, query.members),
        rows=_rows,
        beside=_beside,
        layout=_layout,
        named=_name,
    )
)
