"""A firm reports its own figures: what the registry lacks is stored at once, what differs becomes a request for correction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Indicator, Level
from registry.domain.texts import mark
from registry.services.enterprise.corrections import open_requests
from registry.services.field_values import read_fields
from registry.services.firm_detail import get_firm
from registry.services.firms import is_year_of_figures
from registry.services.submissions.comparing import SOURCE, Compared, Standing, compared
from registry.services.submissions.packing import NOT_COMPARED, Offered
from registry.services.submissions.taking import take

REASON = mark("更正理由")


@dataclass(frozen=True)
class Reported:
    """How many values were stored at once as reported by the firm, and for how many a correction was asked."""

    stored: int
    asked: int


class ReasonNeeded(InvalidInput):
    """Values differ from what the park holds, and nobody has said why; nothing was stored."""

    template = mark("{labels}与园区现有的不同，要改成您填的值，请写明更正理由；不改请恢复原值。")


def reportable(catalogue: Catalogue, year: int | None) -> tuple[Indicator, ...]:
    """What a firm may report of a year, or of itself: everything but what the office keeps."""
    listed = catalogue.indicators.at_level(Level.FIRM if year is None else Level.ANNUAL)
    return tuple(each for each in listed if not each.kept and each.code not in NOT_COMPARED)


def report(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    year: int | None,
    values: Mapping[str, str | None],
    *,
    reason: str = "",
    now: datetime,
    today: date,
) -> Reported:
    """Report figures of a year (None: facts of the firm itself). A blank field says nothing and erases nothing.

    What nobody else stated is stored at once as reported by the firm; so is a new value for the firm's own earlier report
    as long as nobody verified it. Everything else becomes a request for correction. Raises FieldFaults and ReasonNeeded.
    """
    require(person, Action.REPORT_FIGURES)
    if year is not None and not is_year_of_figures(year, today):
        raise InvalidInput(field=mark("年度"), reason=mark("应在 1949 年到今年之间。"))
    detail = get_firm(session, person, catalogue, firm_id)
    typed = read_fields(catalogue.indicators, reportable(catalogue, year), values, today)
    stated = [Offered(year or 0, code, value) for code, value in typed.items() if value is not None]
    rows = [row for row in compared(session, catalogue, detail, stated) if row.standing is not Standing.SAME]
    own = [row for row in rows if is_own(row)]
    others = [row for row in rows if not is_own(row)]
    if others and not reason.strip():
        labels = "、".join(f"「{catalogue.indicators[row.offered.code].label.zh}」" for row in others)
        raise ReasonNeeded(field=REASON, labels=labels)
    if own:
        take(session, person, catalogue, detail.firm, own, note=None, now=now)
    open_requests(session, person, firm_id, others, reason, now=now)
    return Reported(len(own), len(others))


def is_own(row: Compared) -> bool:
    """Whether the firm decides on the value itself: nobody stated it, or only the firm did and nobody verified it."""
    return row.held is None or (row.source == SOURCE and not row.is_verified)
