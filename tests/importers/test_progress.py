"""Whoever waits hears how far the reading is, and can end it."""

from __future__ import annotations

import time

import pytest

from importers import process
from importers.limits import Limits
from importers.progress import STEPS
from tests.importers.cases.headers import plain_ledger
from tests.importers.conftest import Read

pytestmark = pytest.mark.usefixtures("own_reader")


class Enough(Exception):
    """The watcher has had enough."""


def test_every_step_is_told_in_its_order(read: Read) -> None:
    told: list[tuple[str, int, int]] = []
    read(plain_ledger()[1], watch=lambda *state: told.append(state))

    assert list(dict.fromkeys(step for step, _, _ in told)) == list(STEPS)
    assert [(done, total) for step, done, total in told if step == "columns"] == [(done, 7) for done in range(8)]


@pytest.mark.parametrize("step", STEPS)
def test_what_the_watcher_raises_ends_the_reading(step: str, read: Read) -> None:
    def watch(now: str, _done: int, _total: int) -> None:
        if now == step:
            raise Enough

    with pytest.raises(Enough):
        read(plain_ledger()[1], watch=watch)


def test_the_reading_process_is_ended_with_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "BEAT", 0.01)
    calls: list[float] = []

    def tell() -> None:
        calls.append(time.monotonic())
        if len(calls) > 2:
            raise Enough

    started = time.monotonic()
    with pytest.raises(Enough):
        process.run_task("read", plain_ledger()[1], "台账.xlsx", {"sheet": None}, Limits(), tell)
    assert time.monotonic() - started < 5
