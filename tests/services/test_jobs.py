"""Jobs: done once whatever happens to workers, cancelled without a trace, seen by whoever asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.errors import InvalidInput, NotFound
from registry.services import imports, jobs, journal
from registry.services.importing.batches import COMMITTED, DISCARDED, RECEIVED, STAGED, UNDONE
from registry.services.jobs import claims, ending, kinds
from registry.services.jobs.claims import DEAD_AFTER, Claim
from registry.services.jobs.states import NotFailed, TooLateToCancel
from registry.services.jobs.working import Work
from registry.store.accounts import Account
from registry.store.database import reading, transaction
from registry.store.firms import FirmRecord
from registry.store.imports import ImportBatch, ImportPayload
from registry.store.jobs import Job
from registry.store.journal import JournalEntry
from registry.store.schema import upgrade
from registry.worker.running import carry_out
from tests.factories import NOW, TODAY, make_workbook
from tests.services.conftest import ledger

T0 = datetime(2026, 6, 30, 8, 0, tzinfo=UTC)
ZHANG = Person(7, "张三", Role.BUREAU)
Do = Callable[[Callable[[Work], None]], Job]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Engine:
    if request.param == "sqlite":
        return request.getfixturevalue("engine")
    postgres = request.getfixturevalue("postgres")
    upgrade(postgres)
    return postgres


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A kind of work that does whatever a test puts in its place."""
    kinds.register(kinds.Kind("test.any", "试", lambda work: None))
    yield "test.any"
    del kinds._kinds["test.any"]


@pytest.fixture
def do(store: Engine, kind: str, catalogue: Catalogue, settings: Settings) -> Do:
    """Ask for work, claim it and carry it out here; the job as it ended."""

    def done(run: Callable[[Work], None]) -> Job:
        kinds._kinds[kind] = replace(kinds.kind_of(kind), run=run)
        carry_out(store, settings, catalogue, taken(store, asked(store)))
        return last(store)

    return done


def asked(store: Engine, kind: str = "test.any", person: Person = SYSTEM, **values: object) -> int:
    with transaction(store) as session:
        return jobs.start(session, person, kind, now=NOW, **values)  # type: ignore[arg-type]


def taken(store: Engine, job_id: int, now: datetime = T0) -> Claim:
    with transaction(store) as session:
        held = claims.claim(session, job_id, now=now)
    assert held is not None
    return held


def last(store: Engine) -> Job:
    with reading(store) as session:
        return list(session.exec(select(Job).order_by(Job.id)))[-1]


def write_a_note(work: Work) -> None:
    with work.writing() as session:
        journal.note(session, work.person, "test", now=NOW)


def notes(store: Engine) -> int:
    with reading(store) as session:
        return len(session.exec(select(JournalEntry).where(JournalEntry.action == "test")).all())


def test_a_job_is_claimed_once(store: Engine, kind: str) -> None:
    job_id = asked(store)
    taken(store, job_id)
    with transaction(store) as session:
        assert claims.claim(session, job_id, now=T0) is None
        assert claims.waiting(session) == []


def test_workers_are_woken_after_the_commit_and_never_for_what_was_rolled_back(store: Engine, kind: str) -> None:
    woken: list[tuple[int, str]] = []
    jobs.wake_with(store, lambda job_id: woken.append((job_id, last(store).status)))
    job_id = asked(store)
    assert woken == [(job_id, "queued")]
    with Session(store) as session, session.begin() as begun:
        jobs.start(session, SYSTEM, kind, now=NOW)
        begun.rollback()
    assert len(woken) == 1


def test_an_unknown_kind_is_refused_at_once(session: Session) -> None:
    with pytest.raises(KeyError):
        jobs.start(session, SYSTEM, "no.such.kind", now=NOW)


def test_work_and_its_end_are_stored_together(store: Engine, do: Do) -> None:
    job = do(write_a_note)
    assert (job.status, job.step, job.attempts, notes(store)) == ("done", "writing", 1, 1)


def test_work_that_writes_nothing_ends_too(do: Do) -> None:
    assert do(lambda work: work.report("look", 1, 2)).status == "done"


def test_progress_is_told_but_not_every_time(do: Do, store: Engine) -> None:
    seen: list[tuple[str, int, int]] = []

    def run(work: Work) -> None:
        ticks = iter([0.0, 0.1, 0.2, 0.9, 1.0])
        work.clock = lambda: next(ticks)
        for step, done in (("read", 1), ("read", 2), ("read", 3)):
            work.report(step, done, 9)
            seen.append((last(store).step, last(store).done, last(store).total))

    do(run)
    assert seen == [("read", 1, 9), ("read", 1, 9), ("read", 3, 9)]


