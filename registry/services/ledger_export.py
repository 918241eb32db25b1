"""The registry's own ledger as a workbook in the layout of the template: importing it again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlmodel import Session

from importers.templates import FIRMS, TITLES, filled_ledger, sheet_of_year
from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.indicators import Kind
from registry.domain.texts import mark
from registry.services import journal
from registry.services.firm_search import FirmQuery, matching
from registry.services.ledger_frames import LedgerFrames
from registry.services.list_files import require_fits
from registry.services.wording import CHINESE, Wording

REMARK = mark("导出时间 {moment}，共 {firms} 家企业。")


@dataclass(frozen=True)
class LedgerExtent:
    """What could be exported: how many firms, and the years with figures, latest first, with the firms that have them."""

    firms: int
    years: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class ExportedLedger:
    """What was exported; `figures` are rows of all years together."""

    firms: int
    figures: int
    titles: int
    years: tuple[int, ...]


def extent(session: Session, person: Person, catalogue: Catalogue, query: FirmQuery) -> LedgerExtent:
    """How large the ledger of the firms that match would be."""
    require(person, Action.EXPORT_FIRMS)
    frames = LedgerFrames(session, catalogue, matching(session, person, query), query, ())
    return LedgerExtent(frames.count(), tuple(frames.years()))


def write_ledger_of(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    query: FirmQuery,
    stream: BinaryIO,
    *,
    years: Sequence[int] | None = None,
    personal: bool = False,
    now: datetime,
    wording: Wording = CHINESE,
) -> ExportedLedger:
    """Write firms, figures of the years (None: of all years) and titles that are not revoked into the stream.

    `personal` adds the people to be contacted, for those who may export them. Raises NotFound where no firm matches,
    TooManyRows where more do than a sheet holds.
    """
    require(person, Action.EXPORT_FIRMS)
    if personal:
        require(person, Action.EXPORT_PERSONAL)
    hidden = () if personal else _personal(catalogue)
    frames = LedgerFrames(session, catalogue, matching(session, person, query), query, hidden)
    if not frames.keys.height:
        raise NotFound(what=mark("符合条件的企业"))
    require_fits(frames.keys.height)
    chosen = tuple(year for year, _ in frames.years()) if years is None else tuple(sorted(set(years), reverse=True))
    sheets = {FIRMS: frames.firms()} | {sheet_of_year(year): frames.figures(year) for year in chosen}
    sheets[TITLES] = frames.titles()
    filled_ledger(
        stream,
        catalogue.indicators,
        catalogue.ladder,
        {name: frame for name, frame in sheets.items() if frame.height},
        without=hidden,
        language=wording.language,
        remark=wording.say(REMARK, moment=f"{now:%Y-%m-%d %H:%M}", firms=frames.keys.height),
    )
    figures = sum(sheets[sheet_of_year(year)].height for year in chosen)
    return ExportedLedger(frames.keys.height, figures, sheets[TITLES].height, chosen)


def note_export(
    session: Session, person: Person, query: FirmQuery, done: ExportedLedger, *, personal: bool = False, now: datetime
) -> None:
    """Leave a note of who took the ledger out: by which filter, which years, how many rows, with or without people."""
    require(person, Action.EXPORT_FIRMS)
    asked = {name: getattr(query, name) for name in ("text", "division", "park", "industry", "tier")}
    facts = {name: value for name, value in asked.items() if value}
    facts |= {"years": ",".join(map(str, done.years)), "firms": done.firms, "figures": done.figures}
    facts |= {"titles": done.titles, "personal": "yes" if personal else "no"}
    text = journal.said(facts)
    journal.note(session, person, "firms.export", now=now, text=text)


def _personal(catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(each.code for each in catalogue.indicators.values() if each.kind is Kind.PERSONAL)
