"""What a firm has to know when it opens its home page: rounds to confirm, answers of the park, what still waits there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.services.enterprise import corrections
from registry.services.enterprise.confirming import OwnRound, own_rounds
from registry.services.plans.states import ActionStatus
from registry.services.submissions import states
from registry.store.corrections import CorrectionRecord
from registry.store.evidence import EvidenceRecord
from registry.store.firms import FirmRecord
from registry.store.plans import PlanAction
from registry.store.scope import firms_in_scope, submissions_in_scope
from registry.store.submissions import SubmissionRecord

RECENT = timedelta(days=90)
SHOWN = 5


@dataclass(frozen=True)
class News:
    """`asked` requests and `handed` submissions wait at the park; `refused` and `returned` came back with a reason lately."""

    rounds: tuple[OwnRound, ...]
    asked: int
    handed: int
    refused: tuple[CorrectionRecord, ...]
    returned: tuple[SubmissionRecord, ...]
    actions: int
    papers: int


def news(session: Session, person: Person, *, now: datetime, today: date) -> News:
    """The news of the person's own firm."""
    require(person, Action.REPORT_FIGURES)
    own = firms_in_scope(person)
    asked = select(CorrectionRecord).join(FirmRecord, col(FirmRecord.id) == col(CorrectionRecord.firm_id)).where(own)
    handed = select(SubmissionRecord).where(submissions_in_scope(person))
    refused = asked.where(CorrectionRecord.state == corrections.State.REFUSED.value)
    returned = handed.where(SubmissionRecord.state == states.State.RETURNED.value)
    return News(
        rounds=tuple(one for one in own_rounds(session, person, today) if one.is_due),
        asked=_count(session, asked.where(CorrectionRecord.state == corrections.State.OPEN.value)),
        handed=_count(session, handed.where(SubmissionRecord.state == states.State.OPEN.value)),
        refused=tuple(session.exec(_lately(refused, CorrectionRecord, now))),
        returned=tuple(session.exec(_lately(returned, SubmissionRecord, now))),
        actions=_count(session, _of_firm(PlanAction, own).where(PlanAction.status == ActionStatus.OPEN.value)),
        papers=_count(session, _of_firm(EvidenceRecord, own)),
    )


def _of_firm(table, own):  # type: ignore[no-untyped-def]
    return select(table).join(FirmRecord, col(FirmRecord.id) == col(table.firm_id)).where(own)


def _lately(statement, table, now: datetime):  # type: ignore[no-untyped-def]
    return statement.where(col(table.decided_at) > now - RECENT).order_by(col(table.id).desc()).limit(SHOWN)


def _count(session: Session, statement) -> int:  # type: ignore[no-untyped-def]
    return int(session.execute(statement.with_only_columns(func.count())).scalar_one())
