"""What a page sees of the database: one snapshot, but always its own changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from registry.domain.access import SYSTEM
from registry.services import journal
from registry.store.database import transaction
from registry.store.firms import FirmRecord
from registry.web.site import browsing, writing
from tests.factories import NOW, make_firm


def firms() -> int:
    with browsing() as session:
        return int(session.execute(select(func.count()).select_from(FirmRecord)).scalar_one())


def by_itself(engine: Engine) -> None:
    with writing() as session:
        session.add(make_firm())
        journal.note(session, SYSTEM, "firm.create", now=NOW)


def by_somebody_else(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(make_firm())
        journal.note(session, SYSTEM, "firm.create", now=NOW)


@pytest.mark.parametrize(
    ("method", "write", "seen"),
    [("GET", by_itself, 1), ("GET", by_somebody_else, 0), ("POST", by_itself, 1), ("POST", by_somebody_else, 1)],
)
def test_a_page_sees_what_it_wrote_and_otherwise_one_snapshot(
    app: Flask, engine: Engine, method: str, write: Callable[[Engine], None], seen: int
) -> None:
    with app.test_request_context("/firms", method=method):
        assert firms() == 0
        write(engine)
        assert firms() == seen
    with app.test_request_context("/firms"):
        assert firms() == 1


def test_what_was_read_is_still_at_hand_after_a_write(app: Flask, engine: Engine) -> None:
    by_somebody_else(engine)
    with app.test_request_context("/firms"):
        with browsing() as session:
            firm = session.get(FirmRecord, 1)
        with writing():
            pass
        assert firm is not None
        assert firm.name == make_firm().name


def test_nothing_is_held_when_a_page_is_done(app: Flask, engine: Engine) -> None:
    here = app.extensions["tidu"].engine
    with app.test_request_context("/firms"):
        firms()
        assert here.pool.checkedout() == 1
    assert here.pool.checkedout() == 0
