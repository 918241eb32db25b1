"""Which lists can be written by a job: those that grow with the store, each by the function that its page uses."""

from __future__ import annotations

from typing import BinaryIO

from registry.domain.texts import mark
from registry.services.addresses import whole
from registry.services.candidates import candidate_query, candidates
from registry.services.exports import export_candidates
from registry.services.firm_list_export import export_firm_list
from registry.services.firm_search import firm_query, search
from registry.services.long_lists import Asked, LongList, register_long_list
from registry.services.morning.missing import export_missing, missing_page, missing_query, missing_year
from registry.services.occasions import Occasion, make_occasion
from registry.services.pools.export import export_pool
from registry.services.pools.listing import count_stays, pool_query
from registry.services.rounds.listing import MemberQuery, member_page
from registry.services.rounds.workbook import write_round
from registry.services.standings import current_occasion
from registry.services.titles.exporting import export_titles
from registry.services.titles.search import search_titles, title_query


def _firms(asked: Asked, stream: BinaryIO) -> None:
    query = firm_query(asked.arguments, asked.today)
    when = {"now": asked.now, "wording": asked.wording}
    export_firm_list(asked.session, asked.person, asked.catalogue, query, asked.columns, stream, **when)  # type: ignore[arg-type]


def _titles(asked: Asked, stream: BinaryIO) -> None:
    query = title_query(asked.arguments, asked.today)
    how = {"columns": asked.columns, "now": asked.now, "wording": asked.wording}
    export_titles(asked.session, asked.person, asked.catalogue, query, stream, **how)  # type: ignore[arg-type]


def _pools(asked: Asked, stream: BinaryIO) -> None:
    how = {"columns": asked.columns, "today": asked.today, "now": asked.now, "wording": asked.wording}
    export_pool(asked.session, asked.person, asked.catalogue, pool_query(asked.arguments), stream, **how)  # type: ignore[arg-type]


def _missing(asked: Asked, stream: BinaryIO) -> None:
    query, how = missing_query(asked.arguments, asked.today), {"now": asked.now, "wording": asked.wording}
    export_missing(asked.session, asked.person, asked.catalogue, _year(asked), query, stream, **how)  # type: ignore[arg-type]


def _candidates(asked: Asked, stream: BinaryIO) -> None:
    occasion = _occasion(asked)
    export_candidates(
        asked.session,
        asked.person,
        asked.catalogue,
        candidate_query(asked.arguments),
        stream,
        suffix=".xlsx",
        as_of=occasion.as_of,
        data_year=occasion.data_year,
        now=asked.now,
        wording=asked.wording,
    )


def _round(asked: Asked, stream: BinaryIO) -> None:
    number = whole(asked.arguments, "round_id") or 0
    how = {"now": asked.now, "wording": asked.wording}
    stream.write(write_round(asked.session, asked.person, asked.catalogue, number, **how))  # type: ignore[arg-type]


def _year(asked: Asked) -> int:
    return missing_year(asked.arguments, _occasion(asked).data_year, asked.today)


def _occasion(asked: Asked) -> Occasion:
    return current_occasion(asked.session) or make_occasion(asked.catalogue, asked.today)


register_long_list(
    "firms",
    LongList(
        mark("企业列表"),
        lambda asked: search(asked.session, asked.person, firm_query(asked.arguments, asked.today)).total,
        _firms,
    ),
)
register_long_list(
    "titles",
    LongList(
        mark("称号"),
        lambda asked: search_titles(asked.session, asked.person, title_query(asked.arguments, asked.today)).total,
        _titles,
    ),
)
register_long_list(
    "pools",
    LongList(
        mark("培育库"),
        lambda asked: count_stays(asked.session, asked.person, pool_query(asked.arguments), today=asked.today),
        _pools,
    ),
)
register_long_list(
    "missing",
    LongList(
        mark("缺数据的企业"),
        lambda asked: (
            missing_page(asked.session, asked.person, _year(asked), missing_query(asked.arguments, asked.today)).total
        ),
        _missing,
    ),
)
register_long_list(
    "candidates",
    LongList(
        mark("晋级候选"),
        lambda asked: candidates(asked.session, asked.person, asked.catalogue, candidate_query(asked.arguments)).total,
        _candidates,
    ),
)
register_long_list(
    "round",
    LongList(
        mark("整批工作簿"),
        lambda asked: (
            member_page(asked.session, asked.person, whole(asked.arguments, "round_id") or 0, MemberQuery()).total
        ),
        _round,
    ),
)
