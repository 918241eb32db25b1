"""The firms of a round as a list: its query from the address, its rows and numbers in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.rulesets import RuleSet
from registry.services.rounds.assessing import unpacked
from registry.services.rounds.listing import (
    NO_CLASS,
    MemberPage,
    MemberQuery,
    MemberRow,
    member_page,
    member_query,
    tally,
)
from registry.services.rounds.states import FirmState
from registry.store.rounds import Round
from registry.web.candidates.lines import shortfall
from registry.web.choices import division_choices, park_choices
from registry.web.kept_lists import Table, table_of
from registry.web.listing import Chip, Choice, Pages, address, asked_page, chips_of, pages_of
from registry.web.rounds.words import level_text, state_text
from registry.web.statuses import CLASSES, status_word

FILTERS = ("text", "state", "level", "class", "division", "park")


@dataclass(frozen=True)
class MemberLine:
    """One firm of the list, in words; `shortfall` is empty where nothing is missing."""

    row: MemberRow
    shortfall: str
    may_act: bool


@dataclass(frozen=True)
class Tile:
    """One number of the round, as a link that narrows the list to it."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class MemberList:
    """Everything the list of a round shows."""

    query: MemberQuery
    found: MemberPage
    lines: list[MemberLine]
    pages: Pages
    chips: list[Chip]
    table: Table
    states: list[Choice]
    levels: list[Choice]
    classes: list[Choice]
    divisions: list[Choice]
    parks: list[Choice]
    numbers: list[tuple[str, list[Tile]]]
    columns: list[str]
    here: int


def asked_members() -> MemberQuery:
    """The query of the address."""
    return replace(member_query(request.args), page=asked_page())


def member_list(
    session: Session, person: Person, round_: Round, rule_set: RuleSet, level: str, *without: str
) -> MemberList:
    """The list that the address asks for; `level` is that of the reader, whose rows can be acted on; `without` are columns that
    the reader has no use for."""
    query = asked_members()
    assert round_.id is not None
    found = member_page(session, person, round_.id, query)
    divisions, parks = division_choices(session, person), park_choices(session, person)
    states = [(state.value, state_text(state)) for state in FirmState]
    levels = [(one, level_text(one)) for one in round_.levels]
    classes = [*((one, status_word(one)) for one in CLASSES), (NO_CLASS, gettext("不是候选"))]
    counts = tally(session, person, round_.id)
    words = {"state": states, "level": levels, "class": classes, "division": divisions}
    return MemberList(
        query=query,
        found=found,
        lines=[_line(row, rule_set, level) for row in found.rows],
        pages=pages_of(found.page, found.pages),
        chips=chips_of(_active(query), words),
        table=table_of("round", *without, round_id=round_.id),
        states=states,
        levels=levels,
        classes=classes,
        divisions=divisions,
        parks=parks,
        numbers=_numbers(round_, counts),
        columns=[state_text(state) for state in _shown(counts)],
        here=sum(count for (at, state), count in counts.items() if at == level and state in ("waiting", "returned")),
    )


def _line(row: MemberRow, rule_set: RuleSet, level: str) -> MemberLine:
    lacks = unpacked(row.shortfall, rule_set)
    return MemberLine(row, shortfall(lacks) if lacks else "", row.level == level)


def _numbers(round_: Round, counts: dict[tuple[str, str], int]) -> list[tuple[str, list[Tile]]]:
    """A line per level, a number per state that occurs."""
    lines = []
    for level in round_.levels:
        tiles = [
            Tile(state_text(state), counts.get((level, state), 0), address(level=level, state=state, tab=None))
            for state in _shown(counts)
        ]
        lines.append((level_text(level), tiles))
    return lines


def _shown(counts: dict[tuple[str, str], int]) -> list[FirmState]:
    found = {state for _, state in counts}
    return [state for state in FirmState if state in found or state in (FirmState.WAITING, FirmState.SUPPORTED)]


def _active(query: MemberQuery) -> list[tuple[str, str, str]]:
    return [
        ("text", gettext("查找"), query.text),
        ("state", gettext("状态"), query.state),
        ("level", gettext("所在层级"), query.level),
        ("class", gettext("类别"), query.candidate_class),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
    ]
