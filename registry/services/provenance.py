"""Where each stored value of a firm comes from: which file, sheet and cell, what stood there, who brought it in and when.

The journal is the witness: the newest entry that set a value to what it is now. An undone import is asked last, for
it counts only where its value could not be put back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.sources import VERIFIED, Source
from registry.services.firm_detail import FirmDetail, get_firm, values_of
from registry.services.importing.batches import may_see
from registry.services.importing.cell_places import Asked, CellPlace, find_cells
from registry.services.local_values import OF_THE_FIRM
from registry.services.origins import origin_of, origins_of
from registry.services.title_provenance import TitleProvenance, of_titles
from registry.services.value_history import batches_of, entries_about, last_checks, setting_entry
from registry.store.imports import ImportBatch
from registry.store.journal import JournalEntry


@dataclass(frozen=True)
class Provenance:
    """One value with its origin. Where nothing is recorded a part is None: `source` whose figure it is, `entry` who set
    it, `batch` and `cell` the file, `check` who verified it. `may_open` says whether the reader may open the import."""

    code: str
    value: Any
    source: Source | None
    is_verified: bool = False
    check: JournalEntry | None = None
    entry: JournalEntry | None = None
    batch: ImportBatch | None = None
    cell: CellPlace | None = None
    may_open: bool = False


@dataclass(frozen=True)
class YearProvenance:
    """The firm as it is, and every known value of one of its years, or of the firm itself, in catalogue order.

    The firm itself has its titles too.
    """

    detail: FirmDetail
    year: int | None
    values: tuple[Provenance, ...]
    titles: tuple[TitleProvenance, ...] = ()


def of_year(session: Session, person: Person, catalogue: Catalogue, firm_id: int, year: int | None) -> YearProvenance:
    """The origins of a firm's year, or of the firm itself where `year` is None.

    Raises NotFound outside the person's scope and for a year of which nothing is stored.
    """
    require(person, Action.VIEW_FIRMS)
    detail = get_firm(session, person, catalogue, firm_id)
    held = origins_of(session, firm_id).get(year or OF_THE_FIRM, {})
    entries = entries_about(session, firm_id)
    batches = batches_of(session, entries)
    checks = last_checks(entries, year)
    values = values_of(detail, year)
    found = []
    for code in [code for code in catalogue.indicators if code in values]:
        origin = origin_of(held, code) or ""
        verified = origin.endswith(VERIFIED)
        entry = setting_entry(code, values[code], year, entries, batches)
        batch = batches.get(entry.batch_id) if entry and entry.batch_id else None
        found.append(
            Provenance(
                code=code,
                value=values[code],
                source=catalogue.sources.get(origin.removesuffix(VERIFIED)),
                is_verified=verified,
                check=checks.get(code) if verified else None,
                entry=entry,
                batch=batch,
                may_open=batch is not None and may_see(person, batch),
            )
        )
    titles = of_titles(session, person, detail) if year is None else ()
    return YearProvenance(detail, year, _with_cells(session, detail, year, found), titles)


def _with_cells(
    session: Session, detail: FirmDetail, year: int | None, found: Sequence[Provenance]
) -> tuple[Provenance, ...]:
    """The values with their cells; each file is opened once."""
    names = {"credit_code": [detail.firm.credit_code], "name": [detail.firm.name, *detail.former_names]}
    cells: dict[str, CellPlace] = {}
    for batch in {one.batch.id: one.batch for one in found if one.batch}.values():
        asked = [
            Asked(one.code, year, one.entry.sheet, one.entry.row)
            for one in found
            if one.batch is batch and one.entry and one.entry.sheet and one.entry.row
        ]
        cells |= find_cells(session, batch, names, asked)
    return tuple(replace(one, cell=cells.get(one.code)) for one in found)
