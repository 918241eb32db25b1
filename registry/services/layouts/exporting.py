"""Taking a list out in a layout: at once where it is short, as a job where it is long. Both are journalled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlmodel import Session

from importers.limits import Limits
from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.indicators import Kind
from registry.domain.texts import mark
from registry.services import journal
from registry.services.layouts.columns import FillColumn, indicator_of, unpacked
from registry.services.layouts.filling import Layout, Options, Tell, fill
from registry.services.layouts.keeping import LayoutRetired, get_layout
from registry.services.layouts.lists import list_rows
from registry.services.ledger_reading import limits_of
from registry.services.list_files import require_fits
from registry.services.lists.firm_rows import ListRows
from registry.services.wording import CHINESE, Wording
from registry.store.layouts import TableLayout


@dataclass(frozen=True)
class Wish:
    """What somebody wants to take out: which list by which arguments, in which layout."""

    layout_id: int
    list: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    evidence: bool = False
    personal: bool = False

    def plain(self) -> dict[str, Any]:
        """As a job keeps it."""
        return asdict(self) | {"arguments": dict(self.arguments)}


@dataclass(frozen=True)
class Ready:
    """A list and the layout it is to go into, as the person may have them."""

    layout: Layout
    rows: ListRows
    wish: Wish

    @property
    def count(self) -> int:
        """Rows of the list."""
        return len(self.rows.firm_ids)


def prepare(session: Session, person: Person, catalogue: Catalogue, wish: Wish, *, today: date) -> Ready:
    """Look up what is wanted. Raises NotFound for an empty list, for what is out of scope, LayoutRetired, TooManyRows."""
    require(person, Action.EXPORT_LISTS)
    if wish.personal:
        require(person, Action.EXPORT_PERSONAL)
    layout = get_layout(session, person, wish.layout_id)
    if layout.retired_at is not None:
        raise LayoutRetired(name=layout.name)
    rows = list_rows(session, person, catalogue, wish.list, wish.arguments, today)
    if not rows.firm_ids:
        raise NotFound(what=mark("符合条件的企业"))
    require_fits(len(rows.firm_ids))
    return Ready(layout_of(layout), rows, wish)


def write(
    session: Session,
    catalogue: Catalogue,
    ready: Ready,
    stream: BinaryIO,
    *,
    settings: Settings,
    wording: Wording = CHINESE,
    tell: Tell | None = None,
    tell_beside: Tell | None = None,
) -> None:
    """Write the file; changes nothing, so that it can be done in a reading transaction."""
    options = Options(ready.wish.evidence, ready.wish.personal)
    limits: Limits = limits_of(settings)
    fill(
        session,
        catalogue,
        ready.layout,
        ready.rows,
        stream,
        limits=limits,
        options=options,
        wording=wording,
        tell=tell,
        tell_beside=tell_beside,
    )


def note_export(session: Session, person: Person, ready: Ready, *, now: datetime) -> None:
    """Leave a note of who took out which list in which layout, by which filter, with how many rows."""
    require(person, Action.EXPORT_LISTS)
    wish = ready.wish
    facts = {"list": wish.list, "layout": wish.layout_id, **ready.rows.facts, "rows": ready.count}
    facts |= {"evidence": _yes(wish.evidence and bool(ready.rows.tier)), "personal": _yes(wish.personal)}
    text = journal.said(facts)
    journal.note(session, person, "layouts.export", now=now, text=text)


def layout_of(stored: TableLayout) -> Layout:
    """What filling needs of a stored layout."""
    return Layout(
        stored.name, unpacked(stored.columns), stored.workbook, stored.filename, stored.sheet, stored.header_row
    )


def is_personal(column: FillColumn, catalogue: Catalogue) -> bool:
    """Whether the column names a person to be contacted."""
    indicator = indicator_of(column, catalogue)
    return indicator is not None and indicator.kind is Kind.PERSONAL


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
