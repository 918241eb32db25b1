"""Names that wait for a person, and names that were decided about, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from registry.services.importing.unsettled import Offer, UnsettledName
from registry.services.name_decisions import DecidedName
from registry.web.names import division_name, office_name

ROWS_SHOWN = 12


@dataclass(frozen=True)
class OfferLine:
    """A firm to choose; `likeness` is in words."""

    firm_id: int
    name: str
    credit_code: str
    place: str
    likeness: str


@dataclass(frozen=True)
class NameLine:
    """A name to settle; `number` tells its fields from those of the others."""

    number: int
    key: str
    name: str
    rows: str
    offers: list[OfferLine]


@dataclass(frozen=True)
class DecidedLine:
    """A remembered decision; `meant` is empty where no firm is meant, `is_hidden` where the reader may not see which."""

    id: int
    name: str
    meant: str
    credit_code: str
    firm_id: int | None
    is_hidden: bool
    office: str
    decided_by: str
    decided_at: datetime
    may_forget: bool


def name_lines(names: Iterable[UnsettledName]) -> list[NameLine]:
    """The names with their offers, numbered from 1."""
    return [
        NameLine(number, name.key, name.name, _rows(name.rows), [_offer(offer) for offer in name.offers])
        for number, name in enumerate(names, 1)
    ]


def decided_line(decided: DecidedName) -> DecidedLine:
    """A decision in words."""
    decision, firm = decided.decision, decided.firm
    assert decision.id is not None
    return DecidedLine(
        id=decision.id,
        name=decision.name,
        meant=firm.name if firm else "",
        credit_code=firm.credit_code if firm else "",
        firm_id=firm.id if firm else None,
        is_hidden=firm is None and decision.firm_id is not None,
        office=office_name(decision.division, decision.park),
        decided_by=decision.decided_by,
        decided_at=decision.decided_at,
        may_forget=decided.may_forget,
    )


def _offer(offer: Offer) -> OfferLine:
    place = " · ".join(
        part for part in (offer.division_code and division_name(offer.division_code), offer.park) if part
    )
    alike = gettext("名称相同") if offer.likeness == 1 else gettext("相似度 %(share)s", share=f"{offer.likeness:.0%}")
    return OfferLine(offer.firm_id, offer.name, offer.credit_code, place, alike)


def _rows(rows: tuple[tuple[str, int], ...]) -> str:
    """Where the name stands, sheet by sheet; of very many rows the first."""
    by_sheet: dict[str, list[str]] = {}
    for sheet, row in rows[:ROWS_SHOWN]:
        by_sheet.setdefault(sheet, []).append(str(row))
    told = [
        gettext("%(sheet)s 第 %(rows)s 行", sheet=sheet, rows=gettext("、").join(numbers))
        for sheet, numbers in by_sheet.items()
    ]
    if len(rows) > ROWS_SHOWN:
        told.append(gettext("共 %(total)s 行", total=len(rows)))
    return gettext("；").join(told)
