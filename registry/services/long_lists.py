"""Long lists as files of a job: the writers of the pages themselves, where a list has more rows than a page may wait for.

The rows are read in one snapshot; what the writer notes of the export is written with the end of the job, and not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.domain.texts import mark
from registry.services import long_list_writers  # noqa: F401 - the writers register themselves
from registry.services.jobs import asking
from registry.services.jobs.kinds import Kind, register
from registry.services.jobs.states import ACTIVE
from registry.services.jobs.steps import FILLING, WRITING
from registry.services.jobs.working import Work
from registry.services.languages import translations
from registry.services.layouts.results import LONG_LIST, result_path, suffix_of, sweep, unfinished
from registry.services.list_files import require_fits
from registry.services.lists import every  # noqa: F401 - it registers the lists of the day
from registry.services.lists.asking import Asked
from registry.services.lists.long import long_list
from registry.services.wording import Wording
from registry.store.jobs import Job
from registry.store.sealing import will_write


def count_rows(asked: Asked, code: str) -> int:
    """How many rows the list has. Raises NotFound for a list that does not exist, TooManyRows."""
    require(asked.person, Action.EXPORT_LISTS)
    return require_fits(long_list(code).count(asked))


def start(
    session: Session,
    person: Person,
    code: str,
    arguments: Mapping[str, str],
    *,
    suffix: str,
    rows: int,
    language: str,
    now: datetime,
) -> int:
    """Ask for the file, a workbook or of another `suffix` that the list can be written as; the job's id. Where the same one is
    being written already, it is that one."""
    require(person, Action.EXPORT_LISTS)
    wish = {"list": code, "arguments": dict(arguments), "suffix": suffix, "language": language}
    wish |= {"scope": [person.division, person.park]}
    mine = select(Job).where(Job.kind == LONG_LIST, Job.account_id == person.account_id, col(Job.status).in_(ACTIVE))
    for job in session.exec(mine):
        if job.id is not None and all(job.arguments.get(name) == wish[name] for name in wish):
            return job.id
    name = Wording(language, translations(language).gettext).translate(long_list(code).label)
    return asking.start(session, person, LONG_LIST, arguments=wish | {"name": name, "rows": rows}, now=now)


def export(work: Work) -> None:
    """Write the file under another name, and give it its own only in the end."""
    language = work.arguments["language"]
    wording = Wording(language, translations(language).gettext)
    sweep(work.settings)
    work.report(FILLING)
    target = result_path(work.settings, work.held.job_id)
    with unfinished(target) as part:
        with work.reading() as session, session.no_autoflush:
            today, now = work.today(), work.now()
            arguments = work.arguments["arguments"]
            with part.open("wb") as stream:
                telling = _Telling(stream, work)
                suffix = suffix_of(work.arguments)
                asked = Asked(
                    session, work.person, work.catalogue, arguments, today, now, wording, telling.rows, suffix
                )
                long_list(work.arguments["list"]).write(asked, telling)  # type: ignore[arg-type]
            notes: list[Any] = list(session.new)
            session.expunge_all()
        with work.writing() as session:
            will_write(session)
            session.add_all(notes)
            part.replace(target)


class _Telling:
    """A file that says, with every piece written, that the work goes on, and so can be cancelled; and how many rows there are."""

    def __init__(self, stream: BinaryIO, work: Work) -> None:
        self._stream, self._work = stream, work
        self._far = (0, 0)

    def rows(self, done: int, total: int) -> None:
        """So many rows of so many are written."""
        self._far = (done, total)
        self._work.report(FILLING, done, total)

    def write(self, piece: bytes) -> int:
        self._work.report(FILLING, *self._far)
        return self._stream.write(piece)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


register(Kind(LONG_LIST, mark("导出名单"), export, (FILLING, WRITING)))
