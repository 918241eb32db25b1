"""The firms of a chain, cluster or carrier: entered with a role, ended with a day, never removed from its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from registry.domain.access import Person
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.names import name_key
from registry.domain.texts import mark
from registry.services import journal
from registry.services.days import china_day, is_slip
from registry.services.groupings.kinds import get_grouping_to_keep
from registry.store.firms import FirmRecord
from registry.store.groupings import GroupingMember
from registry.store.scope import firms_in_scope

FIRM = FirmRecord.__table__  # type: ignore[attr-defined]
MEMBER = GroupingMember.__table__  # type: ignore[attr-defined]
LONGEST_ROLE = 40


class AlreadyMember(Conflict):
    """The firm is a member today."""

    template = mark("“{name}”已是成员。")


@dataclass(frozen=True)
class MemberRow:
    """A firm in a grouping, in the reader's scope."""

    id: int
    firm_id: int
    name: str
    credit_code: str
    division_code: str | None
    park: str | None
    role: str
    since: date
    until: date | None


def add_member(
    session: Session, person: Person, grouping_id: int, firm: str, role: str, *, since: date, now: datetime
) -> int:
    """Enter a firm, found in scope by credit code or its whole name. Raises InvalidInput, AlreadyMember."""
    grouping = get_grouping_to_keep(session, person, grouping_id)
    found = _find(session, person, firm)
    if since > china_day(now) or is_slip(since):
        raise InvalidInput(field=mark("加入日期"), reason=mark("请核对，且不能晚于今天。"))
    role = " ".join(role.split())[:LONGEST_ROLE]
    same = (MEMBER.c.grouping_id == grouping_id, MEMBER.c.firm_id == found.id)
    if session.execute(
        select(MEMBER.c.id).where(*same, (MEMBER.c.until.is_(None)) | (MEMBER.c.since == since))
    ).first():
        raise AlreadyMember(name=found.name)
    member = GroupingMember(
        grouping_id=grouping_id, firm_id=found.id, role=role, since=since, added_by=person.name, created_at=now
    )
    session.add(member)
    session.flush()
    changes = {"grouping": (None, grouping.name), "grouping_role": (None, role)}
    journal.note(session, person, "grouping.join", now=now, firm_id=found.id, changes=changes)
    assert member.id is not None
    return member.id


def end_member(
    session: Session, person: Person, grouping_id: int, member_id: int, *, today: date, now: datetime
) -> None:
    """A member's last day; nothing where it has ended. Raises NotFound for one that is not in the list or out of reach."""
    grouping = get_grouping_to_keep(session, person, grouping_id)
    wanted = (MEMBER.c.id == member_id, MEMBER.c.grouping_id == grouping_id, firms_in_scope(person))
    row = session.execute(select(MEMBER.c.id).join(FIRM, FIRM.c.id == MEMBER.c.firm_id).where(*wanted)).first()
    member = session.get(GroupingMember, member_id) if row else None
    if member is None:
        raise NotFound(what=mark("这个成员"))
    if member.until is not None:
        return
    member.until = today
    session.add(member)
    changes = {"grouping": (grouping.name, None)}
    journal.note(session, person, "grouping.leave", now=now, firm_id=member.firm_id, changes=changes)


def _find(session: Session, person: Person, text: str) -> FirmRecord:
    wanted = text.strip()
    key = (col(FirmRecord.credit_code) == wanted.upper()) | (col(FirmRecord.name_key) == name_key(wanted))
    statement = select(FirmRecord).where(key, firms_in_scope(person)).limit(2)
    found = list(session.execute(statement).scalars()) if wanted else []
    if len(found) != 1:
        raise InvalidInput(field=mark("企业"), reason=mark("没有找到唯一的企业，请填写完整名称或统一社会信用代码。"))
    return found[0]
