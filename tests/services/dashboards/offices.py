"""Four firms for the dashboards, the people who look at them, and the sentence that every number of a board has to keep."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.services.dashboards.behind import Behind, firms_behind
from registry.services.dashboards.cells import NONE
from registry.services.dashboards.summary import summary
from tests.factories import CODES, TODAY, add_ripe_firm, make_firm, make_person, make_title

PARK = make_person(Role.PARK_OFFICER, division="420111", park="东湖示例园区")
WUHAN = make_person(Role.BUREAU, division="4201")
TITLES = ("within", "nearest")  # these count titles, and days


def add_four_firms(session: Session) -> None:
    """Two firms in Wuhan, one of them in the park, one in Shiyan, one nowhere; all four are or were hnte."""
    add_ripe_firm(session)
    session.add(make_firm(id=2, credit_code=CODES[1], name="武汉示例二号有限公司", division_code="420100", park=None))
    short_of_patents = add_ripe_firm(session, 3, ip_class1=1.0)
    short_of_patents.division_code, short_of_patents.park = "420302", None
    session.add(make_firm(id=4, credit_code=CODES[3], name="示例无归属有限公司", division_code=None, park=None))
    session.flush()
    session.add(make_title(1, "tech_sme", valid_from=date(2025, 3, 1), valid_to=date(2025, 12, 31)))
    for firm in (1, 2, 3, 4):
        first = date(2022 + firm, 4, 1)
        session.add(make_title(firm, "hnte", valid_from=first, valid_to=first + timedelta(1094)))
    session.flush()


def assert_lists_agree(session: Session, catalogue: Catalogue, *parts: str) -> None:
    """Every number of some parts, to whoever looks, is the length of the list behind it."""
    for person, part in product((SYSTEM, WUHAN, PARK), parts):
        told = summary(session, person, catalogue, part, TODAY).cells
        shown = told.filter(~pl.col("kind").is_in(TITLES)).group_by(
            "kind", "tier", "word", "year", "division_code", "park"
        )
        for kind, tier, word, year, division, park, number in shown.agg(pl.col("number").sum()).iter_rows():
            asked = Behind(kind, tier, word, year, division or NONE, park or NONE)
            found = firms_behind(session, person, catalogue, asked, TODAY)
            assert (found.total, len(found.rows), asked) == (number, number, asked)
