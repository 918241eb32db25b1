"""The texts of error cells and formulas, which the fast reader leaves blank, on their way to their places."""

from __future__ import annotations

from typing import Any

from importers.raw import letter
from importers.sheetxml import Findings

Note = tuple[str, dict[str, object]]


class Unread:
    """What was found beside the reader, in a sheet or in a piece of one."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._by_row: dict[int, list[tuple[str, int, str]]] = {}
        self._placed: set[tuple[str, int, int]] = set()
        for code, found in self._found():
            for (row, column), text in found.items():
                self._by_row.setdefault(row, []).append((code, column, text))

    def put_in(self, cells: list[list[Any]], part: range) -> None:
        """Into some rows of the sheet."""
        for row in self._by_row.keys() & part:
            line = cells[row - part.start]
            for code, column, text in self._by_row[row]:
                if column < len(line) and (line[column] == "" or code == "error_cells"):
                    line[column] = text
                    self._placed.add((code, row, column))

    def notes(self) -> list[Note]:
        """How many there were, and where the first."""
        notes: list[Note] = []
        for code, found in self._found():
            placed = [f"{letter(column)}{row + 1}" for row, column in found if (code, row, column) in self._placed]
            if placed:
                notes.append((code, {"count": len(placed), "first": placed[0]}))
        return notes if self._findings.complete else [*notes, ("unseen", {})]

    def _found(self) -> tuple[tuple[str, dict[tuple[int, int], str]], ...]:
        return ("error_cells", self._findings.errors), ("formulas_not_calculated", self._findings.formulas)
