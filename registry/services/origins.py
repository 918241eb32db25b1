"""Whose figures the stored values are: read for a page, set by an edit. Imports do the same for whole files in bulk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlmodel import Session, select

from registry.domain.access import Person
from registry.domain.sources import ALL_OTHERS, VERIFIED, Sources
from registry.store.origins import ValueOrigin

Origins = Mapping[str, str]  # indicator code, or "*" for all not named → source, "!" after it where verified


def origins_of(session: Session, firm_id: int) -> dict[int, dict[str, str]]:
    """What is recorded of a firm by year; year 0 is the firm itself."""
    rows = session.exec(select(ValueOrigin).where(ValueOrigin.firm_id == firm_id))
    return {row.year: json.loads(row.sources) for row in rows}


def origin_of(origins: Origins, code: str) -> str | None:
    """The origin of one value, or None where nothing was recorded.

    >>> origin_of({"*": "ledger", "revenue": "audit!"}, "revenue"), origin_of({"*": "ledger"}, "staff"), origin_of({}, "staff")
    ('audit!', 'ledger', None)
    """
    return origins.get(code) or origins.get(ALL_OTHERS)


def is_verified(origins: Origins, code: str) -> bool:
    """Whether a person compared the value with the paper."""
    return (origin_of(origins, code) or "").endswith(VERIFIED)


def set_origins(session: Session, firm_id: int, year: int, origins: Mapping[str, str | None]) -> None:
    """Record the origins of the named values, None forgets one; the others stay as they are. Year 0 is the firm itself."""
    row = session.get(ValueOrigin, (firm_id, year)) or ValueOrigin(firm_id=firm_id, year=year, sources="{}")
    held: dict[str, str] = json.loads(row.sources)
    for code, origin in origins.items():
        held.pop(code, None)
        if origin is not None and origin != held.get(ALL_OTHERS):
            held[code] = origin
    row.sources = json.dumps(held, separators=(",", ":"))
    session.add(row)


def outranking(person: Person, sources: Sources, origins: Origins, codes: Iterable[str]) -> dict[str, str]:
    """Which of the values count more than what this person would fill in by hand, and their origins."""
    coming = sources.of_door(person.door).code
    held = {code: origin_of(origins, code) for code in codes}
    return {code: origin for code, origin in held.items() if origin and sources.outranks(origin, coming)}
