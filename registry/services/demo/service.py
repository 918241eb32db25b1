"""Gives the demo park an officer, a few plans and a service log, through the services that officers use themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.accounts import as_person
from registry.services.days import china_day
from registry.services.demo.generation import DemoFirm
from registry.services.demo.setting import read_setting
from registry.services.occasions import make_occasion
from registry.services.plans.actions import Draft, add_actions, set_status
from registry.services.plans.handovers import assign
from registry.services.plans.proposing import outlook
from registry.services.plans.reading import actions_of
from registry.services.plans.service_log import Report, log_entry
from registry.services.plans.states import ActionStatus
from registry.store.accounts import Account


def add_demo_service(
    session: Session, catalogue: Catalogue, firms: Sequence[DemoFirm], ids: Mapping[str, int], *, now: datetime
) -> None:
    """Officer, plans and log of the demo park; nothing where the demo account is missing."""
    plan = yaml.safe_load((Path(__file__).parent / "service.yaml").read_text(encoding="utf-8"))
    account = session.exec(select(Account).where(Account.name == plan["officer"])).first()
    if account is None:
        return
    officer = as_person(account)
    mine = [firm for firm in firms if firm.facts.get("park") == officer.park]
    first_of = {firm.archetype: ids[firm.credit_code] for firm in reversed(mine)}
    planned = {first_of[one["archetype"]] for one in plan["plans"] if one["archetype"] in first_of}
    served = {ids[firm.credit_code] for place, firm in enumerate(mine, 1) if place % plan["left_without"]} | planned
    begun = now - timedelta(days=plan["assigned_days_ago"])
    assign(session, officer, sorted(served), officer.account_id or 0, now=begun)
    for one in plan["plans"]:
        if one["archetype"] in first_of:
            _plan(session, officer, catalogue, first_of[one["archetype"]], one, now)
    for one in plan["log"]:
        if one["archetype"] in first_of:
            _log(session, officer, first_of[one["archetype"]], one, now)


def _plan(
    session: Session, officer: Person, catalogue: Catalogue, firm_id: int, plan: Mapping[str, Any], now: datetime
) -> None:
    """Every proposed action of the firm for the tier, due in turn, the first ones done; and an own one."""
    setting, today = read_setting(), china_day(now)
    occasion = make_occasion(catalogue, setting.as_of, setting.data_year)
    seen = outlook(session, officer, catalogue, firm_id, plan["tier"], occasion)
    needs = seen.needs if seen else ()
    due = [today + timedelta(days=days) for days in plan["due"]]
    drafts = [
        Draft(
            need.proposal(),
            officer.name,
            due[place % len(due)],
            seen.explanation.rule_set.id if seen else "",
            need.code,
        )
        for place, need in enumerate(needs)
    ]
    if own := plan.get("own"):
        drafts.append(Draft(own["text"], officer.name, today + timedelta(days=own["due"])))
    add_actions(session, officer, catalogue, firm_id, plan["tier"], drafts, now=now - timedelta(days=30))
    session.flush()
    for action in actions_of(session, firm_id, plan["tier"])[: plan["done"]]:
        set_status(session, officer, action.id or 0, ActionStatus.DONE, 1, note="", now=now - timedelta(days=2))


def _log(session: Session, officer: Person, firm_id: int, entry: Mapping[str, Any], now: datetime) -> None:
    today = china_day(now)
    report = Report(
        kind=entry["kind"],
        on=today - timedelta(days=entry["ago"]),
        text=entry["text"],
        with_whom=entry["with_whom"],
        answer=entry.get("answer", ""),
        closed_on=today - timedelta(days=entry["answered"]) if "answered" in entry else None,
        amount=entry.get("amount"),
    )
    log_entry(session, officer, firm_id, report, now=now)
