"""Puts the demo into an empty registry: firms, figures, titles, decisions and accounts, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Table, insert
from sqlmodel import Session, col, func, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.domain.errors import Conflict
from registry.domain.names import name_key
from registry.domain.texts import mark
from registry.services.demo.accounts import add_demo_accounts
from registry.services.demo.answers import answer_open_questions
from registry.services.demo.enterprise import add_demo_enterprise
from registry.services.demo.generation import DemoFirm, demo_firms
from registry.services.demo.history import earlier_titles
from registry.services.demo.origins import demo_origins
from registry.services.demo.pools import demo_stays
from registry.services.demo.rankings import add_demo_rankings
from registry.services.demo.service import add_demo_service
from registry.services.demo.setting import read_setting
from registry.store.accounts import Account
from registry.store.base import Record
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord, FormerName
from registry.store.journal import JournalEntry
from registry.store.names import initials_of
from registry.store.origins import ValueOrigin
from registry.store.pools import PoolMember
from registry.store.titles import TitleRecord


def fill(session: Session, catalogue: Catalogue, *, now: datetime) -> None:
    """Insert the whole demo. A registry that already holds firms is refused, so that real and invented never mix.

    Where people have accounts already, no demo account with its published password is put beside them.
    """
    if session.exec(select(func.count(col(FirmRecord.id)))).one():
        raise Conflict(what=mark("库中已有企业，演示数据只能放入空库"))
    firms = demo_firms(catalogue.ladder)
    ids = _insert_firms(session, firms, now)
    _insert(session, FormerName, _former_names(firms, ids))
    _insert(session, YearlyFigures, _figures(firms, ids))
    _insert(session, ValueOrigin, demo_origins(catalogue, firms, ids, read_setting().data_year))
    _insert(session, TitleRecord, _titles(catalogue, firms, ids))
    _insert(session, JournalEntry, _entries(firms, ids, now))
    answer_open_questions(session, catalogue, firms, ids, now=now)
    if not session.exec(select(func.count(col(Account.id)))).one():
        first_of = {firm.archetype: ids[firm.credit_code] for firm in reversed(firms)}
        add_demo_accounts(session, first_of, now=now)
        add_demo_service(session, catalogue, firms, ids, now=now)
        add_demo_enterprise(session, catalogue, firms, ids, now=now)
    _insert(session, PoolMember, demo_stays(session, firms, ids, now=now))
    add_demo_rankings(session, catalogue, now=now)


def _insert_firms(session: Session, firms: Sequence[DemoFirm], now: datetime) -> dict[str, int]:
    """Insert the firms and return their ids by credit code."""
    letters = initials_of(pl.Series([firm.name for firm in firms]))
    rows = [
        {
            **firm.facts,
            "credit_code": firm.credit_code,
            "name": firm.name,
            "name_key": name_key(firm.name),
            "initials": own_letters,
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }
        for firm, own_letters in zip(firms, letters, strict=True)
    ]
    _insert(session, FirmRecord, rows)
    return dict(session.exec(select(FirmRecord.credit_code, col(FirmRecord.id))).all())


def _insert(session: Session, record: type[Record], rows: Iterable[dict[str, Any]]) -> None:
    """All rows in one statement; a column that a row does not name is null."""
    table: Table = record.__table__  # type: ignore[attr-defined]
    columns = [column.name for column in table.columns if column.name != "id"]
    session.execute(insert(table), [{column: row.get(column) for column in columns} for row in rows])


def _former_names(firms: Sequence[DemoFirm], ids: dict[str, int]) -> Iterable[dict[str, Any]]:
    for firm in firms:
        for name in firm.former_names:
            yield {"firm_id": ids[firm.credit_code], "name": name, "name_key": name_key(name)}


def _figures(firms: Sequence[DemoFirm], ids: dict[str, int]) -> Iterable[dict[str, Any]]:
    for firm in firms:
        for year, figures in firm.figures.items():
            yield {"firm_id": ids[firm.credit_code], "year": year, **figures}


def _titles(catalogue: Catalogue, firms: Sequence[DemoFirm], ids: dict[str, int]) -> Iterable[dict[str, Any]]:
    for firm in firms:
        for title in (*earlier_titles(firm, catalogue.ladder, read_setting()), *firm.titles):
            yield {"firm_id": ids[firm.credit_code], **asdict(title)}


def _entries(firms: Sequence[DemoFirm], ids: dict[str, int], now: datetime) -> Iterable[dict[str, Any]]:
    """One journal entry per firm; its note says what the firm is an example of."""
    for firm in firms:
        yield {
            "at": now,
            "actor_name": SYSTEM.name,
            "door": SYSTEM.door,
            "action": "demo",
            "firm_id": ids[firm.credit_code],
            "note": firm.label,
        }
