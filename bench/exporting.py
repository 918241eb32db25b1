"""Export: the candidates of a tier in the layout of a blank workbook, the evidence beside them, from the question to the finished
file; and deflate alone as the floor."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from bench.importing import imported
from bench.kept import kept, own_copy
from bench.ledgers import figures_of, head_of
from bench.registries import NOW, TODAY, Registry
from registry.domain.access import SYSTEM
from registry.services import layouts
from registry.services.ledger_reading import limits_of
from registry.store.database import reading, transaction

Work = Callable[[], object]
TIER = "innovative_sme"
DEFLATE = 6  # as openpyxl and we do
PIECE = 1 << 20


def with_evidence(rows: int) -> Work:
    """The candidates of a tier with what each lacks, and the evidence for every firm and condition beside it."""
    return _export(rows, evidence=True, name="candidates", arguments={"tier": TIER})


def whole_layout(rows: int) -> Work:
    """A list of firms read from the database, converted, written into an uploaded blank workbook."""
    return _export(rows, evidence=False, name="firms", arguments={})


def deflated(rows: int) -> Work:
    """The floor: the bytes of the finished file's parts, compressed once more."""
    path = finished(rows)

    def work() -> None:
        with zipfile.ZipFile(path) as book:
            for part in book.namelist():
                packed = zlib.compressobj(DEFLATE)
                with book.open(part) as content:
                    while piece := content.read(PIECE):
                        packed.compress(piece)

    return work


def finished(rows: int) -> Path:
    """The file of the export with evidence, made once."""

    def make(folder: Path) -> None:
        _export(rows, evidence=True, name="candidates", arguments={"tier": TIER}, target=folder / "list.xlsx")()

    return kept(f"exported-{rows}", make) / "list.xlsx"


def _export(rows: int, *, evidence: bool, name: str, arguments: dict[str, str], target: Path | None = None) -> Work:
    folder = own_copy(imported(rows))
    registry, target = Registry(folder), target or folder / "list.xlsx"
    blank = _blank()
    recognised = layouts.recognise(registry.catalogue, blank, "空表.xlsx", limits=limits_of(registry.settings))
    with transaction(registry.engine) as session:
        layout = layouts.add_workbook(
            session, SYSTEM, name="空表", filename="空表.xlsx", content=blank, recognised=recognised, now=NOW
        )
        layout_id = layout.id or 0

    def work() -> int:
        wish = layouts.Wish(layout_id, name, arguments, evidence=evidence)
        with reading(registry.engine) as session, target.open("wb") as stream:
            ready = layouts.prepare(session, SYSTEM, registry.catalogue, wish, today=TODAY)
            layouts.write(session, registry.catalogue, ready, stream, settings=registry.settings)
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
