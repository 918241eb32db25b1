"""The pools of the demo: firms that are cultivated, some that were recognised, some that left. pools.yaml says which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy import select
from sqlmodel import Session, col

from registry.domain.access import SYSTEM, Role
from registry.services.demo.generation import DemoFirm
from registry.services.demo.setting import read_setting
from registry.services.pools.exits import recognition
from registry.store.accounts import Account

Row = dict[str, Any]


@cache
def read_stays(file: Path = Path(__file__).parent / "pools.yaml") -> tuple[Mapping[str, Any], ...]:
    """The groups of stays in the order of the file."""
    return tuple(yaml.safe_load(file.read_text(encoding="utf-8"))["stays"])


def demo_stays(session: Session, firms: Sequence[DemoFirm], ids: Mapping[str, int], *, now: datetime) -> Iterator[Row]:
    """A row of the pool per stay; each draws from a random source of its own, so that others stay as they are."""
    officers = _officers(session)
    for place, group in enumerate(read_stays()):
        first, last = group["firms"]
        alike = [firm for firm in firms if firm.archetype == group["archetype"]]
        for number, firm in enumerate(alike[first - 1 : last]):
            random = Random(f"{read_setting().seed}:pools:{place}:{number}")
            yield {
                "firm_id": ids[firm.credit_code],
                "tier": group["tier"],
                "basis": group["basis"],
                "expected_year": group.get("expected"),
                "officer_id": officers.get(firm.facts.get("park")) or officers.get(""),
                "entered_by": SYSTEM.name,
                "created_at": now,
                "version": 1,
                **_days(group, firm, random),
            }


def _days(group: Mapping[str, Any], firm: DemoFirm, random: Random) -> Row:
    if "after_title" in group:
        recognised = next(title.recognised_on for title in firm.titles if title.tier == group["tier"])
        entered = recognised - timedelta(random.randint(*group["after_title"]))
        return {"entered_on": entered, **({} if group.get("stays") else _exit(recognised, recognition().code, None))}
    entered = read_setting().as_of - timedelta(random.randint(*group["entered"]))
    out = group.get("out")
    left = _exit(entered + timedelta(out["days"]), out["kind"], out["reason"]) if out else {}
    return {"entered_on": entered, **left}


def _exit(day: date, kind: str, reason: str | None) -> Row:
    return {"exited_on": day, "exit_kind": kind, "exit_reason": reason, "exited_by": SYSTEM.name}


def _officers(session: Session) -> dict[Any, int]:
    """The officers by park; those without a park, the bureau, under ""."""
    wanted = col(Account.role).in_((Role.PARK_OFFICER.value, Role.BUREAU.value))
    return dict(session.execute(select(Account.park, Account.id).where(wanted)).all())  # type: ignore[call-overload]