def test_progress_that_cannot_be_told_stops_nobody(do: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> bool:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    def run(work: Work) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(claims, "change", busy)
            work.report("open")

    assert do(run).status == "done"


def test_a_refusal_becomes_the_sentence_of_the_job(do: Do) -> None:
    def run(work: Work) -> None:
        raise InvalidInput(field="年度", reason="请填写。")

    job = do(run)
    assert job.status == "failed"
    assert job.message.format(**job.facts) == "「年度」请填写。"


def test_a_fault_of_the_program_is_told_without_its_details(do: Do) -> None:
    job = do(lambda work: 1 / 0)  # type: ignore[arg-type, return-value]
    assert (job.status, f"编号 {job.id}" in job.message.format(**job.facts)) == ("failed", True)


def test_a_waiting_job_is_cancelled_at_once(store: Engine, kind: str) -> None:
    job_id = asked(store)
    with transaction(store) as session:
        jobs.cancel(session, SYSTEM, job_id, now=NOW)
        assert claims.claim(session, job_id, now=T0) is None
    assert last(store).status == "cancelled"


def test_a_running_job_ends_at_its_next_step_and_writes_nothing(store: Engine, do: Do) -> None:
    def run(work: Work) -> None:
        with transaction(store) as session:
            jobs.cancel(session, SYSTEM, work.held.job_id, now=NOW)
        write_a_note(work)

    assert (do(run).status, notes(store)) == ("cancelled", 0)


def test_what_writes_already_cannot_be_cancelled(store: Engine, do: Do) -> None:
    refused = []

    def run(work: Work) -> None:
        with transaction(store) as session:
            claims.enter_writing(session, work.held)
        with pytest.raises(TooLateToCancel) as refusal, transaction(store) as session:
            jobs.cancel(session, SYSTEM, work.held.job_id, now=NOW)
        refused.append(refusal.value)

    assert (do(run).status, len(refused)) == ("done", 1)


def test_what_has_ended_cannot_be_cancelled(store: Engine, do: Do) -> None:
    job = do(write_a_note)
    with pytest.raises(TooLateToCancel), transaction(store) as session:
        jobs.cancel(session, SYSTEM, job.id or 0, now=NOW)


def test_whoever_lost_the_job_writes_nothing(store: Engine, do: Do) -> None:
    def run(work: Work) -> None:
        with transaction(store) as session:
            claims.give_back_lost(session, now=T0 + DEAD_AFTER + timedelta(seconds=1))
            claims.claim(session, work.held.job_id, now=T0 + timedelta(minutes=1))
        write_a_note(work)

    job = do(run)
    assert (job.status, job.attempts, notes(store)) == ("running", 2, 0)


def test_losing_the_job_while_writing_rolls_everything_back(store: Engine, do: Do) -> None:
    def run(work: Work) -> None:
        with work.writing() as session:
            journal.note(session, work.person, "test", now=NOW)
            claims.release(session, work.held)

    do(run)
    assert notes(store) == 0


def test_jobs_of_dead_workers_wait_again_and_others_do_not(store: Engine, kind: str) -> None:
    dead, alive = asked(store), asked(store)
    taken(store, dead), taken(store, alive, T0 + DEAD_AFTER)
    with transaction(store) as session:
        now = T0 + DEAD_AFTER + timedelta(seconds=1)
        assert claims.lost(session, now=now) == [dead]
        claims.give_back_lost(session, now=now)
        assert claims.waiting(session) == [dead]


def test_a_job_given_back_in_order_counts_no_attempt(store: Engine, kind: str) -> None:
    held = taken(store, asked(store))
    with transaction(store) as session:
        claims.release(session, held)
    assert (last(store).status, last(store).attempts) == ("queued", 0)


def test_work_whose_process_dies_each_time_is_given_up_with_a_sentence(store: Engine, kind: str) -> None:
    job_id = asked(store)
    for attempt in range(ending.ATTEMPTS):
        held = taken(store, job_id, T0 + timedelta(minutes=attempt))
        with transaction(store) as session:
            again = ending.after_death(session, held, now=T0)
        assert again is (attempt < ending.ATTEMPTS - 1)
    job = last(store)
    assert (job.status, "中断了 3 次" in job.message.format(**job.facts)) == ("failed", True)
    with transaction(store) as session:
        assert jobs.start_again(session, SYSTEM, job_id, now=NOW) != job_id


def test_only_a_failed_job_is_started_again(store: Engine, do: Do) -> None:
    job = do(write_a_note)
    with pytest.raises(NotFailed), transaction(store) as session:
        jobs.start_again(session, SYSTEM, job.id or 0, now=NOW)


def test_a_job_belongs_to_whoever_started_it_and_to_administrators(session: Session, kind: str) -> None:
    job_id = jobs.start(session, ZHANG, kind, now=NOW)
    assert jobs.get(session, ZHANG, job_id).id == job_id
    assert jobs.get(session, Person(1, "管理员", Role.ADMINISTRATOR), job_id).id == job_id
    with pytest.raises(NotFound):
        jobs.get(session, replace(ZHANG, account_id=8), job_id)


def test_the_work_of_a_closed_account_is_not_done(
    store: Engine, kind: str, catalogue: Catalogue, settings: Settings
) -> None:
    with transaction(store) as session:
        account = Account(name="li", display_name="李", role="bureau", password_hash="", active=False, created_at=NOW)
        session.add(account)
        session.flush()
        person = Person(account.id, "li", Role.BUREAU)
    held = taken(store, asked(store, person=person))
    carry_out(store, settings, catalogue, held)
    job = last(store)
    assert (job.status, "已停用" in job.message) == ("failed", True)


def received(store: Engine, content: bytes, catalogue: Catalogue) -> int:
    with transaction(store) as session:
        source = imports.source_code(catalogue, "")
        return imports.receive(session, SYSTEM, content, "台账.xlsx", options={}, source=source, now=NOW)


@pytest.fixture
def carry(store: Engine, catalogue: Catalogue, settings: Settings) -> Callable[..., Job]:
    """Carry out one kind of import work on a batch."""

    def carried(kind: str, batch_id: int, **arguments: object) -> Job:
        job_id = asked(store, kind, batch_id=batch_id, arguments=arguments)
        carry_out(store, replace(settings, today=TODAY), catalogue, taken(store, job_id))
        return last(store)

    return carried


def status_of(store: Engine, batch_id: int) -> str:
    with reading(store) as session:
        return session.get_one(ImportBatch, batch_id).status


def test_a_received_ledger_is_read_then_committed(
    store: Engine, catalogue: Catalogue, carry: Callable[..., Job]
) -> None:
    batch_id = received(store, make_workbook(ledger()), catalogue)
    assert status_of(store, batch_id) == RECEIVED
    assert (carry("import.read", batch_id).status, status_of(store, batch_id)) == ("done", STAGED)
    assert (carry("import.commit", batch_id, accept="valid").status, status_of(store, batch_id)) == ("done", COMMITTED)
    with reading(store) as session:
        assert len(session.exec(select(FirmRecord)).all()) == 2


def test_a_committed_ledger_is_taken_back(store: Engine, catalogue: Catalogue, carry: Callable[..., Job]) -> None:
    batch_id = received(store, make_workbook(ledger()), catalogue)
    for kind in ("import.read", "import.commit"):
        carry(kind, batch_id)
    assert (carry("import.undo", batch_id).status, status_of(store, batch_id)) == ("done", UNDONE)
    with reading(store) as session:
        assert not session.exec(select(FirmRecord)).all()
    again = carry("import.undo", batch_id)
    assert (again.status, "已经撤销" in again.message) == ("failed", True)


def test_a_ledger_is_read_again_with_other_options(
    store: Engine, catalogue: Catalogue, carry: Callable[..., Job]
) -> None:
    batch_id = received(store, make_workbook(ledger()), catalogue)
    carry("import.read", batch_id)
    carry("import.remap", batch_id, options={"sheet": "企业"})
    with reading(store) as session:
        batch = session.get_one(ImportBatch, batch_id)
        assert [sheet["name"] for sheet in batch.sheets] == ["企业"]
        assert batch.options == {"sheet": "企业"}


def test_a_file_that_cannot_be_read_is_told_and_not_kept(
    store: Engine, catalogue: Catalogue, carry: Callable[..., Job]
) -> None:
    batch_id = received(store, b"%PDF-1.7 nothing", catalogue)
    job = carry("import.read", batch_id)
    assert (job.status, "不是电子表格" in job.message.format(**job.facts)) == ("failed", True)
    assert status_of(store, batch_id) == DISCARDED
    with reading(store) as session:
        assert session.get(ImportPayload, batch_id) is None


def test_cancelling_before_it_is_read_gives_the_file_up(store: Engine, catalogue: Catalogue) -> None:
    batch_id = received(store, make_workbook(ledger()), catalogue)
    job_id = asked(store, "import.read", batch_id=batch_id)
    with transaction(store) as session:
        jobs.cancel(session, SYSTEM, job_id, now=NOW)
    assert status_of(store, batch_id) == DISCARDED


def test_a_batch_has_one_job_at_a_time(store: Engine, catalogue: Catalogue) -> None:
    batch_id = received(store, make_workbook(ledger()), catalogue)
    first = asked(store, "import.read", batch_id=batch_id)
    assert asked(store, "import.read", batch_id=batch_id) == first
    with reading(store) as session:
        active = jobs.active_of(session, batch_id)
        assert active is not None
        assert active.id == first
