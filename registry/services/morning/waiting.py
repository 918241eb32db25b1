"""What waits for this officer's own hand: imports between upload and commit, work under way, rounds at their
level, and what firms handed over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, Role, may
from registry.domain.levels import level_of
from registry.services.enterprise import claims, correction_lists
from registry.services.importing.batches import RECEIVED, STAGED
from registry.services.jobs import ACTIVE
from registry.services.remembering import remembered_by_readers
from registry.services.rounds.reach import rounds_in_reach
from registry.services.rounds.states import ALLOWED, UNDER_REVIEW, Step
from registry.services.submissions.listing import count_open
from registry.store.database import rows_of
from registry.store.firms import FirmRecord
from registry.store.imports import ImportBatch
from registry.store.jobs import Job
from registry.store.rounds import Round, RoundFirm
from registry.store.scope import firms_in_scope

SHOWN, KEPT = 5, 500


@dataclass(frozen=True)
class WaitingImport:
    """A file that was uploaded and is neither committed nor discarded."""

    id: int
    filename: str
    status: str


@dataclass(frozen=True)
class RunningJob:
    """Work that waits for a worker or has one."""

    id: int
    kind: str
    status: str
    done: int
    total: int


@dataclass(frozen=True)
class WaitingRound:
    """A round with firms at this officer's level that have no opinion of that level yet."""

    id: int
    name: str
    tier: str
    firms: int


@dataclass(frozen=True)
class Waiting:
    """The newest of each; `imports_total` counts all files that wait, `submissions` what firms handed over,
    `corrections` what they want changed, `claims` who asks for an account."""

    imports: tuple[WaitingImport, ...]
    imports_total: int
    jobs: tuple[RunningJob, ...]
    rounds: tuple[WaitingRound, ...]
    level: str
    submissions: int = 0
    corrections: int = 0
    claims: int = 0


def waiting(session: Session, person: Person) -> Waiting:
    """What the person may see of it: their own files and work, everybody's for an administrator."""
    rounds, *handed = remembered_by_readers(session, ("waiting", person), lambda: _handed(session, person))
    return Waiting(*under_way(session, person), rounds, level_of(person).value, *handed)


def under_way(session: Session, person: Person) -> tuple[tuple[WaitingImport, ...], int, tuple[RunningJob, ...]]:
    """Uploads, how many there are of them, and work: what changes without an entry in the journal."""
    imports, total = _imports(session, person) if may(person.role, Action.USE_IMPORTS) else ((), 0)
    return imports, total, _jobs(session, person)


def _handed(session: Session, person: Person) -> tuple[tuple[WaitingRound, ...], int, int, int]:
    """Rounds, submissions, corrections, claims; unlike uploads and work under way, whatever changes them is journalled."""
    reviews = may(person.role, Action.REVIEW_SUBMISSIONS)
    return (
        _rounds(session, person) if may(person.role, Action.GIVE_OPINIONS) else (),
        count_open(session, person) if reviews else 0,
        correction_lists.count_open(session, person) if reviews else 0,
        claims.count_open(session, person) if may(person.role, Action.INVITE_FIRMS) else 0,
    )


def _imports(session: Session, person: Person) -> tuple[tuple[WaitingImport, ...], int]:
    wanted = [col(ImportBatch.status).in_((RECEIVED, STAGED))]
    if person.role is not Role.ADMINISTRATOR:
        wanted.append(col(ImportBatch.account_id) == person.account_id)
    batch = ImportBatch.__table__.c  # type: ignore[attr-defined]
    newest = select(batch.id, batch.filename, batch.status).where(*wanted).order_by(batch.id.desc()).limit(SHOWN)
    found = tuple(WaitingImport(*row) for row in session.execute(newest))
    if len(found) < SHOWN:
        return found, len(found)
    return found, session.execute(select(func.count()).select_from(ImportBatch).where(*wanted)).scalar_one()


def _jobs(session: Session, person: Person) -> tuple[RunningJob, ...]:
    job = Job.__table__.c  # type: ignore[attr-defined]
    wanted = [job.status.in_(ACTIVE)]
    if person.role is not Role.ADMINISTRATOR:
        wanted.append(job.account_id == person.account_id)
    statement = select(job.id, job.kind, job.status, job.done, job.total).where(*wanted).order_by(job.id.desc())
    return tuple(RunningJob(*row) for row in session.execute(statement.limit(SHOWN)))


def _rounds(session: Session, person: Person) -> tuple[WaitingRound, ...]:
    return tuple(WaitingRound(*row) for row in rows_of(session, _open_rounds(person)))


@lru_cache(KEPT)
def _open_rounds(person: Person) -> Select[Any]:
    """Rounds that are open for opinions, with the firms in scope that lie at the person's level."""
    open_ = [status.value for status in ALLOWED[Step.OPINION]]
    states = [state.value for state in UNDER_REVIEW]
    return (
        select(col(Round.id), col(Round.name), col(Round.tier), func.count())
        .join_from(Round, RoundFirm, col(RoundFirm.round_id) == col(Round.id))
        .join(FirmRecord, col(FirmRecord.id) == col(RoundFirm.firm_id))
        .where(col(Round.status).in_(open_), rounds_in_reach(person))
        .where(col(RoundFirm.level) == level_of(person).value, col(RoundFirm.state).in_(states))
        .where(firms_in_scope(person))
        .group_by(col(Round.id), col(Round.name), col(Round.tier))
        .order_by(func.min(col(Round.closes_on)), col(Round.id))
    )
