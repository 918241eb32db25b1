"""Lists that can go into a layout: whose firms, in which order, by which filter. The lists of the day are declared in `lists`.

A list is asked for by its name and the arguments of its page's address, so that a worker can ask again.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.texts import mark
from registry.services.addresses import Arguments
from registry.services.candidates import SORTS as CANDIDATE_SORTS
from registry.services.candidates import candidate_query
from registry.services.lists import every  # noqa: F401 - it registers the lists of the day
from registry.services.lists.asking import Asked
from registry.services.lists.firm_rows import ListRows, register_list, rows_of_firms
from registry.services.occasions import make_occasion
from registry.services.wording import CHINESE
from registry.store.evaluations import OF_THE_FIRM, Standing
from registry.store.firms import FirmRecord

FIRM, STANDING = FirmRecord.__table__.c, Standing.__table__.c  # type: ignore[attr-defined]


def list_rows(
    session: Session, person: Person, catalogue: Catalogue, code: str, arguments: Arguments, today: date
) -> ListRows:
    """The rows of a list for the person. Raises NotFound for a list that does not exist."""
    require(person, Action.EXPORT_LISTS)
    at_once = datetime.combine(today, time.min)
    return rows_of_firms(Asked(session, person, catalogue, arguments, today, at_once, CHINESE), code)


def candidates_list(asked: Asked) -> ListRows:
    """The candidates of a tier as their page lists them."""
    require(asked.person, Action.VIEW_CANDIDATES)
    query = candidate_query(asked.arguments)
    make_occasion(asked.catalogue, asked.today, tiers=(query.tier,))
    wanted = (STANDING.candidate_class.in_(query.wanted_classes), query.standings(asked.session, asked.person))
    statement = select(FIRM.id).join_from(Standing, FirmRecord, OF_THE_FIRM).where(*wanted)
    ids = list(asked.session.execute(statement.order_by(*CANDIDATE_SORTS[query.sort], FIRM.id)).scalars())
    facts = {name: str(value) for name, value in query.as_facts().items()}
    return ListRows(mark("晋级候选"), ids, asked.occasion, query.tier, facts)


register_list("candidates", candidates_list)
