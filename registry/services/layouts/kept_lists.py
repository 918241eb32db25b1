"""The lists that an office keeps, as they go into a layout: titles, pools, firms to be asked, visits, institutions, a round.

Each reads its page's own arguments and asks for the page's own permission. What a list knows better than the registry, such as
the title that a row is about, goes along as `own`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import and_, select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.outcomes import CandidateClass, Verdict
from registry.domain.texts import mark
from registry.services.addresses import Arguments, whole
from registry.services.export_columns import CLASSES, VERDICTS
from registry.services.firm_search import matching
from registry.services.groupings.members import members_of
from registry.services.institution_list import institution_page, institution_query
from registry.services.layouts.lists import FIRM, ListRows, register_list
from registry.services.list_files import MOST_ROWS
from registry.services.morning.missing import SORTS, missing_query, missing_year, without_figures
from registry.services.occasions import Occasion, make_occasion
from registry.services.plans.service_lists import every_row, service_query
from registry.services.pools.listing import every_stay, pool_query
from registry.services.rounds.assessing import unpacked
from registry.services.rounds.listing import every_member, member_query
from registry.services.rounds.reach import get_round
from registry.services.rounds.snapshots import rule_set_of
from registry.services.shortfalls import sentence
from registry.services.standings import current_occasion
from registry.services.titles.search import every_title, title_query
from registry.services.wording import CHINESE

OF_TITLE = ("batch", "number", "document", "recognised_on", "valid_from", "valid_to")


def titles_list(session: Session, person: Person, catalogue: Catalogue, arguments: Arguments, today: date) -> ListRows:
    """Titles, a row each: a firm comes as often as it has titles."""
    require(person, Action.VIEW_FIRMS)
    query = title_query(arguments, today)
    rows = every_title(session, person, query)
    labels = {code: tier.label.zh for code, tier in catalogue.ladder.items()}
    own: dict[str, Any] = {"row.title": [labels.get(row.tier, row.tier) for row in rows]}
    own |= {f"row.{name}": [getattr(row, name) for row in rows] for name in OF_TITLE}
    facts = query.as_facts() | {"sort": query.sort}
    return ListRows(mark("称号"), _firms(rows), _occasion(session, catalogue, today), "", facts, pl.DataFrame(own))


def pools_list(session: Session, person: Person, catalogue: Catalogue, arguments: Arguments, today: date) -> ListRows:
    """Stays in pools; of one tier's pool the list is about that tier. Its officer is the one of the pool."""
    require(person, Action.KEEP_POOLS)
    query = pool_query(arguments)
    rows = every_stay(session, person, query, today=today)
    own = pl.DataFrame({"officer": [row.officer or None for row in rows]}, schema={"officer": pl.String})
    facts = {name: str(value) for name, value in query.as_facts().items()}
    tier = query.tier if query.tier in catalogue.ladder else ""
    return ListRows(mark("培育库"), _firms(rows), _occasion(session, catalogue, today), tier, facts, own)


def missing_list(session: Session, person: Person, catalogue: Catalogue, arguments: Arguments, today: date) -> ListRows:
    """Firms without a figure of a year."""
    require(person, Action.VIEW_CANDIDATES)
    occasion = _occasion(session, catalogue, today)
    query, year = missing_query(arguments, today), missing_year(arguments, occasion.data_year, today)
    wanted = and_(matching(person, query), without_figures(year))
    ids = list(session.execute(select(FIRM.id).where(wanted).order_by(*SORTS[query.sort])).scalars())
    named = {name: getattr(query, name) for name in ("text", "division", "park")}
    facts = {"year": str(year), **{name: value for name, value in named.items() if value}}
    return ListRows(mark("缺数据的企业"), ids, occasion, "", facts)


