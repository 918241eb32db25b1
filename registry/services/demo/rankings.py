"""The rankings of the demo: published ones, one that was archived, one that is a draft."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import yaml
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.services.accounts import as_person
from registry.services.dashboards import rankings
from registry.services.dashboards.area_criteria import AreaCriteria
from registry.services.dashboards.ranking_drafts import make_draft
from registry.services.dashboards.ranking_places import Criteria
from registry.store.accounts import Account

STEPS = {"publish": rankings.publish, "archive": rankings.archive}


def add_demo_rankings(session: Session, catalogue: Catalogue, *, now: datetime) -> None:
    """Work out what rankings.yaml says from the figures of the demo, as its bureau where that has an account."""
    bureau = session.exec(select(Account).where(Account.name == "bureau")).first()
    person = as_person(bureau) if bureau is not None else SYSTEM
    for plan in yaml.safe_load((Path(__file__).parent / "rankings.yaml").read_text(encoding="utf-8"))["rankings"]:
        name, then = plan.pop("name"), plan.pop("then")
        told = {word: plan.pop(word, "") for word in ("document", "note")}
        criteria = AreaCriteria(**plan) if "units" in plan else Criteria(**plan)
        made = make_draft(session, person, catalogue, name, criteria, now=now, **told)
        for step in then:
            STEPS[step](session, person, made, now=now)
