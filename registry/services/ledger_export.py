"""The registry's own ledger as a workbook in the layout of the template: importing it again changes nothing.

It is read and written some firms at a time, whoever waits for it told how far it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import BinaryIO

import polars as pl
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
from registry.services.lists.asking import Tell
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
    tell: Tell | None = None,
) -> ExportedLedger:
    """Write firms, figures of the years (None: of all years) and titles that are not revoked into the stream.

    `personal` adds the people to be contacted, for those who may export them; `tell` hears how many rows are written, of at
    most how many: a year without any figure is no row. Raises NotFound where no firm matches, TooManyRows where a sheet would
    have more rows than it holds.
    """
    require(person, Action.EXPORT_FIRMS)
    if personal:
        require(person, Action.EXPORT_PERSONAL)
    hidden = () if personal else _personal(catalogue)
    frames = LedgerFrames(session, catalogue, matching(session, person, query), query, hidden)
    if not frames.keys.height:
        raise NotFound(what=mark("符合条件的企业"))
    firms, titles = require_fits(frames.keys.height), require_fits(frames.count_titles())
    known = dict(frames.years())
    chosen = tuple(known) if years is None else tuple(sorted(set(years), reverse=True))
    progress = _Progress(firms + sum(known.get(year, 0) for year in chosen) + titles, tell)
    sheets = {FIRMS: frames.firms()} | {sheet_of_year(year): frames.figures(year) for year in chosen}
    sheets[TITLES] = frames.titles()
    filled_ledger(
        stream,
        catalogue.indicators,
        catalogue.ladder,
        {name: filled for name, rows in sheets.items() if (filled := progress.filled(name, rows)) is not None},
        without=hidden,
        language=wording.language,
        remark=wording.say(REMARK, moment=f"{now:%Y-%m-%d %H:%M}", firms=firms),
    )
    written = progress.written
    figures = sum(written.get(sheet_of_year(year), 0) for year in chosen)
    return ExportedLedger(firms, figures, written.get(TITLES, 0), chosen)


class _Progress:
    """Counts the rows of sheets while they are written."""

    def __init__(self, total: int, tell: Tell | None) -> None:
        self.written: dict[str, int] = {}
        self._total, self._tell = total, tell

    def filled(self, sheet: str, frames: Iterator[pl.DataFrame]) -> Iterable[pl.DataFrame] | None:
        """The frames of a sheet that have rows; None where none has, so that there is no such sheet."""
        some = (frame for frame in frames if frame.height)
        first = next(some, None)
        return None if first is None else self._counted(sheet, chain([first], some))

    def _counted(self, sheet: str, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        for frame in frames:
            yield frame
            self.written[sheet] = self.written.get(sheet, 0) + frame.height
            if self._tell:
                self._tell(sum(self.written.values()), self._total)


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