def service_list(session: Session, person: Person, catalogue: Catalogue, arguments: Arguments, today: date) -> ListRows:
    """Visits and requests, a row each; the officer is whoever it belongs to."""
    query = service_query(arguments)
    rows = every_row(session, person, query)
    own = pl.DataFrame({"officer": [row.officer or None for row in rows]}, schema={"officer": pl.String})
    facts = {name: str(value) for name, value in query.as_facts().items()}
    return ListRows(mark("走访与诉求"), _firms(rows), _occasion(session, catalogue, today), "", facts, own)


def institutions_list(
    session: Session, person: Person, catalogue: Catalogue, arguments: Arguments, today: date
) -> ListRows:
    """R&D institutions, a row each; name, dates and document take the place of a title's."""
    query = institution_query({**arguments, "page": ""}, today)
    whole_list = type(query)(**(query.__dict__ | {"per_page": MOST_ROWS}))
    rows = institution_page(session, person, catalogue, whole_list).rows
    own: dict[str, Any] = {"row.title": [row.name for row in rows]}
    own |= {f"row.{name}": [getattr(row, name) for row in rows] for name in ("document", "recognised_on", "valid_to")}
    facts = {name: value for name in ("text", "division", "park", "level", "state") if (value := getattr(query, name))}
    return ListRows(
        mark("研发机构清单"), _firms(rows), _occasion(session, catalogue, today), "", facts, pl.DataFrame(own)
    )


def round_list(session: Session, person: Person, catalogue: Catalogue, arguments: Arguments, today: date) -> ListRows:
    """The firms of a round with what the round says of them, frozen or not. Their figures are those of now: the frozen ones
    stand in the workbook of the round, and there is no evidence sheet beside them."""
    round_ = get_round(session, person, whole(arguments, "round_id") or 0)
    rows = every_member(session, person, round_.id or 0, member_query(arguments))
    rule_set = rule_set_of(session, catalogue, round_)
    lacks = [sentence(unpacked(row.shortfall, rule_set), CHINESE) or None for row in rows]
    classes = [CLASSES[CandidateClass(row.candidate_class)].zh if row.candidate_class else None for row in rows]
    verdicts = [VERDICTS[Verdict(row.verdict)].zh if row.verdict else None for row in rows]
    always = {
        "tier": catalogue.ladder[round_.tier].label.zh,
        "standard": rule_set.source.number,
        "rule_set": rule_set.id,
    }
    always_known = {**always, "as_of": round_.as_of, "data_year": round_.data_year}
    own = pl.DataFrame(
        {"class": classes, "verdict": verdicts, "shortfall": lacks},
        schema={"class": pl.String, "verdict": pl.String, "shortfall": pl.String},
    ).with_columns(pl.lit(value).alias(name) for name, value in always_known.items())
    label = mark("批次名单（企业指标是现在登记的数，冻结的数见整批工作簿）")
    return ListRows(label, _firms(rows), Occasion(round_.as_of, round_.data_year), "", {"round": str(round_.id)}, own)


def grouping_list(
    session: Session, person: Person, catalogue: Catalogue, arguments: Arguments, today: date
) -> ListRows:
    """The present members of a park, chain, cluster or carrier."""
    require(person, Action.VIEW_CANDIDATES)
    number = whole(arguments, "grouping_id")
    if number is None:
        raise NotFound(what=mark("这份名单"))
    rows = [row for row in members_of(session, person, number) if row.until is None or row.until > today]
    return ListRows(mark("成员"), _firms(rows), _occasion(session, catalogue, today), "", {"grouping": str(number)})


def _firms(rows: Sequence[Any]) -> list[int]:
    return [row.firm_id for row in rows]


def _occasion(session: Session, catalogue: Catalogue, today: date) -> Occasion:
    return current_occasion(session) or make_occasion(catalogue, today)


register_list("titles", titles_list)
register_list("pools", pools_list)
register_list("missing", missing_list)
register_list("service", service_list)
register_list("institutions", institutions_list)
register_list("round", round_list)
register_list("grouping", grouping_list)
