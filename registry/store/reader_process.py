"""Runs the process that reads a SQLite file as columns, and takes back what it reads."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import polars as pl

from registry.store.reader_child import ANSWER, FAULT, QUESTION, READY

# The reader is given no settings and no secrets, only where its code lies.
ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PYTHONUTF8": "1"}
COMMAND = (sys.executable, "-m", "registry.store.reader_child")


class ReaderBroke(RuntimeError):
    """The reading process could not do what was asked, or is gone."""


class Reader:
    """Asks the process, one statement after another."""

    def __init__(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        self._questions, self._answers = questions, answers
        self._take(READY)

    def frame(self, statement: str) -> pl.DataFrame:
        """The statement's rows, typed by what SQLite holds in them. Raises ReaderBroke."""
        said = statement.encode()
        try:
            self._questions.write(QUESTION.pack(len(said)) + said)
            self._questions.flush()
        except OSError as fault:
            raise ReaderBroke(str(fault)) from fault
        return pl.read_ipc_stream(io.BytesIO(self._take()))

    def _take(self, *expected: int) -> bytes:
        head = self._answers.read(ANSWER.size)
        kind, length = ANSWER.unpack(head) if len(head) == ANSWER.size else (FAULT, 0)
        content = self._answers.read(length)
        if kind == FAULT or len(content) < length or (expected and kind not in expected):
            raise ReaderBroke(content.decode(errors="replace") or "the reading process is gone")
        return content


@contextmanager
def reader_of(file: Path) -> Iterator[Reader | None]:
    """A reader of the file as it is committed now; None where the process cannot begin, so that one reads without it."""
    try:
        child = subprocess.Popen(
            [*COMMAND, f"{file.absolute().as_uri()}?mode=ro"],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as fault:
        _told(fault)
        yield None
        return
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        try:
            yield _begun(child.stdin, child.stdout)
        finally:
            child.kill()  # it only reads: nothing of it is left behind
            with suppress(OSError):  # a question that it never took
                child.stdin.close()


def _begun(questions: IO[bytes], answers: IO[bytes]) -> Reader | None:
    try:
        return Reader(questions, answers)
    except ReaderBroke as fault:
        _told(fault)
        return None


def _told(fault: Exception) -> None:
    logging.getLogger("tidu").warning("no process reads beside this one: %s", fault)
