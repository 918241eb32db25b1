"""Titles by batch: each batch of recognition with its document, how many firms it has, how many hold it, how many lost it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.services.paging import page_within
from registry.services.remembering import remembered_by_readers
from registry.services.titles.search import FIRM, TITLE
from registry.services.titles.validity import revoked_by, valid_on
from registry.store.scope import firms_in_scope, reach_of, sees_less_than_all


@dataclass(frozen=True)
class TitleBatch:
    """One batch of a tier within the person's scope; `batch` is None for titles of which none is known."""

    tier: str
    batch: str | None
    document: str | None
    recognised_on: date | None
    titles: int
    valid: int
    revoked: int


@dataclass(frozen=True)
class BatchPage:
    """One page of batches."""

    rows: tuple[TitleBatch, ...]
    total: int
    page: int
    pages: int


def batches_of(
    session: Session, person: Person, *, tier: str = "", today: date, page: int = 1, per_page: int = 50
) -> BatchPage:
    """The batches in scope, of one tier or of all, the latest first. Batches of several documents show the last by name."""
    require(person, Action.VIEW_FIRMS)
    wanted = [firms_in_scope(person), *([TITLE.c.tier == tier] if tier else [])]
    grouped = (
        select(
            TITLE.c.tier,
            TITLE.c.batch,
            func.max(TITLE.c.document),
            func.max(TITLE.c.recognised_on).label("latest"),
            func.count().label("titles"),
            func.sum(case((valid_on(today), 1), else_=0)),
            func.sum(case((revoked_by(today), 1), else_=0)),
        )
        .join_from(TITLE, FIRM)
        .where(*wanted)
        .group_by(TITLE.c.tier, TITLE.c.batch)
    )
    latest = grouped.selected_columns.latest
    ordered = grouped.order_by(latest.is_(None), latest.desc(), TITLE.c.tier, TITLE.c.batch)
    question = ("batch list", *reach_of(person), tier, today)
    rows = remembered_by_readers(session, question, lambda: session.execute(ordered).all())
    page, pages = page_within(page, len(rows), per_page)
    shown = rows[(page - 1) * per_page : page * per_page]
    return BatchPage(tuple(TitleBatch(*row) for row in shown), len(rows), page, pages)


def batch_names(session: Session, person: Person, tier: str, *, limit: int = 200) -> list[str]:
    """The names of a tier's batches in scope, the latest first, for a filter."""
    require(person, Action.VIEW_FIRMS)
    latest = func.max(TITLE.c.recognised_on)
    named = select(TITLE.c.batch).where(TITLE.c.tier == tier, TITLE.c.batch.is_not(None))
    if sees_less_than_all(person):
        named = named.join_from(TITLE, FIRM).where(firms_in_scope(person))
    latest_first = named.group_by(TITLE.c.batch).order_by(latest.desc(), TITLE.c.batch).limit(limit)
    question = ("batches", *reach_of(person), tier, limit)
    return remembered_by_readers(session, question, lambda: list(session.scalars(latest_first)))
