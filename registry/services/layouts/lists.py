"""Lists that can go into a layout: whose firms, in which order, by which filter. Other parts register their own.

A list is asked for by its name and the arguments of its page's address, so that a worker can ask again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.addresses import Arguments
from registry.services.candidates import SORTS as CANDIDATE_SORTS
from registry.services.candidates import candidate_query
from registry.services.firm_search import SORTS, firm_query, matching
from registry.services.occasions import Occasion, make_occasion
from registry.services.standings import current_occasion
from registry.store.evaluations import Standing
from registry.store.firms import FirmRecord

NAMED = ("text", "division", "park", "industry", "tier")
FIRM, STANDING = FirmRecord.__table__.c, Standing.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ListRows:
    """The firms of a list, one per row and in its order; a firm may come more than once.

    `tier` is the tier that the list is about, or "". `facts` is the filter as the journal keeps it. `own` has a row per row
    of the list and a column per fact (facts.yaml) that the list knows better than the registry: its title, its class.
    """

    label: str
    firm_ids: Sequence[int]
    occasion: Occasion
    tier: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    own: pl.DataFrame | None = None


MakeRows = Callable[[Session, Person, Catalogue, Arguments, date], ListRows]
_lists: dict[str, MakeRows] = {}


def register_list(code: str, make: MakeRows) -> None:
    """Add a list; `make` asks for the permission and keeps to the scope itself."""
    _lists[code] = make


def list_rows(
    session: Session, person: Person, catalogue: Catalogue, code: str, arguments: Arguments, today: date
) -> ListRows:
    """The rows of a list for the person. Raises NotFound for a list that does not exist."""
    require(person, Action.EXPORT_LISTS)
    if code not in _lists:
        raise NotFound(what=mark("这份名单"))
    return _lists[code](session, person, catalogue, arguments, today)


def candidates_list(
    session: Session, person: Person, catalogue: Catalogue, arguments: Arguments, today: date
) -> ListRows:
    """The candidates of a tier as their page lists them."""
    require(person, Action.VIEW_CANDIDATES)
    query = candidate_query(arguments)
    make_occasion(catalogue, today, tiers=(query.tier,))
    occasion = current_occasion(session) or make_occasion(catalogue, today)
    wanted = (STANDING.candidate_class.in_(query.wanted_classes), query.standings(person))
    statement = select(FIRM.id).join_from(Standing, FirmRecord).where(*wanted)
    ids = [row[0] for row in session.execute(statement.order_by(*CANDIDATE_SORTS[query.sort], FIRM.id))]
    return ListRows(mark("晋级候选"), ids, occasion, query.tier, {n: str(v) for n, v in query.as_facts().items()})


def firms_list(session: Session, person: Person, catalogue: Catalogue, arguments: Arguments, today: date) -> ListRows:
    """The firms as their page lists them; filtered by a title, the list is about that title."""
    require(person, Action.VIEW_FIRMS)
    query = firm_query(arguments, today)
    statement = select(FIRM.id).where(matching(person, query)).order_by(*SORTS.get(query.sort, SORTS["name"]))
    ids = [row[0] for row in session.execute(statement)]
    occasion = current_occasion(session) or make_occasion(catalogue, today)
    tier = query.tier if query.tier in catalogue.ladder else ""
    return ListRows(
        mark("企业名单"), ids, occasion, tier, {name: value for name in NAMED if (value := getattr(query, name))}
    )


register_list("candidates", candidates_list)
register_list("firms", firms_list)
