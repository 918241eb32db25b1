"""Where the header of each sheet is: its first rows as they stand, and which of them a person named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from importers.raw import letter
from importers.readout import SheetReadout
from registry.services.importing.batches import sheets_of
from registry.store.imports import ImportBatch

HEADS = "heads"  # under this name a batch's options keep the rows that were named: sheet → row from 1, 0 for no header
PREFIX = "head-"


@dataclass(frozen=True)
class HeadBlock:
    """One sheet: `rows` as they stand, numbered from 1, `chosen` the row named (0: none has heads), None where it is found by
    itself; `found` is the row that the reading went by, 0 without."""

    field: str
    name: str
    letters: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chosen: int | None
    found: int
    is_unread: bool


def head_blocks(batch: ImportBatch, heads: Mapping[str, int]) -> tuple[HeadBlock, ...]:
    """The sheets whose first rows are known."""
    sheets = enumerate(sheets_of(batch), 1)
    return tuple(_block(number, sheet, heads.get(sheet.name)) for number, sheet in sheets if sheet.first_rows)


def heads_of(batch: ImportBatch, sent: Mapping[str, str]) -> dict[str, int]:
    """The rows that were named, as far as a form says; of sheets that it does not speak of those named before."""
    heads = {**(batch.options.get(HEADS) or {})}
    for number, sheet in enumerate(sheets_of(batch), 1):
        told = sent.get(f"{PREFIX}{number}")
        if told is None:
            continue
        heads.pop(sheet.name, None)
        if told.isdecimal() and int(told) <= len(sheet.first_rows):
            heads[sheet.name] = int(told)
    return heads


def newly_named(batch: ImportBatch, heads: Mapping[str, int]) -> set[str]:
    """The sheets whose header is to be another one than the batch was read by."""
    before = batch.options.get(HEADS) or {}
    return {name for name in {*before, *heads} if before.get(name) != heads.get(name)}


def _block(number: int, sheet: SheetReadout, chosen: int | None) -> HeadBlock:
    letters = tuple(letter(column) for column in range(len(sheet.first_rows[0])))
    unread = not sheet.signature
    return HeadBlock(f"{PREFIX}{number}", sheet.name, letters, sheet.first_rows, chosen, sheet.header_row, unread)
