"""Candidate lists taken out as files: written in whatever session reads, and noted. Nothing personal goes out."""

from __future__ import annotations

from datetime import date, datetime
from typing import BinaryIO

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.outcomes import Case
from registry.services import journal
from registry.services.candidate_files import check_suffix, write_candidates
from registry.services.candidate_query import CandidateQuery
from registry.services.candidate_table import CandidateTable, candidate_table
from registry.services.lists.asking import Tell, followed
from registry.services.wording import CHINESE, Wording


def write_candidates_of(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    query: CandidateQuery,
    stream: BinaryIO,
    *,
    suffix: str,
    as_of: date,
    data_year: int | None = None,
    case: Case = Case.NEW,
    wording: Wording = CHINESE,
    tell: Tell | None = None,
) -> CandidateTable:
    """Write the candidates of the as-of date into the stream; it may take a while, and a session that only reads will do.

    `suffix` is .xlsx, .csv or .json; `tell` hears how many of how many rows are written.
    """
    require(person, Action.EXPORT_CANDIDATES)
    check_suffix(suffix)
    table = candidate_table(session, person, catalogue, query, as_of=as_of, data_year=data_year, case=case, tell=tell)
    write_candidates(table, followed(table.rows, len(table.rows), tell), stream, suffix, wording)
    return table


def note_export(
    session: Session, person: Person, query: CandidateQuery, table: CandidateTable, *, suffix: str, now: datetime
) -> None:
    """Leave a note of who took the list out: by which filter, for which day, how many rows."""
    require(person, Action.EXPORT_CANDIDATES)
    of = {"as_of": table.occasion.as_of.isoformat(), "format": suffix.lstrip("."), "rows": len(table.rows)}
    journal.note(session, person, "candidates.export", now=now, text=journal.said({**query.as_facts(), **of}))
