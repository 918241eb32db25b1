"""The mapping page as somebody filled it in: the batch, its tables with the answers, and the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import request
from sqlmodel import Session

from registry.services.columns import Hints, reading_hints
from registry.services.columns.remapping import Decision, get_staged
from registry.services.importing.batches import raw_of, sheets_of
from registry.store.imports import ImportBatch
from registry.web.columns.choices import meaning_choices, unit_choices
from registry.web.columns.forms import ReadingForm, decision_of, reading_form
from registry.web.columns.head_rows import heads_of, newly_named
from registry.web.columns.page import ColumnRow, TableBlock, table_blocks, with_answers
from registry.web.security import person
from registry.web.site import browsing

ADD = "add"  # the field of the button that asks for a new indicator; its value is the column's field


@dataclass(frozen=True)
class Opened:
    """A staged batch on its mapping page."""

    batch: ImportBatch
    form: ReadingForm
    blocks: tuple[TableBlock, ...]
    heads: Mapping[str, int]
    is_final: bool = True

    def decision(self) -> Decision:
        """What the page says now."""
        named = newly_named(self.batch, self.heads)
        told = [
            block for block in self.blocks if not named & {*block.names}
        ]  # read by another header they may be others
        return decision_of(self.batch, self.form, told, self.heads, is_final=self.is_final)

    @property
    def names_header(self) -> bool:
        """Whether a sheet is to be read by another header than before."""
        return bool(newly_named(self.batch, self.heads))

    def column(self, field: str) -> ColumnRow | None:
        """The column of a field of the page."""
        return next((row for block in self.blocks for row in block.rows if row.field == field), None)

    def becoming(self, field: str, meaning: str) -> Opened:
        """The same with another meaning for one column; the page is not finished yet."""
        return replace(self, blocks=with_answers(self.blocks, {field: meaning}), is_final=False)


def open_page(batch_id: int) -> Opened:
    """The page with what was sent, if anything; what nobody offered is not taken. Raises NotFound and NotStaged."""
    with browsing() as session:
        batch = get_staged(session, person(), batch_id)
        blocks = table_blocks(batch, reading_hints(session, person(), batch.source).tables)
    form, heads = reading_form(batch, sheets_of(batch)), heads_of(batch, request.form)
    return Opened(batch, form, with_answers(blocks, _offered(request.form)), heads)


def file_and_hints(session: Session, opened: Opened, source: str) -> tuple[bytes, Hints]:
    """What the reader needs: the file as it was uploaded, and what the office knows of files from the source."""
    assert opened.batch.id is not None
    return raw_of(session, opened.batch.id), reading_hints(session, person(), source)


def _offered(sent: Mapping[str, str]) -> dict[str, str]:
    """The answers that are on offer; anything else was not chosen from this page."""
    known = {
        "column-": {"", *(value for _, choices in meaning_choices() for value, _ in choices)},
        "unit-": {"", *(value for _, choices in unit_choices() for value, _ in choices)},
    }
    return {
        name: value
        for name, value in sent.items()
        if name.startswith("year-")
        or any(name.startswith(prefix) and value in values for prefix, values in known.items())
    }
