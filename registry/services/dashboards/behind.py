"""The firms behind a number: the same sentence as the count, asked of the registry as it is now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import ColumnElement, and_, func, select, true
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.dashboards.cells import NONE
from registry.services.dashboards.figures_part import without_value
from registry.services.dashboards.gaps_part import VERDICTS, firms_of_gap
from registry.services.dashboards.ladder_part import OPEN_STAY, POOL, STANDING, TITLE
from registry.services.dashboards.rises import rises
from registry.services.dashboards.spans import entered_in, held_on, left_in, read_spans, stock_day
from registry.services.firm_search import FirmRow, titles_held
from registry.services.titles import valid_on
from registry.store.firms import FirmRecord
from registry.store.membership import is_one_of
from registry.store.scope import firms_in_scope

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
SORTS: Mapping[str, tuple[ColumnElement[object], ...]] = {
    "name": (FIRM.c.name_key, FIRM.c.id),
    "-name": (FIRM.c.name_key.desc(), FIRM.c.id),
    "area": (FIRM.c.division_code, FIRM.c.park, FIRM.c.id),
    "-area": (FIRM.c.division_code.desc(), FIRM.c.park.desc(), FIRM.c.id),
}
COLUMNS = ("id", "credit_code", "name", "division_code", "park", "industry_code", "industry_name", "founded_on")


@dataclass(frozen=True)
class Behind:
    """Which number: its kind, tier, word and year as in the cells, and the place it was counted at."""

    kind: str
    tier: str = ""
    word: str = ""
    year: int = 0
    division: str = ""
    park: str = ""
    sort: str = "name"
    page: int = 1
    per_page: int = 50

    def as_facts(self) -> dict[str, object]:
        """As the journal keeps it; what does not narrow is left out."""
        names = ("kind", "tier", "word", "year", "division", "park")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True)
class FirmsBehind:
    """One page of the firms."""

    rows: tuple[FirmRow, ...]
    total: int
    page: int
    pages: int


Finding = Callable[[Session, Catalogue, ColumnElement[bool], Behind, date], ColumnElement[bool]]


def firms_behind(session: Session, person: Person, catalogue: Catalogue, asked: Behind, today: date) -> FirmsBehind:
    """The firms in scope that the number counts, by the page. Raises NotFound for a number that no page shows."""
    require(person, Action.VIEW_DASHBOARDS)
    wanted = condition(session, person, catalogue, asked, today)
    total = session.execute(select(func.count()).select_from(FIRM).where(wanted)).scalar_one()
    pages = max(1, -(-total // asked.per_page))
    page = min(max(1, asked.page), pages)
    ordered = select(*(FIRM.c[name] for name in COLUMNS)).where(wanted).order_by(*SORTS.get(asked.sort, SORTS["name"]))
    found = session.execute(ordered.limit(asked.per_page).offset((page - 1) * asked.per_page)).all()
    held = titles_held(session, [row.id for row in found], today)
    return FirmsBehind(tuple(FirmRow(*row, titles=held.get(row.id, ())) for row in found), total, page, pages)


def condition(
    session: Session, person: Person, catalogue: Catalogue, asked: Behind, today: date
) -> ColumnElement[bool]:
    """On `firm`: in scope, at the place, and counted by the number."""
    if asked.kind not in FINDINGS:
        raise NotFound(what=mark("这个数字"))
    firms = and_(firms_in_scope(person), _at(FIRM.c.division_code, asked.division), _at(FIRM.c.park, asked.park, True))
    return and_(firms, FINDINGS[asked.kind](session, catalogue, firms, asked, today))


def _at(column: ColumnElement[str], value: str, whole: bool = False) -> ColumnElement[bool]:
    if not value:
        return true()
    if value == NONE:
        return column.is_(None)
    return column == value if whole else column.startswith(value, autoescape=True)


def _everybody(
    session: Session, catalogue: Catalogue, firms: ColumnElement[bool], asked: Behind, today: date
) -> ColumnElement[bool]:
    return true()


def _held(
    session: Session, catalogue: Catalogue, firms: ColumnElement[bool], asked: Behind, today: date
) -> ColumnElement[bool]:
    return FIRM.c.id.in_(select(TITLE.c.firm_id).where(TITLE.c.tier == asked.tier, valid_on(today)))


def _candidates(
    session: Session, catalogue: Catalogue, firms: ColumnElement[bool], asked: Behind, today: date
) -> ColumnElement[bool]:
    of_class = STANDING.c.candidate_class == asked.word
    return FIRM.c.id.in_(select(STANDING.c.firm_id).where(STANDING.c.tier == asked.tier, of_class))


def _pool(
    session: Session, catalogue: Catalogue, firms: ColumnElement[bool], asked: Behind, today: date
) -> ColumnElement[bool]:
    return FIRM.c.id.in_(select(POOL.c.firm_id).where(POOL.c.tier == asked.tier, OPEN_STAY))


def _ending(
    session: Session, catalogue: Catalogue, firms: ColumnElement[bool], asked: Behind, today: date
) -> ColumnElement[bool]:
    first, after = month_of(asked.word)
    ends = and_(TITLE.c.valid_to >= max(first, today), TITLE.c.valid_to < after)
    of_tier = TITLE.c.tier == asked.tier if asked.tier else true()
    return FIRM.c.id.in_(select(TITLE.c.firm_id).where(of_tier, ends, valid_on(today)))


def month_of(word: str) -> tuple[date, date]:
    """The first day of a month written as 2026-06, and the first day after it. Raises NotFound."""
    try:
        first = date.fromisoformat(f"{word}-01")
    except ValueError:
        raise NotFound(what=mark("这个月份")) from None
    months = first.year * 12 + first.month
    return first, date(months // 12, months % 12 + 1, 1)


def _flow(
    session: Session, catalogue: Catalogue, firms: ColumnElement[bool], asked: Behind, today: date
) -> ColumnElement[bool]:
    """Spans are put together from titles, so their firms are found in a frame of this tier (and its feeders) alone."""
    tier = catalogue.ladder.get(asked.tier)
    spans = read_spans(session, firms, today, (asked.tier, *(tier.feeders if tier else ())))
    mine = spans.filter(pl.col("tier") == asked.tier)
    match asked.kind:
        case "stock":
            found = mine.filter(held_on(stock_day(asked.year, today)))
        case "entered":
            found = mine.filter(entered_in(asked.year), _worded(asked.word, "again", pl.col("again")))
        case "left":
            found = mine.filter(left_in(asked.year, today), _worded(asked.word, "revoked", pl.col("revoked")))
        case _:
            risen = rises(spans, catalogue.ladder).filter(pl.col("tier") == asked.tier, entered_in(asked.year))
            found = risen.filter(pl.col("feeder") == asked.word)
    return is_one_of(session, col(FirmRecord.id), found["firm_id"].unique().to_list())


def _gap(
    session: Session, catalogue: Catalogue, firms: ColumnElement[bool], asked: Behind, today: date
) -> ColumnElement[bool]:
    return firms_of_gap(session, catalogue, firms, asked.kind, asked.word)


def _unfilled(
    session: Session, catalogue: Catalogue, firms: ColumnElement[bool], asked: Behind, today: date
) -> ColumnElement[bool]:
    return without_value(catalogue, asked.word, asked.year)


def _worded(word: str, yes: str, is_so: pl.Expr) -> pl.Expr:
    if not word:
        return pl.lit(True)
    return is_so if word == yes else ~is_so


FINDINGS: dict[str, Finding] = {
    "firms": _everybody,
    "held": _held,
    "candidates": _candidates,
    "pool": _pool,
    "ending": _ending,
    "unfilled": _unfilled,
    **dict.fromkeys(VERDICTS, _gap),
    **dict.fromkeys(("stock", "entered", "left", "rose"), _flow),
}
