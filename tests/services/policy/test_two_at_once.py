"""Two people who publish, or change one draft, at the same moment: one after the other, and the second is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.services.policy import changing, documents, publishing, starting
from registry.services.policy.published import with_published
from registry.services.policy.refusals import DraftChanged
from registry.services.policy.submitting import NotSubmitted
from registry.store.database import transaction
from registry.store.schema import upgrade
from tests.factories import NOW
from tests.services.policy.conftest import beginning
from tests.services.policy.test_publishing import fill_head, hand_in

Act = Callable[[Session], object]


def at_once(engine: Engine, first: Act, second: Act) -> None:
    """The second begins while the first is done but not yet committed. Raises what the second raises."""
    done, begun = Event(), Event()

    def one() -> None:
        with transaction(engine) as session:
            first(session)
            done.set()
            begun.wait(10)

    def other() -> None:
        done.wait(10)
        begun.set()
        with transaction(engine) as session:
            second(session)

    with ThreadPoolExecutor(2) as people:
        waiting = [people.submit(one), people.submit(other)]
        for each in waiting:
            each.result()


def submitted(engine: Engine, catalogue: Catalogue, author: Person, start: date) -> int:
    with transaction(engine) as session:
        draft_id = starting.start_draft(session, author, catalogue, beginning(effective_from=start), now=NOW)
        fill_head(session, catalogue, author, draft_id)
        hand_in(session, catalogue, author, draft_id)
    return draft_id


def two_publish(engine: Engine, catalogue: Catalogue, author: Person, second: Person) -> None:
    ids = [submitted(engine, catalogue, author, date(2026, 6, day)) for day in (1, 2)]
    acts = [
        lambda session, each=each: publishing.publish(session, second, catalogue, each, now=NOW)
        for each in (*ids, ids[0])
    ]
    with pytest.raises(publishing.PublishedMeanwhile):
        at_once(engine, acts[0], acts[1])
    with transaction(engine) as session:
        found = with_published(session, catalogue)
    assert [each.id for each in found.rule_sets if each.id.startswith("little_giant/CN/2026-06")] == [
        "little_giant/CN/2026-06-01"
    ]
    with pytest.raises(NotSubmitted):
        at_once(engine, lambda session: None, acts[2])


def two_change(engine: Engine, catalogue: Catalogue, author: Person, second: Person) -> None:
    with transaction(engine) as session:
        draft_id = starting.start_draft(session, author, catalogue, beginning(), now=NOW)

    def change(person: Person, share: str) -> Act:
        def edit(document: documents.Document) -> None:
            documents.node(document, "liability_ratio")["at_most"] = share

        return lambda session: changing.change_draft(session, person, catalogue, draft_id, edit, version=1, now=NOW)

    with pytest.raises(DraftChanged):
        at_once(engine, change(author, "70%"), change(second, "60%"))


@pytest.mark.parametrize("what", [two_publish, two_change])
def test_the_second_is_told(
    what: Callable[..., None], engine: Engine, catalogue: Catalogue, ministry: Person, colleague: Person
) -> None:
    what(engine, catalogue, ministry, colleague)


@pytest.mark.postgres
@pytest.mark.parametrize("what", [two_publish, two_change])
def test_the_second_is_told_on_postgresql(
    what: Callable[..., None], postgres: Engine, catalogue: Catalogue, ministry: Person, colleague: Person
) -> None:
    upgrade(postgres)
    what(postgres, catalogue, ministry, colleague)
