"""GB/T 4754 industries: sections and two-digit divisions, and how codes of different length are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from registry.domain import operations
from registry.domain.expressions import Expression, apply, lit, looked_up, when
from registry.domain.indicators import Text


@dataclass(frozen=True)
class Industries:
    """`sections` gives letter → name and its two-digit divisions; `divisions` two digits → name."""

    sections: Mapping[str, tuple[Text, tuple[str, ...]]]
    divisions: Mapping[str, Text]

    def section_of(self, code: str) -> str | None:
        """The letter of an industry code of one letter, or of two to four digits with or without its letter.

        A code that is neither gives None.
        """
        text = code.strip().upper()
        if text[:1] in self.sections:
            return text[:1]
        return next((letter for letter, (_, divisions) in self.sections.items() if text[:2] in divisions), None)

    def name(self, code: str) -> Text | None:
        """Name of the division, or of the section where only a letter is known."""
        digits = digits_of(code)
        if digits[:2] in self.divisions:
            return self.divisions[digits[:2]]
        letter = self.section_of(code)
        return self.sections[letter][0] if letter else None

    def section_expression(self, code: Expression) -> Expression:
        """The section letter as an expression; null for unknown codes."""
        letter = apply(operations.beginning(1), clean(code))
        by_division = {division: key for key, (_, divisions) in self.sections.items() for division in divisions}
        from_digits = looked_up(apply(operations.beginning(2), clean(code)), by_division, pl.String)
        return when(letter.is_in(list(self.sections))).then(letter).otherwise(from_digits)


def clean(code: Expression) -> Expression:
    """Codes as compared: upper case without surrounding spaces."""
    return apply(operations.CLEAN, code)


def digits_of(code: str) -> str:
    """The digits of a code that may begin with its section letter.

    >>> digits_of("C3912")
    '3912'
    """
    text = code.strip().upper()
    return text[1:] if text[:1].isalpha() else text


def digits_expression(code: Expression) -> Expression:
    """The digits of a code as an expression; empty where only the letter is known."""
    return apply(operations.WITHOUT_LETTER, clean(code))


def begins_with(digits: Expression, section: Expression, prefixes: Sequence[str]) -> Expression:
    """Whether the industry lies within one of the prefixes: a section letter, alone or with leading digits (`K702`).

    `digits` are those of the code, `section` is its letter. Null where the industry is unknown, or so coarse that only part of it
    lies within (`70` for `K702`).
    """
    inside = section.is_in([prefix for prefix in prefixes if len(prefix) == 1])
    partly = lit(False)
    for prefix in (prefix for prefix in prefixes if len(prefix) > 1):
        in_section, wanted = section.eq(prefix[0]), prefix[1:]
        inside = inside | (in_section & apply(operations.BEGINS_WITH, digits, wanted))
        begun = apply(operations.BEGINS_WITH, lit(wanted), digits)
        partly = partly | (in_section & (apply(operations.BYTES, digits) < len(wanted)) & begun)
    return when(inside).then(True).when(section.is_not_null() & ~partly).then(False)
