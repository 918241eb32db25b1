"""How much of a file, of memory and of time one import may take."""

from __future__ import annotations

from dataclasses import dataclass


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

    def allow(self, height: int, width: int) -> bool:
        """Whether a sheet may be so high and so wide."""
        return height <= self.rows and width <= self.columns and height * width <= self.cells
