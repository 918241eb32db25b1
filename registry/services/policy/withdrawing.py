"""Taking a version of the desk out of force, and asking for everybody to be evaluated anew."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.days import china_day
from registry.services.jobs import asking
from registry.services.policy.locking import lock_desk
from registry.services.policy.reach import require_rule
from registry.services.policy.turning import REEVALUATE
from registry.store.policy import RulePublication
from registry.store.rounds import Round
from registry.store.rulesets import RuleSetVersion


class NotPublishedHere(NotFound):
    """A version that did not come from the desk, or is withdrawn already."""

    template = mark("没有找到由政策工作台发布、仍然有效的这个版本。")


def withdraw(
    session: Session, person: Person, catalogue: Catalogue, rule_set_id: str, reason: str, *, now: datetime
) -> None:
    """Take a version of the desk out of force; what it ended holds again. Evaluations that used it stay explainable."""
    lock_desk(session)
    publication = session.get(RulePublication, rule_set_id)
    if publication is None or publication.withdrawn_at is not None:
        raise NotPublishedHere()
    require_rule(person, publication.jurisdiction, catalogue)
    if not reason.strip():
        raise InvalidInput(field="reason", reason=mark("请写明撤回的原因。"))
    publication.withdrawn_by, publication.withdrawn_at, publication.reason = person.name, now, reason.strip()[:500]
    publication.moved = None
    session.add(publication)
    journal.note(session, person, "rules.withdraw", now=now, text=f"{rule_set_id} {publication.reason}")
    ask_for_evaluation(session, person, publication, session.get_one(RuleSetVersion, rule_set_id).effective_from, now)


def rounds_on(session: Session, rule_set_id: str) -> list[str]:
    """The names of the rounds that judge by a version: frozen ones keep their answers, those still open need a look."""
    wanted = [col(Round.rule_set) == rule_set_id, col(Round.status).not_in(("closed", "cancelled"))]
    return list(session.exec(select(Round.name).where(*wanted).order_by(col(Round.id))))


def start_evaluation(session: Session, person: Person, catalogue: Catalogue, rule_set_id: str, *, now: datetime) -> int:
    """Evaluate everybody by a version whose first day has come meanwhile; the job's id. Raises NotPublishedHere."""
    publication = session.get(RulePublication, rule_set_id)
    if publication is None:
        raise NotPublishedHere()
    require_rule(person, publication.jurisdiction, catalogue)
    ask_for_evaluation(session, person, publication, china_day(now), now)
    return publication.job_id or 0


def ask_for_evaluation(
    session: Session, person: Person, publication: RulePublication, start: date, now: datetime
) -> None:
    """A job for what holds today; of a version that begins later the worker asks on that day."""
    if start <= china_day(now):
        arguments = {"rule_set": publication.rule_set}
        publication.job_id = asking.start(session, person, REEVALUATE, arguments=arguments, now=now)
        session.add(publication)
