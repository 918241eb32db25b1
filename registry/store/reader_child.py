"""The process that reads a SQLite file as columns: `python -m registry.store.reader_child FILE`. It asks, answers and goes.

SQLite's ADBC driver reads three times as fast as Python's, and beside the asker instead of in its turn. But it brings a second
copy of SQLite, which may never be in a process that has the file open otherwise; so it is here and nowhere else, and this
module imports nothing of ours.

A statement comes in as its length and its text; an answer goes out as its kind, its length and its content: the rows as an
Arrow stream, or what is wrong as text. All of them are of one snapshot. The asker closing its end is the end.
"""

from __future__ import annotations

import io
import signal
import struct
import sys
from typing import IO, Any

READY, ROWS, FAULT = 0, 1, 2
QUESTION, ANSWER = struct.Struct(">I"), struct.Struct(">BQ")
WHOLE = {"adbc.sqlite.query.batch_rows": str(2**30)}  # a column's type is found in its first batch: let it be all rows
BUSY_MILLISECONDS = 30_000


def main(file_uri: str, questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer every statement that comes in."""
    import adbc_driver_sqlite.dbapi

    with adbc_driver_sqlite.dbapi.connect(file_uri) as connection, connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}").fetch_polars()
        cursor.execute("SELECT count(*) FROM sqlite_master").fetch_polars()  # from here on it is one snapshot
        _answer(answers, READY, b"")
        while head := questions.read(QUESTION.size):
            statement = questions.read(*QUESTION.unpack(head)).decode()
            try:
                rows = _rows(cursor, statement)
            except Exception as fault:  # whatever it is, the asker has to hear of it
                _answer(answers, FAULT, str(fault).encode())
            else:
                _answer(answers, ROWS, rows)


def _rows(cursor: Any, statement: str) -> memoryview:
    cursor.adbc_statement.set_options(**WHOLE)
    stream = io.BytesIO()
    cursor.execute(statement).fetch_polars().write_ipc_stream(stream, compression="uncompressed")
    return stream.getbuffer()


def _answer(answers: IO[bytes], kind: int, content: bytes | memoryview) -> None:
    answers.write(ANSWER.pack(kind, len(content)))
    answers.write(content)
    answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts the asker ends this by it
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
