"""The accounts of the demo, one per role, with passwords that are meant to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from registry.domain.access import SYSTEM, Role
from registry.domain.texts import mark
from registry.services.accounts import NewAccount, add_account

PASSWORD = "tidu-demo-2026"


@dataclass(frozen=True)
class DemoAccount:
    """One account; `archetype` names the kind of demo firm whose first one the account belongs to."""

    name: str
    role: Role
    display_name: str
    scope: str
    password: str = PASSWORD
    division: str = ""
    park: str = ""
    archetype: str = ""


DEMO_ACCOUNTS = (
    DemoAccount(
        "park", Role.PARK_OFFICER, mark("园区专员（演示）"), "东湖高新区", division="420111", park="东湖高新区"
    ),
    DemoAccount("bureau", Role.BUREAU, mark("省级主管部门（演示）"), "湖北省", division="42"),
    DemoAccount("firm", Role.ENTERPRISE, mark("企业（演示）"), mark("本企业"), archetype="giant_showcase"),
    DemoAccount("admin", Role.ADMINISTRATOR, mark("管理员（演示）"), mark("全部")),
)


def add_demo_accounts(session: Session, firm_ids: dict[str, int], *, now: datetime) -> None:
    """Make all demo accounts; `firm_ids` gives the firm of an archetype. The caller sees to it that this is a demo."""
    for account in DEMO_ACCOUNTS:
        new = NewAccount(
            name=account.name,
            role=account.role.value,
            division=account.division,
            park=account.park,
            firm_id=firm_ids.get(account.archetype),
            display_name=account.display_name,
            password=account.password,
        )
        add_account(session, SYSTEM, new, now=now)
