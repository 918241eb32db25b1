"""Files that a job can write beside the lists of the day: the candidates of a tier, the own ledger, and the workbook of a whole
round."""

from __future__ import annotations

from typing import BinaryIO

from registry.domain.texts import mark
from registry.services import exports
from registry.services.addresses import whole
from registry.services.candidates import candidate_query, candidates
from registry.services.firm_search import firm_query, search
from registry.services.ledger_export import note_export, write_ledger_of
from registry.services.lists.asking import Asked
from registry.services.lists.long import LongList, register_long_list
from registry.services.rounds.listing import MemberQuery, member_page
from registry.services.rounds.workbook import write_round


def _candidates(asked: Asked, stream: BinaryIO) -> None:
    occasion, query = asked.occasion, candidate_query(asked.arguments)
    done = exports.write_candidates_of(
        asked.session,
        asked.person,
        asked.catalogue,
        query,
        stream,
        suffix=asked.suffix,
        as_of=occasion.as_of,
        data_year=occasion.data_year,
        wording=asked.wording,
        tell=asked.tell,
    )
    exports.note_export(asked.session, asked.person, query, done, suffix=asked.suffix, now=asked.now)


def _ledger(asked: Asked, stream: BinaryIO) -> None:
    """The registry's own ledger of the firms that match, with the years said."""
    query, personal = firm_query(asked.arguments, asked.today), asked.arguments.get("personal") == "yes"
    done = write_ledger_of(
        asked.session,
        asked.person,
        asked.catalogue,
        query,
        stream,
        years=[int(year) for year in asked.arguments.get("year", "").split(",") if year],
        personal=personal,
        now=asked.now,
        wording=asked.wording,
        tell=asked.tell,
    )
    note_export(asked.session, asked.person, query, done, personal=personal, now=asked.now)


def _round(asked: Asked, stream: BinaryIO) -> None:
    number = whole(asked.arguments, "round_id") or 0
    how = {"now": asked.now, "wording": asked.wording}
    stream.write(write_round(asked.session, asked.person, asked.catalogue, number, **how))  # type: ignore[arg-type]


register_long_list(
    "candidates",
    LongList(
        mark("晋级候选"),
        lambda asked: candidates(asked.session, asked.person, asked.catalogue, candidate_query(asked.arguments)).total,
        _candidates,
    ),
)
register_long_list(
    "ledger",
    LongList(
        mark("企业台账"),
        lambda asked: search(asked.session, asked.person, firm_query(asked.arguments, asked.today)).total,
        _ledger,
    ),
)
register_long_list(
    "workbook",
    LongList(
        mark("整批工作簿"),
        lambda asked: (
            member_page(asked.session, asked.person, whole(asked.arguments, "round_id") or 0, MemberQuery()).total
        ),
        _round,
    ),
)
