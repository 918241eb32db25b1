"""The words of an evaluation: condition outcomes, verdicts, candidate classes and what a missing input means."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Outcome(IntEnum):
    """Result of one condition. The numbers order an all-of group: its outcome is the minimum of its members."""

    UNMET = 0
    UNKNOWN = 1
    MANUAL = 2
    MET = 3
    NOT_APPLICABLE = 4

    @property
    def word(self) -> str:
        """The lower-case word used in files and on the command line."""
        return self.name.lower()


class Verdict(StrEnum):
    """Result of a whole rule set for one firm."""

    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"
    REVIEW = "review"
    ELIGIBLE = "eligible"


class CandidateClass(StrEnum):
    """Why a firm that does not hold a tier is on its candidate list."""

    ELIGIBLE = "eligible"
    REVIEW = "review"
    NEAR = "near"
    INCOMPLETE = "incomplete"


class Missing(StrEnum):
    """What a missing input means.

    Nothing is known; a negative record is presumed absent; a claim is presumed not made; a person has to look. The second and
    the third are assumptions and shown as such.
    """

    UNKNOWN = "unknown"
    CLEAR = "clear"
    NONE = "none"
    MANUAL = "manual"

    @property
    def is_assumption(self) -> bool:
        """True where something is presumed in place of the missing input."""
        return self in (Missing.CLEAR, Missing.NONE)


class Case(StrEnum):
    """A first recognition or the review of a title held."""

    NEW = "new"
    REVIEW = "review"
