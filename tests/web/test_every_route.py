"""Every address as every role and as nobody: what the table of addresses says is what happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import PERMISSIONS, Role, may
from registry.services.attempts import ACTION
from registry.store.accounts import Account
from registry.store.attempts import Attempt
from registry.store.database import reading, transaction
from registry.store.journal import JournalEntry
from registry.web.route_table import Route, route_table
from registry.web.security import EVERYBODY, SIGNED_IN
from tests.databases import Databases
from tests.factories import TODAY
from tests.web.conftest import PASSWORD, fill_office, make_app
from tests.web.walking import INSIDE, NOWHERE, OUTSIDE, add_files, add_objects, arguments_of, is_known, objects_in

FILES = {"static", "bootstrap.static"}
# What a job or a publication leaves cannot be put there as a row: nobody finds it here, tests of those pages open it.
EMPTY = ("/imports/1/marked", "/imports/marked/", "/layouts/results/", "/pools/reports/")
EMPTY += ("/policy/impacts/", "/policy/withdraw/", "/policy/documents/")
EMPTY += ("/account/provider",)  # nobody else's sign-in is configured
ROLES = {"admin": Role.ADMINISTRATOR, "bureau": Role.BUREAU, "park": Role.PARK_OFFICER, "firm": Role.ENTERPRISE}


@dataclass(frozen=True)
class Visit:
    """One request of the walk."""

    route: Route
    method: str
    path: str
    is_known: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Visitor:
    """A browser, and the token that its forms carry."""

    client: FlaskClient
    token: str

    def ask(self, visit: Visit) -> TestResponse:
        data = {"csrf_token": self.token} if visit.method == "POST" else None
        return self.client.open(visit.path, method=visit.method, data=data)


@pytest.fixture(scope="module")
def walked(databases: Databases, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for the whole walk."""

    def fill(engine):  # type: ignore[no-untyped-def]
        fill_office(engine, catalogue)
        with transaction(engine) as session:
            ids = dict(session.exec(select(Account.name, Account.id)).all())
            add_objects(session, ids["park"], ids["newcomer"])

    folder = tmp_path_factory.mktemp("walk")
    add_files(folder)
    url = databases.copy(databases.keep("walk", fill), folder)
    app = make_app(Settings(data_dir=folder, database_url=url, demo=True, today=TODAY, upload_megabytes=1))
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a failure is a 500 in the list of what went wrong
    yield app
    databases.drop(url)


def visits(app: Flask, number: int, inner: int | None = None, *, only_objects: bool = False) -> Iterator[Visit]:
    for rule in app.url_map.iter_rules():
        names = objects_in(rule.arguments)
        if rule.endpoint in FILES or (only_objects and not names) or (inner is not None and len(names) < 2):
            continue
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **arguments_of(rule.endpoint, rule.arguments, number, inner))
        for method in sorted(_methods(rule)):
            yield Visit(route_table()[rule.endpoint], method, path, is_known(rule.endpoint, rule.arguments))


def _methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) & {"GET", "POST"}


def stranger(app: Flask) -> Visitor:
    client = app.test_client()
    return Visitor(client, token_on(client, "/account/sign-in"))


def signed_in(app: Flask, name: str) -> Visitor:
    who = stranger(app)
    sent = {"name": name, "password": PASSWORD, "csrf_token": who.token}
    assert who.client.post("/account/sign-in", data=sent).status_code == 303
    return Visitor(who.client, token_on(who.client, "/account/password"))


def token_on(client: FlaskClient, page: str) -> str:
    found = BeautifulSoup(client.get(page).text, "html.parser").select_one("input[name=csrf_token]")
    assert found is not None
    return str(found["value"])


def asked(who: Visitor, visit: Visit) -> int:
    return who.ask(visit).status_code


