"""Templates to fill in, by role: the ledger of a park or bureau, a list of recognised firms, the form of one firm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from importers.firm_form import KnownFirm, firm_form
from importers.templates import ledger_template, titles_template
from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, may, require
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.indicators import Kind
from registry.domain.texts import mark
from registry.services import journal
from registry.services.firm_detail import get_firm

USUAL_YEARS, OFFERED_YEARS = 3, 6
FIRST_YEAR = 1990


@dataclass(frozen=True)
class FirmForm:
    """The form of one firm, and the firm's name for the file."""

    name: str
    content: bytes


def offered_years(data_year: int, today: date) -> tuple[int, ...]:
    """The years a template is offered for: from this one back, the data year among them."""
    return tuple(range(max(today.year, data_year), data_year - OFFERED_YEARS, -1))


def usual_years(data_year: int) -> tuple[int, ...]:
    """The data year and those before it that rules look at."""
    return tuple(range(data_year, data_year - USUAL_YEARS, -1))


def park_ledger(
    person: Person, catalogue: Catalogue, years: Sequence[int], *, today: date, language: str = "zh_CN"
) -> bytes:
    """The ledger of a park or a bureau for some years."""
    require(person, Action.USE_IMPORTS)
    return ledger_template(catalogue.indicators, catalogue.ladder, checked_years(years, today), language=language)


def titles_list(person: Person, catalogue: Catalogue, tier: str, *, language: str = "zh_CN") -> bytes:
    """A list of recognised firms of one tier, or of all tiers where none is named."""
    require(person, Action.USE_IMPORTS)
    if tier and tier not in catalogue.ladder:
        raise NotFound(what=mark("这个层级"))
    return titles_template(catalogue.indicators, catalogue.ladder, tier, language=language)


def blank_firm_form(
    person: Person, catalogue: Catalogue, years: Sequence[int], *, today: date, language: str = "zh_CN"
) -> bytes:
    """The form for a firm that the registry does not have yet, or that is not to see what is registered."""
    require(person, Action.USE_IMPORTS)
    return firm_form(catalogue.indicators, checked_years(years, today), language=language)


def form_of_firm(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    years: Sequence[int],
    *,
    today: date,
    now: datetime,
    language: str = "zh_CN",
) -> FirmForm:
    """The form of one firm in scope with what is registered; people only for whoever may export them. Leaves a note."""
    require(person, Action.VIEW_FIRMS)
    asked = checked_years(years, today)
    firm = get_firm(session, person, catalogue, firm_id)
    indicators = catalogue.indicators
    hidden = [] if may(person.role, Action.EXPORT_PERSONAL) else _personal(catalogue)
    known = KnownFirm({**firm.values, "former_names": "；".join(firm.former_names) or None}, firm.figures)
    text = f"years={','.join(map(str, asked))}"
    journal.note(session, person, "firm.form", now=now, firm_id=firm_id, text=text)
    return FirmForm(firm.firm.name, firm_form(indicators, asked, known, without=hidden, language=language))


def checked_years(years: Sequence[int], today: date) -> tuple[int, ...]:
    """The years, latest first and each once. Raises InvalidInput for none, for one that cannot have figures, for too many."""
    chosen = tuple(sorted(set(years), reverse=True))
    if not chosen:
        raise InvalidInput(field=mark("年度"), reason=mark("请至少选一年。"))
    if len(chosen) > OFFERED_YEARS * 2 or not FIRST_YEAR <= chosen[-1] <= chosen[0] <= today.year:
        raise InvalidInput(field=mark("年度"), reason=mark("应在 1990 年到今年之间，最多 12 年。"))
    return chosen


def _personal(catalogue: Catalogue) -> list[str]:
    return [each.code for each in catalogue.indicators.values() if each.kind is Kind.PERSONAL]
