"""The firms behind a number as a condition on `firm`: the same sentence as the count, asked of the registry as it is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, date

from sqlalchemy import ColumnElement, and_, select, true
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.dashboards.area_criteria import share_day, share_targets
from registry.services.dashboards.asked import Behind
from registry.services.dashboards.cells import NONE
from registry.services.dashboards.figure_bits import without_value
from registry.services.dashboards.flows import flow_tiers, in_flow
from registry.services.dashboards.gap_rows import gap_rows
from registry.services.dashboards.gaps_part import KINDS, of_gap
from registry.services.dashboards.ladder_part import OPEN_STAY, POOL, STANDING, TITLE
from registry.services.dashboards.spans import read_spans
from registry.services.targets.counting import answers, joined
from registry.services.titles import valid_on
from registry.store.firms import FirmRecord
from registry.store.membership import is_one_of
from registry.store.scope import firms_in_scope

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Finding:
    """What a condition is made of: the registry, the firms at the place and in scope, the number, the day."""

    session: Session
    catalogue: Catalogue
    firms: ColumnElement[bool]
    asked: Behind
    today: date


def condition(
    session: Session, person: Person, catalogue: Catalogue, asked: Behind, today: date
) -> ColumnElement[bool]:
    """On `firm`: in scope, at the place, and counted by the number. Raises NotFound for a number that no page shows."""
    if asked.kind not in FINDINGS:
        raise NotFound(what=mark("这个数字"))
    firms = and_(firms_in_scope(person), _at(FIRM.c.division_code, asked.division), _at(FIRM.c.park, asked.park, True))
    return and_(firms, FINDINGS[asked.kind](Finding(session, catalogue, firms, asked, today)))


def _at(column: ColumnElement[str], value: str, whole: bool = False) -> ColumnElement[bool]:
    if not value:
        return true()
    if value == NONE:
        return column.is_(None)
    return column == value if whole else column.startswith(value, autoescape=True)


def _everybody(finding: Finding) -> ColumnElement[bool]:
    return true()


def _held(finding: Finding) -> ColumnElement[bool]:
    held = select(TITLE.c.firm_id).where(TITLE.c.tier == finding.asked.tier, valid_on(finding.today))
    return FIRM.c.id.in_(held)


def _candidates(finding: Finding) -> ColumnElement[bool]:
    of_class = STANDING.c.candidate_class == finding.asked.word
    return FIRM.c.id.in_(select(STANDING.c.firm_id).where(STANDING.c.tier == finding.asked.tier, of_class))


def _pool(finding: Finding) -> ColumnElement[bool]:
    return FIRM.c.id.in_(select(POOL.c.firm_id).where(POOL.c.tier == finding.asked.tier, OPEN_STAY))


def _ending(finding: Finding) -> ColumnElement[bool]:
    first, after = month_of(finding.asked.word)
    ends = and_(TITLE.c.valid_to >= max(first, finding.today), TITLE.c.valid_to < after)
    of_tier = TITLE.c.tier == finding.asked.tier if finding.asked.tier else true()
    return FIRM.c.id.in_(select(TITLE.c.firm_id).where(of_tier, ends, valid_on(finding.today)))


def month_of(word: str) -> tuple[date, date]:
    """The first day of a month written as 2026-06, and the first day after it. Raises NotFound."""
    try:
        first = date.fromisoformat(f"{word}-01")
    except ValueError:
        raise NotFound(what=mark("这个月份")) from None
    months = first.year * 12 + first.month
    return first, date(months // 12, months % 12 + 1, 1)


def _flow(finding: Finding) -> ColumnElement[bool]:
    """Spans are put together from titles, so their firms are found in a frame of these tiers alone."""
    ladder, asked, today = finding.catalogue.ladder, finding.asked, finding.today
    spans = read_spans(finding.session, finding.firms, today, flow_tiers(ladder, asked))
    return is_one_of(finding.session, FIRM.c.id, in_flow(spans, ladder, asked, today)["firm_id"].unique().to_list())


def _gap(finding: Finding) -> ColumnElement[bool]:
    asked, rows = finding.asked, gap_rows(finding.session, finding.catalogue)
    found = rows.filter(of_gap(asked.kind, asked.tier, asked.word, asked.year))
    return is_one_of(finding.session, FIRM.c.id, found["firm_id"].to_list())


def _unfilled(finding: Finding) -> ColumnElement[bool]:
    return without_value(finding.catalogue, finding.asked.word, finding.asked.year)


def _filled(finding: Finding) -> ColumnElement[bool]:
    return ~without_value(finding.catalogue, finding.asked.word, finding.asked.year)


def _paired(finding: Finding) -> ColumnElement[bool]:
    """With the figure of the year and of the year before."""
    year = finding.asked.year
    return and_(*(~without_value(finding.catalogue, finding.asked.word, each) for each in (year, year - 1)))


def _sharing(finding: Finding) -> ColumnElement[bool]:
    """Those that count for the share of a target of the catalogue."""
    asked, catalogue = finding.asked, finding.catalogue
    target = next((each for each in share_targets(catalogue) if each.code == asked.word), None)
    if target is None or not 0 < asked.year < MAXYEAR:
        raise NotFound(what=mark("这个数字"))
    day = share_day(asked.year, finding.today)
    told = answers(catalogue, target.kind, target.measure, day)["yes"]
    return FIRM.c.id.in_(joined(catalogue, target.measure, day, select(FIRM.c.id)).where(told).correlate(None))


FINDINGS: dict[str, Callable[[Finding], ColumnElement[bool]]] = {
    "firms": _everybody,
    "held": _held,
    "candidates": _candidates,
    "pool": _pool,
    "ending": _ending,
    "unfilled": _unfilled,
    "filled": _filled,
    "paired": _paired,
    "sharing": _sharing,
    **dict.fromkeys(KINDS, _gap),
    **dict.fromkeys(("stock", "entered", "left", "rose"), _flow),
}
