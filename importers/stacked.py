"""All tables that stand under one another or side by side on a sheet. One is read; the others are named, never lost in silence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from importers.beside import side_by_side
from importers.issues import WARNING, Issue
from importers.raw import RawSheet, shown
from importers.rows import Rows, data_rows
from importers.surroundings import Table, without_status
from importers.tables import find_table, table_at
from importers.vocabulary import Vocabulary

MOST_TABLES = 50
SHOWN_HEADS = 6


@dataclass(frozen=True)
class Found:
    """One table of a sheet with its rows; in its `sheet` the tables beside it are blank."""

    table: Table
    rows: Rows
    sheet: RawSheet

    @property
    def outline(self) -> tuple[int, int, str]:
        """Header row and last row, from 1, and the first heads."""
        last = self.rows.kept[-1] + 1 if self.rows.kept else self.table.first
        heads = [head for head in self.table.headers if head]
        return self.table.first, last, "、".join(heads[:SHOWN_HEADS]) + ("…" if len(heads) > SHOWN_HEADS else "")


def find_tables(sheet: RawSheet, vocabulary: Vocabulary) -> list[Found]:
    """The tables from the top down and from left to right; none where the sheet has no header that can be used."""
    found: list[Found] = []
    start: int | None = 0
    while start is not None and len(found) < MOST_TABLES:
        table = find_table(sheet, vocabulary, start)
        if table is None:
            break
        start = None
        for number, (part, one) in enumerate(side_by_side(sheet, table, vocabulary)):
            rows = data_rows(without_status(part, one), one, vocabulary)
            start = rows.further if number == 0 else start
            found.append(Found(one, replace(rows, further=start), part))
    return found


def named_table(sheet: RawSheet, vocabulary: Vocabulary, head: int) -> list[Found]:
    """The one table whose header a person named, see `table_at`."""
    table = table_at(sheet, vocabulary, head)
    return [Found(table, data_rows(without_status(sheet, table), table, vocabulary), sheet)]


def others_said(sheet: RawSheet, found: list[Found], chosen: int) -> list[Issue]:
    """A warning for each table that is not read, and one for what could not be told apart at the end."""
    issues = []
    for number, one in enumerate(found, 1):
        header, last, heads = one.outline
        facts = {"number": number, "other": header, "last": last, "rows": len(one.rows.kept), "heads": heads}
        if number != chosen:
            issues.append(Issue("further_table", WARNING, sheet.name, facts=facts))
    rest = found[-1].rows.further
    if rest is not None:
        text = next((shown(cell) for cell in sheet.row(rest) if cell != ""), "")
        facts = {"other": rest + 1, "rows": sheet.height - rest, "heads": text[:30]}
        issues.append(Issue("unread_rest", WARNING, sheet.name, facts=facts))
    return issues
