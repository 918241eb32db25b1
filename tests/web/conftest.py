"""The real application on a real database, and a `page` that checks the house rules on everything it opens."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import flask
import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from registry.app import create_app, settle
from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM, Role
from registry.services.evaluations import run
from registry.services.passwords import hash_password
from registry.store.accounts import Account
from registry.store.database import transaction
from registry.web.accounts.views import begin_sign_in
from registry.web.limits import limiter
from registry.web.security import welcome
from registry.web.site import writing
from tests.databases import Databases
from tests.factories import CODES, NOW, TODAY, add_ripe_firm, make_figures, make_firm
from tests.web.pages import PageReader

PASSWORD = "plain-test-password-1"
OTHER_FIRM = 2
_made: list[Flask] = []
_config: dict[str, object] = {}


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Flask:
    settings = Settings(data_dir=tmp_path, database_url=database_url, demo=True, today=TODAY, upload_megabytes=1)
    return make_app(settings)


def make_app(settings: Settings) -> Flask:
    """The application with these settings: one per process, since its routes and templates take far longer than a test."""
    limiter.enabled = True  # whatever an earlier test changed
    if _made:
        _made[0].config.clear()
        _made[0].config.update(_config)
        settle(_made[0], settings)
    else:
        _made.append(create_app(settings))
        _config.update(_made[0].config)
    _made[0].testing = True
    limiter.reset()
    return _made[0]


@pytest.fixture
def database_template(request: pytest.FixtureRequest, databases: Databases, catalogue: Catalogue) -> str:
    """The office, evaluated once per process, for tests that ask for it; else empty tables."""
    if "office" not in request.fixturenames:
        return databases.migrated()
    return databases.keep("office", lambda engine: fill_office(engine, catalogue))


@pytest.fixture
def office(database_url: str) -> None:
    """A ripe firm in one park, another firm in another park, an account per role, and an evaluation.

    Lies in the database from the start: `database_template` sees that the test asks for it.
    """


@pytest.fixture
def page(app: Flask) -> PageReader:
    """A visitor who has not signed in."""
    return PageReader(app.test_client())


@pytest.fixture
def officer(office: None, page: PageReader) -> PageReader:
    """The park officer of the first firm's park, signed in."""
    return signed_in(page, "park")


@pytest.fixture
def administrator(office: None, page: PageReader) -> PageReader:
    return signed_in(page, "admin")


@pytest.fixture
def enterprise(office: None, page: PageReader) -> PageReader:
    return signed_in(page, "firm")


def signed_in(page: PageReader, name: str) -> PageReader:
    """The visitor with a sign-in as the form begins one, without the way through the form: that has tests of its own."""
    client, app = page.client, page.client.application
    with app.test_request_context("/account/sign-in", method="POST", environ_overrides=client.environ_base):
        with writing() as store:
            account = store.exec(select(Account).where(Account.name == name)).one()
            token = begin_sign_in(store, account, "password")
        welcome(token)
        carried = dict(flask.session)
    with client.session_transaction() as kept:
        kept.update(carried)
    page.client_path = "/account/sign-in"
    return page


def fill_office(engine: Engine, catalogue: Catalogue) -> None:
    with transaction(engine) as session:
        add_ripe_firm(session)
        _add_other_firm(session)
        for account in _accounts():
            session.add(account)
        run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)


@cache
def _hash() -> str:
    return hash_password(PASSWORD)


def _accounts() -> list[Account]:
    return [
        _account("admin", Role.ADMINISTRATOR),
        _account("bureau", Role.BUREAU, division="4201"),
        _account("park", Role.PARK_OFFICER, division="420111", park="东湖示例园区"),
        _account("firm", Role.ENTERPRISE, firm_id=1),
        _account("newcomer", Role.BUREAU, must_change_password=True),
    ]


def _account(name: str, role: Role, **values: object) -> Account:
    fields: dict[str, object] = {"must_change_password": False} | values
    return Account(
        name=name, display_name=f"示例{name}", role=role.value, password_hash=_hash(), created_at=NOW, **fields
    )


def _add_other_firm(session: Session) -> None:
    firm = make_firm(
        id=OTHER_FIRM,
        credit_code=CODES[2],
        name="十堰示例汽车部件有限公司",
        division_code="420302",
        park="车城示例工业园",
    )
    session.add(firm)
    session.flush()
    session.add(make_figures(OTHER_FIRM, revenue=900.0, staff=40))
