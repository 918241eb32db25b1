"""What is killed: each case prepares a database, gets ready without writing, and then does one thing that writes."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from flask import Flask
from sqlalchemy import Engine

from registry.app import create_app
from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM, Role
from registry.services import evaluations, imports, jobs, passwords, undo
from registry.services.jobs import claims
from registry.services.jobs.claims import Claim
from registry.services.policy import publishing, submitting
from registry.services.policy.starting import start_draft
from registry.services.rounds import freezing
from registry.store.accounts import Account
from registry.store.database import transaction
from registry.store.policy import RuleDraft
from registry.store.schema import upgrade
from registry.web.site import Site
from registry.worker.running import carry_out
from tests.factories import NOW, TODAY, add_ripe_firm, make_person, make_workbook
from tests.services import rounds
from tests.services.conftest import ledger
from tests.services.policy.conftest import beginning
from tests.services.policy.test_publishing import fill_head, raise_revenue

AUTHOR, SECOND = make_person(Role.BUREAU, account_id=11, name="甲"), make_person(Role.BUREAU, account_id=12, name="乙")
OLD_SCHEMA, PASSWORD = "0012", "plain-test-password-1"
T0 = datetime(2026, 6, 30, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """One try: its database, the folder of the case, and the catalogue of the process."""

    engine: Engine
    folder: Path
    catalogue: Catalogue

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.folder, database_url=str(self.engine.url), demo=True, today=TODAY)

    def keep(self, value: object) -> None:
        (self.folder / "kept.pickle").write_bytes(pickle.dumps(value))

    def kept(self) -> Any:
        return pickle.loads((self.folder / "kept.pickle").read_bytes())


@cache
def the_app() -> Flask:
    """The application, made once before the fork; each child puts its own database under it."""
    return create_app(Settings(data_dir=Path(mkdtemp()), database_url="sqlite://", demo=True))


Act = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """`ready` returns the act; whatever it does itself comes before the moment in which something may be killed."""

    prepare: Callable[[Place], None]
    ready: Callable[[Place], Act]


def _in_one_transaction(place: Place, act: Callable[..., object]) -> Act:
    def done() -> None:
        with transaction(place.engine) as session:
            act(session)

    return done


def _read_ledger(place: Place) -> None:
    upgrade(place.engine)
    content = make_workbook(ledger())
    readout = imports.read(place.catalogue, content, "台账.xlsx", today=TODAY, settings=place.settings)
    place.keep((content, readout))


def _stage(place: Place) -> Act:
    content, readout = place.kept()
    source = imports.source_code(place.catalogue, "")
    return _in_one_transaction(
        place,
        lambda session: imports.store(
            session, SYSTEM, content, "台账.xlsx", readout, options={}, source=source, now=NOW
        ),
    )


def _staged(place: Place) -> None:
    _read_ledger(place)
    _stage(place)()


def _commit(place: Place) -> Act:
    return _in_one_transaction(place, lambda session: imports.commit(session, SYSTEM, place.catalogue, 1, now=NOW))


def _committed(place: Place) -> None:
    _staged(place)
    _commit(place)()


def _undo(place: Place) -> Act:
    return _in_one_transaction(place, lambda session: undo.undo(session, SYSTEM, place.catalogue, 1, now=NOW))


def _handed_in(place: Place) -> None:
    upgrade(place.engine)
    with transaction(place.engine) as session:
        add_ripe_firm(session)
        evaluations.run(session, SYSTEM, place.catalogue, as_of=TODAY, now=NOW)
        draft = start_draft(session, AUTHOR, place.catalogue, beginning(), now=NOW)
        raise_revenue(session, place.catalogue, AUTHOR, draft)
        fill_head(session, place.catalogue, AUTHOR, draft)
        version = session.get_one(RuleDraft, draft).version
        facts: dict[str, Any] = {"version": version, "now": NOW, "filename": "文件.pdf", "file": b"%PDF"}
        submitting.submit(session, AUTHOR, place.catalogue, draft, **facts)


def _publish(place: Place) -> Act:
    return _in_one_transaction(place, lambda session: publishing.publish(session, SECOND, place.catalogue, 1, now=NOW))


def _opened_round(place: Place) -> None:
    upgrade(place.engine)
    with transaction(place.engine) as session:
        rounds.add_firms(session, place.catalogue)
        rounds.open_round(session, place.catalogue)


def _freeze(place: Place) -> Act:
    return _in_one_transaction(
        place, lambda session: freezing.freeze(session, rounds.PROVINCE, place.catalogue, 1, now=NOW)
    )


def _old_schema(place: Place) -> None:
    upgrade(place.engine, OLD_SCHEMA)


def _migrate(place: Place) -> Act:
    return lambda: upgrade(place.engine)


def _asked(place: Place) -> None:
    _staged(place)
    with transaction(place.engine) as session:
        job = jobs.start(session, SYSTEM, "import.commit", batch_id=1, now=NOW)
    with transaction(place.engine) as session:
        claims.claim(session, job, now=T0)


def _work(place: Place) -> Act:
    """What the process of a worker does with the job that the worker has claimed."""
    return lambda: carry_out(place.engine, place.settings, place.catalogue, Claim(1, T0))


def _open_form(place: Place) -> None:
    """An officer who has filled in a form and is about to press the button."""
    upgrade(place.engine)
    with transaction(place.engine) as session:
        add_ripe_firm(session)
        evaluations.run(session, SYSTEM, place.catalogue, as_of=TODAY, now=NOW)
        hashed, role = passwords.hash_password(PASSWORD), Role.ADMINISTRATOR.value
        fields = {"display_name": "甲", "must_change_password": False, "created_at": NOW}
        session.add(Account(name="admin", role=role, password_hash=hashed, **fields))
    client = create_app(place.settings).test_client()
    token = _token(client.get("/account/sign-in").text)
    client.post("/account/sign-in", data={"name": "admin", "password": PASSWORD, "csrf_token": token})
    form = client.get("/firms/1/figures/2025").text
    sent = {"csrf_token": _token(form), "version": "1", "revenue": "7000", "staff": "130"}
    place.keep((client.get_cookie("tidu").value, sent))  # type: ignore[union-attr]


def _token(page: str) -> str:
    return page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def _press(place: Place) -> Act:
    """The server's process answers the form."""
    cookie, sent = place.kept()
    the_app().extensions["tidu"] = Site(place.settings, place.engine)
    client = the_app().test_client()
    client.set_cookie("tidu", cookie)

    def press() -> None:
        answer = client.post("/firms/1/figures/2025", data=sent)
        assert answer.status_code == 303, answer.text

    return press


CASES = {
    "import": Case(_read_ledger, _stage),
    "commit": Case(_staged, _commit),
    "undo": Case(_committed, _undo),
    "publish": Case(_handed_in, _publish),
    "freeze": Case(_opened_round, _freeze),
    "migration": Case(_old_schema, _migrate),
    "worker": Case(_asked, _work),
    "server": Case(_open_form, _press),
}
