"""What firms of the demo sent in: an invitation that was used, a correction that waits, figures handed over without an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.services.accounts import as_person
from registry.services.days import china_day
from registry.services.demo.generation import DemoFirm
from registry.services.demo.setting import read_setting
from registry.services.enterprise import corrections
from registry.services.enterprise.invitations import add_invitation
from registry.services.submissions.keys import fresh_key, hash_of
from registry.services.submissions.receiving import receive
from registry.store.accounts import Account
from registry.store.figures import YearlyFigures
from registry.store.joining import Invitation


def add_demo_enterprise(
    session: Session, catalogue: Catalogue, firms: Sequence[DemoFirm], ids: Mapping[str, int], *, now: datetime
) -> None:
    """All three; nothing where the demo's accounts are missing."""
    plan = yaml.safe_load((Path(__file__).parent / "enterprise.yaml").read_text(encoding="utf-8"))
    accounts = {name: _account(session, plan[name]) for name in ("officer", "account")}
    officer, own = accounts["officer"], accounts["account"]
    if officer is None or own is None or own.firm_id is None:
        return
    invited = now - timedelta(days=30)
    key = hash_of(fresh_key())
    add_invitation(session, as_person(officer), own.firm_id, key, now=invited)
    invitation = session.exec(select(Invitation).where(Invitation.key_hash == key)).one()
    invitation.used_at, invitation.account_id = invited + timedelta(days=1), own.id
    year = read_setting().data_year
    _ask(session, catalogue, own, year, plan["correction"], now)
    mine = [firm for firm in firms if firm.facts.get("park") == officer.park]
    first = next((firm for firm in mine if firm.archetype == plan["submission"]["archetype"]), None)
    if first is not None:
        _hand_over(session, first, ids[first.credit_code], year, plan["submission"], now - timedelta(hours=20))


def _ask(
    session: Session, catalogue: Catalogue, own: Account, year: int, plan: Mapping[str, Any], now: datetime
) -> None:
    """The demo firm wants one figure to be more than the registry holds."""
    code, figures = plan["code"], session.get(YearlyFigures, (own.firm_id, year))
    held = getattr(figures, code) if figures else None
    wanted = str(round((held or 0) + plan["more"], 2))
    when = {"now": now - timedelta(days=2), "today": china_day(now)}
    corrections.ask(session, as_person(own), catalogue, own.firm_id or 0, year, code, wanted, plan["reason"], **when)


def _hand_over(
    session: Session, firm: DemoFirm, firm_id: int, year: int, plan: Mapping[str, Any], now: datetime
) -> None:
    figures = session.get(YearlyFigures, (firm_id, year))
    raised = {code: round((getattr(figures, code) or 0) + more, 2) for code, more in plan["more"].items()}
    facts = {
        "firm": {"credit_code": firm.credit_code, "name": firm.name},
        "years": {str(year): raised | plan["stated"]},
    }
    receive(session, facts, now=now, address="", contact=plan["contact"])


def _account(session: Session, name: str) -> Account | None:
    return session.exec(select(Account).where(Account.name == name)).first()
