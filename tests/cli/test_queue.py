"""The queue wakes and nothing more: messages are plain, and a queue that cannot be reached costs nobody anything."""

from __future__ import annotations

import json
import logging
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from huey import RedisHuey

from registry.config import Settings, SettingsError, read_settings
from registry.worker.queue import FILE, Queue


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data", "sqlite://")


def test_who_wakes_and_who_works_need_only_the_same_folder(settings: Settings) -> None:
    done: list[int] = []
    Queue(settings).wake(7)
    huey = Queue(settings, done.append).open()
    huey.execute(huey.dequeue())
    assert (done, huey.dequeue()) == ([7], None)


def test_a_message_is_plain_text_that_runs_nothing(settings: Settings) -> None:
    Queue(settings).wake(7)
    with sqlite3.connect(settings.data_dir / FILE) as connection:
        ((message,),) = connection.execute("SELECT data FROM task").fetchall()
    assert json.loads(message)[2] == [7]


def test_making_a_queue_touches_nothing(settings: Settings) -> None:
    Queue(settings)
    assert not settings.data_dir.exists()


def test_a_queue_that_cannot_be_reached_is_noted_and_nobody_is_stopped(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        Queue(replace(settings, redis_url="redis://127.0.0.1:1/0")).wake(7)
    assert "job 7" in caplog.text


def test_redis_is_used_where_it_is_named(settings: Settings) -> None:
    assert isinstance(Queue(replace(settings, redis_url="redis://127.0.0.1:1/0")).huey, RedisHuey)


def test_an_address_that_is_not_of_redis_is_refused() -> None:
    with pytest.raises(SettingsError, match="redis://"):
        read_settings({"TIDU_REDIS_URL": "http://127.0.0.1"})
