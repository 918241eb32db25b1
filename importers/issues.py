"""What is imperfect in a file, said so that the user can mend it: place, header, raw value and what to do.

Issues are values and are all collected. Their sentences are message ids: translate one, then fill in the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from importers.sentences import FAULTS, HINTS, PLACES, TEMPLATES

__all__ = ["ERROR", "FAULTS", "HINTS", "INFO", "PLACES", "TEMPLATES", "WARNING", "Issue"]

ERROR, WARNING, INFO = "error", "warning", "info"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to know about a file; `row` is the sheet's own, from 1, and 0 for the whole sheet or column."""

    code: str
    level: str
    sheet: str
    row: int = 0
    column: str = ""
    header: str = ""
    value: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The template of the place: of a cell, a row, a column or a sheet."""
        if self.row:
            return PLACES["cell" if self.header else "row"]
        if self.column:
            return PLACES["column" if self.header else "bare column"]
        return PLACES["sheet" if self.sheet else "file"]

    @property
    def template(self) -> str:
        """What is wrong and what to do, as a message id; `place` goes before it."""
        return FAULTS.get(self.code) or TEMPLATES[self.code]

    def sentence(self, template: str | None = None, *, translate: Callable[[str], str] = str) -> str:
        """The whole sentence. `translate` looks up every message id in it; `template` overrides the main one only.

        >>> Issue("not_a_number", ERROR, "台账", 12, "F", "研发费用", "约30万", {"unit_name": "万元"}).sentence()
        '第 12 行「研发费用」是文字“约30万”，请填写数字（单位：万元）'
        """
        facts = {"value": self.value, **dict.fromkeys(HINTS, ""), **self.facts}
        facts |= {hint: translate(text).format(**facts) for hint, (fact, text) in HINTS.items() if facts.get(fact)}
        text = (template or translate(self.template)).format(**facts)
        return translate(self.place).format(
            row=self.row, header=self.header, column=self.column, sheet=self.sheet, text=text
        )
