"""What a firm hands over beside what the registry holds: value by value, with the source and the mark of whoever verified it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.sources import VERIFIED
from registry.services.firm_detail import FirmDetail, get_firm
from registry.services.local_values import OF_THE_FIRM
from registry.services.origins import origin_of, origins_of
from registry.services.submissions.packing import Offered, offered
from registry.store.firms import FirmRecord
from registry.store.submissions import SubmissionRecord

SOURCE = "self_reported"


class Standing(StrEnum):
    """How a stated value stands to the one that is held."""

    NEW = "new"  # nothing is held
    DIFFERS = "differs"
    SAME = "same"
    HELD = "held"  # what is held is verified or of a higher source
    KEPT = "kept"  # identity, place and negative records, which the office keeps
    UNUSABLE = "unusable"


TAKEN_UNASKED = (Standing.NEW, Standing.DIFFERS)
CAN_BE_TAKEN = (*TAKEN_UNASKED, Standing.HELD, Standing.KEPT)


@dataclass(frozen=True)
class Compared:
    """One stated value and what is held: `source` is its code, "" where nothing is recorded."""

    offered: Offered
    held: Any
    source: str
    is_verified: bool
    standing: Standing

    @property
    def is_unasked(self) -> bool:
        """Whether it is taken with everything else, nothing standing against it."""
        return self.standing in TAKEN_UNASKED

    @property
    def can_be_taken(self) -> bool:
        """Whether an officer can choose it at all."""
        return self.standing in CAN_BE_TAKEN


@dataclass(frozen=True)
class Comparison:
    """A hand-over with the firm it is about (None: to be created), and its values."""

    record: SubmissionRecord
    detail: FirmDetail | None
    rows: tuple[Compared, ...]

    @property
    def firm_version(self) -> int:
        """The firm's version that was compared; 0 for a firm that is not registered yet."""
        return self.detail.firm.version if self.detail else 0


def compare(
    session: Session, person: Person, catalogue: Catalogue, record: SubmissionRecord, today: date
) -> Comparison:
    """The comparison for an officer who may see the record; the firm is found by its credit code now, not at receipt."""
    firm_id = session.exec(select(FirmRecord.id).where(FirmRecord.credit_code == record.credit_code)).first()
    detail = get_firm(session, person, catalogue, firm_id) if firm_id is not None else None
    stated = offered(catalogue, record.facts, today)
    return Comparison(record, detail, compared(session, catalogue, detail, stated))


def compared(
    session: Session, catalogue: Catalogue, detail: FirmDetail | None, stated: Sequence[Offered]
) -> tuple[Compared, ...]:
    """Each stated value beside the held one."""
    origins: Mapping[int, dict[str, str]] = {}
    if detail is not None:
        assert detail.firm.id is not None
        origins = origins_of(session, detail.firm.id)
    return tuple(_beside(catalogue, detail, origins.get(one.year or OF_THE_FIRM, {}), one) for one in stated)


def _beside(catalogue: Catalogue, detail: FirmDetail | None, origins: Mapping[str, str], one: Offered) -> Compared:
    values = {} if detail is None else detail.figures.get(one.year, {}) if one.year else detail.values
    held, origin = values.get(one.code), origin_of(origins, one.code) or ""
    source = origin.removesuffix(VERIFIED) if held is not None else ""
    verified = held is not None and origin.endswith(VERIFIED)
    return Compared(one, held, source, verified, _standing(catalogue, detail, one, held, origin))


def _standing(catalogue: Catalogue, detail: FirmDetail | None, one: Offered, held: Any, origin: str) -> Standing:
    if one.fault is not None:
        return Standing.UNUSABLE
    if held == one.value:
        return Standing.SAME
    if detail is not None and catalogue.indicators[one.code].kept:
        return Standing.KEPT
    if held is None:
        return Standing.NEW
    return Standing.HELD if catalogue.sources.outranks(origin, SOURCE) else Standing.DIFFERS
