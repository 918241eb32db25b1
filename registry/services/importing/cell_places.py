"""In which cell of an imported file a stored value stood: the row that gave it, the column that meant it, the text there.

A firm may stand in several rows of a file, and a table may have its years across the top; the cell is found all the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl
from sqlmodel import Session, select

from importers.raw import shown
from importers.readout import SheetReadout
from registry.services.importing.batches import cells_of, sheets_of
from registry.services.importing.column_places import column_for
from registry.services.importing.regions import CODE, NAME
from registry.store.imports import ImportBatch, ImportPayload

KEYS = ("credit_code", "name")
WRITTEN_AS = {CODE: NAME}  # what is stored under another code than the one of its column


@dataclass(frozen=True)
class Asked:
    """A value to be found: its code, its year (None for the firm itself), the sheet and row that the journal names."""

    code: str
    year: int | None
    sheet: str
    row: int


@dataclass(frozen=True)
class CellPlace:
    """A cell of the user's own file; `text` is None where the raw texts were not kept."""

    sheet: str
    row: int
    letter: str = ""
    header: str = ""
    text: str | None = None

    @property
    def address(self) -> str:
        """As the spreadsheet itself names the cell; empty where the column is not known.

        >>> CellPlace("2025年", 12, "F").address
        'F12'
        """
        return f"{self.letter}{self.row}" if self.letter else ""


def find_cells(
    session: Session, batch: ImportBatch, names: Mapping[str, Sequence[str]], asked: Iterable[Asked]
) -> dict[str, CellPlace]:
    """The cell of each value by code. `names` are the credit codes and names under which the firm may stand in the file."""
    wanted = list(asked)
    search = _Search(session, batch, {(one.sheet, one.row) for one in wanted}, names)
    return {one.code: search.find(one) for one in wanted}


class _Search:
    """One firm in one file: its rows as they were read, and the raw cells of the sheets it stands in."""

    def __init__(
        self, session: Session, batch: ImportBatch, places: set[tuple[str, int]], names: Mapping[str, Sequence[str]]
    ) -> None:
        self.session, self.batch = session, batch
        self.sheets: dict[str, SheetReadout] = {sheet.name: sheet for sheet in sheets_of(batch)}
        kept = select(ImportPayload.firms, ImportPayload.figures).where(ImportPayload.batch_id == batch.id)
        firms, figures = session.exec(kept).first() or (b"", b"")
        self.firms, self.figures = (_rows_of_firm(frame, places, names) for frame in (firms, figures))
        self._cells: dict[tuple[str, int], dict[str, object]] = {}

    def find(self, asked: Asked) -> CellPlace:
        """The first cell that says something: of the journal's own row, else of another row of the firm."""
        best = CellPlace(asked.sheet, asked.row)
        for place in self._places(asked):
            if place.text:
                return place
            best = place if place.letter and not best.letter else best
        return best

    def _places(self, asked: Asked) -> Iterator[CellPlace]:
        for code in (asked.code, WRITTEN_AS.get(asked.code, "")):
            for sheet, row in self._rows(asked, code):
                yield self._place(sheet, row, code, asked.year)
                for merged in self._merged_into(sheet, row):
                    yield self._place(sheet, merged, code, asked.year)

    def _rows(self, asked: Asked, code: str) -> list[tuple[str, int]]:
        """Rows of the firm with a value for the code, the journal's own first."""
        frame = self.firms if asked.year is None else self.figures.filter(pl.col("year") == asked.year)
        if code in KEYS:
            return [(asked.sheet, asked.row)]
        if code not in frame.columns:
            return []
        found = frame.filter(pl.col(code).is_not_null()).select("sheet", "row").unique(maintain_order=True).rows()
        return sorted(found, key=lambda place: place != (asked.sheet, asked.row))

    def _merged_into(self, sheet: str, row: int) -> list[int]:
        """Rows of the same sheet that repeated the firm and were merged into this one."""
        return [rest for name, first, rest in self._merged if (name, first) == (sheet, row)]

    @cached_property
    def _merged(self) -> list[tuple[str, int, int]]:
        kept = select(ImportPayload.issues).where(ImportPayload.batch_id == self.batch.id)
        issues = self.session.exec(kept).first() or []
        return [(one["sheet"], one["facts"]["first"], one["row"]) for one in issues if one["code"] == "merged_repeat"]

    def _place(self, sheet: str, row: int, code: str, year: int | None) -> CellPlace:
        readout = self.sheets.get(sheet)
        years = self.figures.filter((pl.col("sheet") == sheet) & (pl.col("row") == row))["year"].unique().to_list()
        column = column_for(readout, code, year, years) if readout else None
        if column is None:
            return CellPlace(sheet, row)
        cells = self._row(sheet, row)
        text = text_of(cells[column.letter]) if column.letter in cells else None
        return CellPlace(sheet, row, column.letter, column.header, text)

    def _row(self, sheet: str, row: int) -> dict[str, object]:
        if (sheet, row) not in self._cells:
            assert self.batch.id is not None
            found = cells_of(self.session, self.batch.id, sheet, [row]).rows(named=True)
            self._cells[sheet, row] = found[0] if found else {}
        return self._cells[sheet, row]


def _rows_of_firm(packed: bytes, places: set[tuple[str, int]], names: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """The rows at the places and every other row that names the firm; a whole ledger is never decoded for one firm."""
    if not packed:
        return pl.DataFrame(schema={"sheet": pl.String, "row": pl.Int64, "year": pl.Int64})
    rows = pl.scan_parquet(io.BytesIO(packed))
    here = pl.struct("sheet", "row").is_in([{"sheet": sheet, "row": row} for sheet, row in places])
    own = rows.filter(here).select(*KEYS).collect()
    known = {key: [*names.get(key, ()), *own[key].drop_nulls()] for key in KEYS}
    return rows.filter(here | pl.any_horizontal(pl.col(key).is_in(known[key]) for key in KEYS)).collect()


def text_of(value: object) -> str:
    """A kept cell as a person sees it; a blank one is empty."""
    return "" if value is None else shown(value)  # type: ignore[arg-type]
