"""How much of a file, of memory and of time one import may take."""

from __future__ import annotations

from dataclasses import dataclass

from registry.domain.texts import mark


@dataclass(frozen=True)
class Limits:
    """Bounds of one reading; a file that goes past one of them is refused with a sentence of its own."""

    seconds: int = 60
    megabytes: int = 2048
    file_megabytes: int = 64
    unpacked_megabytes: int = 1024
    rows: int = 500_000
    columns: int = 500
    sheets: int = 60
    cells: int = 20_000_000
    marked_cells: int = 1_000_000  # of a workbook that is given back marked; openpyxl is slow

    def exceeded(self, height: int, width: int) -> tuple[str, int, int] | None:
        """What of a sheet is too much, how much there is and how much there may be; None where it may be so high and so wide."""
        for what, found, limit in (
            (mark("行数"), height, self.rows),
            (mark("列数"), width, self.columns),
            (mark("单元格数"), height * width, self.cells),
        ):
            if found > limit:
                return what, found, limit
        return None
