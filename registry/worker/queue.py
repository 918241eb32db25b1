"""The queue that wakes workers: huey on a file of the data directory, or on Redis where one is named.

A message is a job's number and nothing else; what is to be done stands in the table `job`. A lost message costs a few
seconds, since workers also look at the table. This is the only module that knows huey's storage.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any

from huey import Huey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from registry.config import Settings

FILE = "queue.sqlite3"
logger = logging.getLogger("tidu.queue")


class PlainMessages(Serializer):
    """Messages as JSON: whoever can write to the queue can name a job, and not run code of theirs."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps([data.id, data.name, list(data.args)]).encode()

    def _deserialize(self, data: bytes) -> Any:
        number, name, arguments = json.loads(bytes(data))
        return Message(number, name, None, 0, 0, None, tuple(arguments), {})


class Queue:
    """The way from whoever stores a job to whoever does it. Opens nothing before it is used."""

    def __init__(self, settings: Settings, handle: Callable[[int], None] | None = None) -> None:
        """`handle` does a job, in a worker; those who only wake have none."""
        self.settings = settings
        self._handle = handle or (lambda job_id: None)

    @cached_property
    def huey(self) -> Huey:
        """The queue itself."""
        options = {"name": "tidu", "results": False, "serializer": PlainMessages()}
        if not self.settings.redis_url:
            self.settings.data_dir.mkdir(parents=True, exist_ok=True)
            return SqliteHuey(filename=str(self.settings.data_dir / FILE), **options)
        return RedisHuey(url=self.settings.redis_url, **options)

    @cached_property
    def _task(self) -> Callable[[int], Any]:
        def job(job_id: int) -> None:
            self._handle(job_id)

        return self.huey.task(name="job")(job)

    def open(self) -> Huey:
        """The queue with its one task known, for a consumer."""
        _ = self._task
        return self.huey

    def wake(self, job_id: int) -> None:
        """Tell a worker about a job. Never raises: the job is stored, and a worker that looks around will find it."""
        try:
            self._task(job_id)
        except Exception:
            logger.warning("no worker could be woken for job %s", job_id, exc_info=True)
