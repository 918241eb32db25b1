"""One firm of a store as large as is asked: its facts, every tier explained, and its page; each twenty times."""

from __future__ import annotations

from itertools import count

from sqlmodel import Session

from bench.invented import AS_OF, NOW, YEARS
from bench.stores import FILE, Work, store
from registry.app import create_app
from registry.catalogue.reader import load_catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM, Role
from registry.services import evaluations
from registry.services.firm_facts import firm_facts
from registry.services.passwords import hash_password
from registry.store.accounts import Account
from registry.store.database import reading, transaction

TIMES = 20  # one answer is too short to be measured alone
NAME, PASSWORD = "bench", "only-for-a-bench-on-this-machine"


def facts_read(size: int) -> Work:
    """The floor: the facts of one firm, read."""
    engine, _ = store(size, evaluated=True)
    catalogue = load_catalogue()

    def once() -> None:
        with reading(engine) as session:
            firm_facts(session, catalogue, max(1, size // 2), as_of=AS_OF, data_year=YEARS[0])

    return _often(once)


def explained(size: int) -> Work:
    """Every tier explained, the facts read from the database."""
    engine, _ = store(size, evaluated=True)
    catalogue = load_catalogue()

    def once() -> None:
        with reading(engine) as session:
            evaluations.explain(session, SYSTEM, catalogue, max(1, size // 2), as_of=AS_OF)

    return _often(once)


def page(size: int) -> Work:
    """The page of a firm as an officer gets it: signed in, every tier explained, figures, history. A page that was opened is kept,
    so each is another firm's."""
    engine, folder = store(size, evaluated=True)
    with transaction(engine) as session:
        _add_officer(session)
    engine.dispose()
    app = create_app(Settings(folder, f"sqlite:///{folder / FILE}", demo=True, today=AS_OF))
    app.config.update(WTF_CSRF_ENABLED=False)
    client = app.test_client()
    client.post("/account/sign-in", data={"name": NAME, "password": PASSWORD})

    turn = count(size // 2)

    def once() -> None:
        answer = client.get(f"/firms/{next(turn) % size + 1}")
        if answer.status_code != 200:
            raise RuntimeError(f"the page of a firm answers {answer.status_code}")

    return _often(once)


def _add_officer(session: Session) -> None:
    hashed = hash_password(PASSWORD)
    about = {"name": NAME, "display_name": NAME, "role": Role.BUREAU.value, "division": "42"}
    session.add(Account(**about, password_hash=hashed, must_change_password=False, created_at=NOW))


def _often(once: Work) -> Work:
    once()  # what is made once per process is made

    def work() -> None:
        for _ in range(TIMES):
            once()

    return work
