"""Export: a long list in the layout of a blank workbook, beside openpyxl's own streaming writer on the same cells."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from bench.importing import NOW, TODAY, Registry
from bench.ledgers import figures_of, head_of, ledger
from importers.plainsheets import plain_book
from registry.domain.access import SYSTEM
from registry.services import layouts
from registry.services.evaluations import run
from registry.services.layouts.values import AT_ONCE
from registry.services.ledger_reading import limits_of
from registry.services.sheets.cells import SheetColumn, rows_xml
from registry.services.sheets.packing import Filling, Sample, pack
from registry.store.database import reading, transaction

Work = Callable[[], object]
TIER = "innovative_sme"
LETTERS = [*map(chr, range(ord("A"), ord("Z") + 1)), "AA", "AB", "AC", "AD"]


def openpyxl_styled(rows: int) -> Work:
    """openpyxl write-only, each cell with its number format."""
    frame = _cells(rows)

    def work() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("名单")
        for row in frame.iter_rows():
            sheet.append([_styled(sheet, value) for value in row])
        book.save(_file())

    return work


def openpyxl_plain(rows: int) -> Work:
    """openpyxl write-only, bare values."""
    frame = _cells(rows)

    def work() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("名单")
        for row in frame.iter_rows():
            sheet.append(row)
        book.save(_file())

    return work


def streamed(rows: int) -> Work:
    """Our writer: the same cells with the styles of a sample row."""
    frame = _cells(rows)

    def work() -> None:
        kinds = ["text", "text", *["number"] * 26, "whole", "date"]
        heads = [{"head": letter, "kind": kind, "width": 12} for letter, kind in zip(LETTERS, kinds, strict=True)]
        content, parts = plain_book([{"name": "名单", "columns": heads}])

        def written(sample: Sample) -> Any:
            columns = [SheetColumn(letter, sample.styles.get(letter, 0), letter) for letter in LETTERS]
            for start in range(0, frame.height, AT_ONCE):
                yield rows_xml(frame.slice(start, AT_ONCE), columns, sample.row + start)

        pack(BytesIO(content), _file(), {parts[0]: Filling(2, written, rows + 1)})

    return work


def whole_layout(rows: int) -> Work:
    """Everything: the list asked for, read from the database, converted, written into an uploaded blank workbook."""
    return _export(rows, evidence=False, name="firms", arguments={})


def with_evidence(rows: int) -> Work:
    """The candidates of a tier with what each lacks, and the evidence for every firm and condition beside it."""
    return _export(rows, evidence=True, name="candidates", arguments={"tier": TIER})


def _export(rows: int, *, evidence: bool, name: str, arguments: dict[str, str]) -> Work:
    registry = Registry()
    registry.take(ledger(rows))
    blank = _blank()
    recognised = layouts.recognise(registry.catalogue, blank, "空表.xlsx", limits=limits_of(registry.settings))
    with transaction(registry.engine) as session:
        run(session, SYSTEM, registry.catalogue, as_of=TODAY, now=NOW)
        kept = layouts.add_workbook(
            session, SYSTEM, name="空表", filename="空表.xlsx", content=blank, recognised=recognised, now=NOW
        )
        layout_id = kept.id or 0

    def work() -> int:
        wish = layouts.Wish(layout_id, name, arguments, evidence=evidence)
        with reading(registry.engine) as session:
            ready = layouts.prepare(session, SYSTEM, registry.catalogue, wish, today=TODAY)
            layouts.write(session, registry.catalogue, ready, _file(), settings=registry.settings)
        return ready.count

    return work


def _blank() -> bytes:
    """A blank table of 30 columns."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["企业汇总表"])
    sheet.append(["统一社会信用代码", "企业名称", "差距说明", *map(head_of, figures_of()[:26]), "成立日期"])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cells(rows: int) -> pl.DataFrame:
    """Two texts, 26 amounts, a whole number and a day in every row."""
    number = pl.int_range(rows, eager=True)
    columns = {
        "A": pl.format("91420111MA{}", number.cast(pl.String).str.zfill(7)),
        "B": pl.format("量度示例{}有限公司", number),
        **{letter: (number * 1.37 + place).round(2) for place, letter in enumerate(LETTERS[2:28])},
        "AC": number % 900,
        "AD": pl.lit(date(2015, 6, 1)),
    }
    return pl.select(**columns)


def _styled(sheet: Any, value: Any) -> Any:
    if isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else "#,##0.00"
    return cell


def _file() -> BinaryIO:
    return tempfile.TemporaryFile()  # type: ignore[return-value]
