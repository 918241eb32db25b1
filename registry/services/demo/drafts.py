"""A draft of the demo: the province tries a higher revenue for little giants and sees whom it would cost the title."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.services.accounts import as_person
from registry.services.demo.setting import read_setting
from registry.services.policy import changing, documents, measuring, starting
from registry.store.accounts import Account

NAME = "小巨人营业收入门槛提高到 2 亿元（演示草稿）"
AUTHOR, BASE = "bureau", "little_giant/CN/2026-04-01"
THRESHOLD = "20000 万元"


def add_demo_draft(session: Session, catalogue: Catalogue, settings: Settings, *, now: datetime) -> None:
    """Draft and measure as the bureau would; does nothing without the demo's accounts."""
    account = session.exec(select(Account).where(Account.name == AUTHOR)).first()
    if account is None:
        return
    bureau, setting = as_person(account), read_setting()
    start = date(setting.as_of.year + 1, 1, 1)
    wanted = starting.Beginning(NAME, BASE, "little_giant", bureau.division, start, is_overlay=True)
    draft_id = starting.start_draft(session, bureau, catalogue, wanted, now=now)
    changing.change_draft(session, bureau, catalogue, draft_id, _raise_revenue, version=1, now=now)
    days = {"as_of": setting.as_of, "data_year": setting.data_year}
    found = measuring.measure(session, bureau, catalogue, draft_id, settings=settings, **days)
    measuring.keep(session, bureau, found, now=now)


def _raise_revenue(document: documents.Document) -> None:
    documents.node(document, "revenue")["at_least"] = THRESHOLD
