"""The officers who can serve a firm or own an action: open accounts of officers, told apart by a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, literal, or_
from sqlmodel import Session, col, select

from registry.domain.access import Person, Role
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.accounts import as_person
from registry.store.accounts import Account
from registry.store.firms import FirmRecord


@dataclass(frozen=True)
class Officer:
    """An account that can be given work; `label` is its name, with the account's own where two share one."""

    id: int
    name: str
    label: str


def officers_of_firm(session: Session, firm: FirmRecord) -> list[Officer]:
    """The officers whose scope holds the firm, the nearest office first."""
    found = _officers(
        session,
        literal(firm.division_code or "").startswith(col(Account.division)),
        or_(col(Account.park) == "", col(Account.park) == (firm.park or "")),
    )
    return labelled(found)


def officers_in_scope(session: Session, person: Person) -> list[Officer]:
    """The officers whose offices lie within the person's own, the person included."""
    wanted = [col(Account.division).startswith(person.division, autoescape=True)] if person.division else []
    if person.park:
        wanted.append(col(Account.park) == person.park)
    own = col(Account.id) == person.account_id
    return labelled(_officers(session, or_(own, and_(*wanted)) if wanted else col(Account.id).is_not(None)))


def get_officer(session: Session, account_id: int) -> Person:
    """The officer with the account. Raises NotFound for an enterprise, a closed account or none."""
    account = session.get(Account, account_id)
    if account is None or not account.active or account.role == Role.ENTERPRISE:
        raise NotFound(what=mark("这位专员"))
    return as_person(account)


def labelled(accounts: Iterable[Account]) -> list[Officer]:
    """The accounts with labels that are all different."""
    found = list(accounts)
    often = Counter(account.display_name for account in found)
    return [
        Officer(
            account.id or 0,
            account.display_name,
            account.display_name if often[account.display_name] == 1 else f"{account.display_name}（{account.name}）",
        )
        for account in found
    ]


def owner_named(text: str, officers: Sequence[Officer]) -> tuple[str, int | None]:
    """The owner that a text means: an officer by label, else whoever is named there (somebody of the firm, perhaps).

    >>> owner_named("财务部王工", [])
    ('财务部王工', None)
    """
    wanted = text.strip()
    for officer in officers:
        if wanted == officer.label:
            return officer.name, officer.id
    return wanted, None


def _officers(session: Session, *conditions: object) -> Sequence[Account]:
    office = (col(Account.park).desc(), col(Account.division).desc(), col(Account.display_name), col(Account.id))
    statement = select(Account).where(col(Account.active), Account.role != Role.ENTERPRISE.value, *conditions)  # type: ignore[arg-type]
    return session.exec(statement.order_by(*office)).all()