def test_an_entry_reaches_no_further_than_its_action() -> None:
    for endpoint, route in route_table().items():
        if route.action == EVERYBODY:
            assert route.reach in ("public", "key"), endpoint
        elif route.action != SIGNED_IN:
            reaches = set(PERMISSIONS[route.action].roles.values())
            assert route.reach != "all" or reaches & {"all", "scope", "jurisdiction"}, endpoint
            assert route.reach not in ("public", "key"), endpoint


def test_nobody_gets_anything_but_what_is_open_to_everybody(walked: Flask) -> None:
    client = stranger(walked)
    for visit in visits(walked, INSIDE):
        answer = client.ask(visit)
        if visit.route.action == EVERYBODY:
            assert answer.status_code in (200, 302, 303, 404, 413, 415, 422), visit
        else:
            assert answer.headers.get("Location", "").startswith("/account/sign-in"), visit


def test_no_form_is_taken_without_its_own_token(walked: Flask) -> None:
    client = Visitor(signed_in(walked, "admin").client, "")
    taken = [visit for visit in visits(walked, INSIDE) if visit.method == "POST" and asked(client, visit) != 400]
    assert not taken


@pytest.mark.parametrize("name", ROLES)
def test_what_the_role_may_not_do_is_refused_before_anything_is_looked_up(walked: Flask, name: str) -> None:
    client = signed_in(walked, name)
    forbidden = [visit for visit in visits(walked, NOWHERE) if not _allowed(ROLES[name], visit)]
    none_of(f"{visit} {status}" for visit in forbidden if (status := asked(client, visit)) != 403)


@pytest.mark.parametrize("name", ROLES)
def test_an_object_outside_the_scope_is_not_found(walked: Flask, name: str) -> None:
    client = signed_in(walked, name)
    number = NOWHERE if name == "admin" else OUTSIDE
    wanted = [visit for visit in visits(walked, number, only_objects=True) if _allowed(ROLES[name], visit)]
    wanted += [visit for visit in visits(walked, INSIDE, number) if _allowed(ROLES[name], visit)]
    wanted = [visit for visit in wanted if visit.route.reach not in ("public", "key")]
    assert len(wanted) > 20
    none_of(f"{visit} {status}" for visit in wanted if (status := asked(client, visit)) != 404)
    assert kept_attempts(walked, name) == Counter(visit.route.object for visit in wanted)


@pytest.mark.parametrize("name", ROLES)
def test_what_lies_within_the_scope_opens(walked: Flask, name: str) -> None:
    client = signed_in(walked, name)
    wanted = [each for each in visits(walked, INSIDE) if each.method == "GET" and _allowed(ROLES[name], each)]
    if name != "park":  # what is somebody's own is the park officer's in this office
        wanted = [each for each in wanted if each.route.reach != "own" or "/1" not in each.path]
    wanted = [each for each in wanted if each.route.reach != "key" and not each.path.startswith(EMPTY)]
    answers = [(visit, asked(client, visit)) for visit in wanted]
    opened = (200, 302, 303, 409)
    none_of(
        f"{visit} {status}" for visit, status in answers if status not in (*opened, *(() if visit.is_known else (404,)))
    )


def kept_attempts(app: Flask, name: str) -> Counter[str]:
    """How often the account asked in vain, by the kind of object: a row and a journal entry an hour for each kind."""
    with reading(app.extensions["tidu"].engine) as session:
        account_id = session.exec(select(Account.id).where(Account.name == name)).one()
        rows = session.exec(select(Attempt).where(Attempt.account_id == account_id)).all()
        entries = select(JournalEntry.note).where(JournalEntry.action == ACTION, JournalEntry.actor_id == account_id)
        noted = list(session.exec(entries))
    assert len(noted) == len(rows)
    told: Counter[str] = Counter()
    for row in rows:
        told[row.kind] += row.times
    return told


def none_of(wrong: Iterable[str]) -> None:
    told = "\n".join(wrong)
    assert not told, told


def _allowed(role: Role, visit: Visit) -> bool:
    return visit.route.action in (EVERYBODY, SIGNED_IN) or may(role, visit.route.action)  # type: ignore[arg-type]
