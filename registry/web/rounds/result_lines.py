"""The uploaded list as its page shows it: what was found, what is left to decide, whom the list does not name."""

from __future__ import annotations

from dataclasses import dataclass

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
from registry.store.rounds import Round
from registry.web.languages import sentence
from registry.web.site import site

SHOWN = 200


@dataclass(frozen=True)
class ResultPage:
    """The list beside the round; `refusal` says why titles cannot be written yet."""

    total: int
    matched: list[ResultLine]
    outside: list[ResultLine]
    open: list[tuple[ResultLine, tuple[Offer, ...]]]
    nobody: list[ResultLine]
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
        total=len(lines),
        matched=[line for line in known if line.state is not None],
        outside=[line for line in known if line.state is None],
        open=[(line, offers.get(line.id, ())) for line in open_lines],
        nobody=[line for line in lines if line.way == results.NOBODY],
        absent=absent[:SHOWN],
        absent_total=len(absent),
        refusal=_refusal(session, round_),
    )


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
