"""A list in exactly the layout of an office: the user's own workbook with the rows streamed into it, or a column set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

import polars as pl
from sqlmodel import Session

from importers.limits import Limits
from importers.plainsheets import SAMPLE_ROW, plain_book
from importers.process import run_task
from importers.raw import column_of
from registry.catalogue.reader import Catalogue
from registry.domain.indicators import Kind, Text
from registry.services.layouts.columns import CONSTANT, FillColumn, fact_of, indicator_of
from registry.services.layouts.evidence import Tell, evidence_fillings, evidence_wishes
from registry.services.layouts.values import Asked, portions
from registry.services.lists.firm_rows import ListRows
from registry.services.sheets.cells import SheetColumn, rows_xml
from registry.services.sheets.packing import Filling, Sample, pack
from registry.services.wording import CHINESE, Wording

KINDS = {Kind.AMOUNT: "number", Kind.NUMBER: "number", Kind.COUNT: "whole", Kind.YEAR: "whole", Kind.DATE: "date"}
ADDABLE = (Kind.AMOUNT, Kind.COUNT)
WIDTHS = {"text": 24, "date": 12, "whole": 10, "number": 14, "percent": 10}
SUM = re.compile(r'(<c r="([A-Z]+)\d+"[^>]*><f>SUM\(\2\d+:\2\d+\)</f>)<v ?/?>(?:</v>)?')


@dataclass(frozen=True)
class Layout:
    """What filling needs of a stored layout; without a workbook it is a column set."""

    name: str
    columns: tuple[FillColumn, ...]
    workbook: bytes | None = None
    filename: str = ""
    sheet: str = ""
    header_row: int = 0


@dataclass(frozen=True)
class Options:
    """`evidence` adds the sheet beside it, `personal` the people to be contacted."""

    evidence: bool = False
    personal: bool = False


@dataclass(frozen=True)
class Mould:
    """The prepared workbook, where its table goes, and the parts of the sheets beside it."""

    content: bytes
    part: str
    beside: Sequence[str]
    first: int
    last: int
    percent: frozenset[str]


def fill(
    session: Session,
    catalogue: Catalogue,
    layout: Layout,
    rows: ListRows,
    stream: BinaryIO,
    *,
    limits: Limits,
    options: Options = Options(),
    wording: Wording = CHINESE,
    tell: Tell | None = None,
    tell_beside: Tell | None = None,
) -> None:
    """Write the list into the stream. A workbook is filled in Chinese, as its heads are; `tell` hears how far it is,
    `tell_beside` how far the evidence.

    Raises a kind of UnusableFile where the workbook can no longer be filled. Memory does not grow with the list.
    """
    spoken = CHINESE if layout.workbook else wording
    beside = evidence_wishes(catalogue, rows, spoken) if options.evidence and rows.tier else []
    mould = _mould(layout, catalogue, rows, beside, limits, spoken)
    asked = Asked(rows, layout.columns, catalogue, spoken, mould.percent, options.personal)
    table = Table(session, asked, mould, tell)
    fillings = {mould.part: Filling(mould.first, table.rows, mould.last, table.foot)}
    fillings |= evidence_fillings(session, catalogue, rows, mould.beside, spoken, tell_beside)
    pack(BytesIO(mould.content), stream, fillings)


class Table:
    """The rows of the list as XML, and the sums below them once they are known."""

    def __init__(self, session: Session, asked: Asked, mould: Mould, tell: Tell | None) -> None:
        self.session, self.asked, self.mould, self.tell = session, asked, mould, tell
        self.sums: dict[str, float] = {}

    def rows(self, sample: Sample) -> Iterator[bytes]:
        """The rows, a portion at a time."""
        row = self.mould.first
        letters = sorted({*sample.styles, *(column.letter for column in self.asked.columns)}, key=column_of)
        for frame in portions(self.session, self.asked, self.tell):
            columns = [
                SheetColumn(letter, sample.styles.get(letter, 0), letter if letter in frame.columns else "")
                for letter in letters
            ]
            self._add_up(frame)
            yield from rows_xml(frame, columns, row, sample.attributes)
            row += frame.height

    def foot(self, xml: str) -> str:
        """What follows the rows, its sums calculated: readers that do not calculate see them too."""
        return SUM.sub(lambda found: f"{found[1]}<v>{round(self.sums.get(found[2], 0.0), 8)!r}</v>", xml)

    def _add_up(self, frame: pl.DataFrame) -> None:
        for letter in summed(self.asked.columns, self.asked.catalogue):
            if letter in frame.columns:
                self.sums[letter] = self.sums.get(letter, 0.0) + float(frame[letter].sum() or 0)


def summed(columns: Sequence[FillColumn], catalogue: Catalogue) -> list[str]:
    """The letters of the columns that can be added up."""
    return [c.letter for c in columns if (each := indicator_of(c, catalogue)) and each.kind in ADDABLE]


def cell_kind(column: FillColumn, catalogue: Catalogue) -> str:
    """What a column's cells are: text, number, whole, percent or date."""
    indicator = indicator_of(column, catalogue)
    if indicator is None:
        fact = fact_of(column, catalogue)
        return fact.kind if fact else "text"
    if indicator.kind is Kind.RATIO:
        return "number" if column.unit in ("%", "1") else "percent"
    if indicator.kind is Kind.COUNT and column.unit not in ("", indicator.unit):
        return "number"
    return KINDS.get(indicator.kind, "text")


def _mould(
    layout: Layout,
    catalogue: Catalogue,
    rows: ListRows,
    beside: list[dict[str, object]],
    limits: Limits,
    wording: Wording,
) -> Mould:
    count = len(rows.firm_ids)
    filled = [column for column in layout.columns if not column.is_blank]
    if layout.workbook is None:
        columns = [
            {"head": column.head, "kind": (kind := cell_kind(column, catalogue)), "width": WIDTHS[kind]}
            for column in layout.columns
        ]
        content, parts = plain_book([{"name": wording.text(SHEET), "columns": columns}, *beside])
        percent = frozenset(c.letter for c in layout.columns if cell_kind(c, catalogue) == "percent")
        return Mould(content, parts[0], parts[1:], SAMPLE_ROW, max(SAMPLE_ROW, count + 1), percent)
    wish = {
        "sheet": layout.sheet,
        "header_row": layout.header_row,
        "rows": count,
        "kinds": {column.letter: cell_kind(column, catalogue) for column in filled if column.meaning != CONSTANT},
        "sums": summed(layout.columns, catalogue),
        "beside": beside,
    }
    made = run_task("mould", layout.workbook, layout.filename, wish, limits)
    return Mould(
        made["content"], made["part"], made["beside"], layout.header_row + 1, made["last"], frozenset(made["percent"])
    )


SHEET = Text("名单", "List")
