"""The uploaded list as its page shows it: what was found, what is left to decide, whom the list does not name."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select
from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.errors import Conflict
from registry.services.importing.unsettled import Offer
from registry.services.rounds import recognising, results
from registry.services.rounds.assessing import MEMBER
from registry.services.rounds.listing import FIRM
from registry.services.rounds.results import ResultLine
from registry.services.rounds.states import FirmState
from registry.services.titles.bars import bars_on
from registry.store.rounds import Round
from registry.web.firms.titles import barred_words
from registry.web.languages import sentence
from registry.web.site import site

SHOWN = 200


@dataclass(frozen=True)
class ResultPage:
    """The list beside the round. `left` are rows that no title is written for, each with the reason; `again` gives for a line
    the row that named its firm before; `bars` what keeps a firm from applying; `refusal` says why nothing can be written yet."""

    total: int
    matched: list[ResultLine]
    outside: list[ResultLine]
    open: list[tuple[ResultLine, tuple[Offer, ...]]]
    nobody: list[ResultLine]
    left: list[tuple[ResultLine, str]]
    again: dict[int, int]
    bars: dict[int, str]
    absent: list[str]
    absent_total: int
    refusal: str
    shown: int = SHOWN


def result_page(session: Session, person: Person, round_: Round) -> ResultPage:
    """Everything the page of the result shows."""
    assert round_.id is not None
    lines = results.result_lines(session, round_.id)
    open_lines = [line for line in lines if line.way == results.OPEN]
    offers = results.offers_for(session, person, open_lines[:SHOWN])
    known = [line for line in lines if line.firm_id is not None]
    absent = _absent(session, round_, lines)
    return ResultPage(
        total=sum(line.way not in results.LEFT_OUT for line in lines),
        matched=[line for line in known if line.state is not None],
        outside=[line for line in known if line.state is None],
        open=[(line, offers.get(line.id, ())) for line in open_lines],
        nobody=[line for line in lines if line.way == results.NOBODY],
        left=[(line, _reason(line.way)) for line in lines if line.way in results.LEFT_OUT],
        again=_named_before(known),
        bars=_bars(session, round_, known),
        absent=absent[:SHOWN],
        absent_total=len(absent),
        refusal=_refusal(session, round_),
    )


def _reason(way: str) -> str:
    reasons = {
        results.REPEAT: gettext("前面已有这家企业，没有重复采用"),
        results.OTHER: gettext("写的是别的称号，不属于这个批次"),
        results.BLANK: gettext("没有企业名称和信用代码"),
    }
    return reasons[way]


def _named_before(known: list[ResultLine]) -> dict[int, int]:
    """For a line about a firm that an earlier line names already: the row of that one, which counts."""
    first: dict[int | None, int] = {}
    return {line.id: row for line in known if (row := first.setdefault(line.firm_id, line.row)) != line.row}


def _bars(session: Session, round_: Round, known: list[ResultLine]) -> dict[int, str]:
    ids = [line.firm_id for line in known if line.firm_id is not None]
    found = bars_on(session, ids, site().today(), round_.tier)
    return {firm_id: barred_words(bars[0]) for firm_id, bars in found.items()}


def _absent(session: Session, round_: Round, lines: list[ResultLine]) -> list[str]:
    """Names of supported firms that the list does not name; nothing before there is a list."""
    if not lines:
        return []
    named = {line.firm_id for line in lines}
    statement = select(MEMBER.c.firm_id, FIRM.c.name).join_from(MEMBER, FIRM).order_by(FIRM.c.name_key)
    found = session.execute(statement.where(MEMBER.c.round_id == round_.id, MEMBER.c.state == FirmState.SUPPORTED))
    return [name for firm_id, name in found if firm_id not in named]


def _refusal(session: Session, round_: Round) -> str:
    try:
        recognising.require_result(session, round_, site().today())
    except Conflict as error:
        return sentence(error)
    return ""
