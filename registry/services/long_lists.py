"""Long lists as files of a job: the writers of the pages themselves, where a list has more rows than a page may wait for.

The rows are read in one snapshot; what the writer notes of the export is written with the end of the job, and not before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.jobs import asking
from registry.services.jobs.kinds import Kind, register
from registry.services.jobs.states import ACTIVE
from registry.services.jobs.steps import FILLING, WRITING
from registry.services.jobs.working import Work
from registry.services.languages import translations
from registry.services.layouts.results import LONG_LIST, result_path, sweep
from registry.services.wording import Wording
from registry.store.jobs import Job
from registry.store.sealing import will_write


@dataclass(frozen=True)
class Asked:
    """Whose list is wanted, by which arguments of its address, and where it is to be written."""

    session: Session
    person: Person
    catalogue: Catalogue
    arguments: Mapping[str, str]
    today: date
    now: datetime
    wording: Wording

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns shown; none said means the usual ones."""
        return tuple(part for part in self.arguments.get("column", "").split(",") if part)


@dataclass(frozen=True)
class LongList:
    """A list: what it is called, how many rows it has, and who writes it and notes the export."""

    label: str
    count: Callable[[Asked], int]
    write: Callable[[Asked, BinaryIO], object]


_lists: dict[str, LongList] = {}


def register_long_list(code: str, found: LongList) -> None:
    """Add a list; its functions ask for the permission and keep to the scope themselves."""
    _lists[code] = found


def count_rows(asked: Asked, code: str) -> int:
    """How many rows the list has. Raises NotFound for a list that does not exist."""
    require(asked.person, Action.EXPORT_LISTS)
    if code not in _lists:
        raise NotFound(what=mark("这份名单"))
    return _lists[code].count(asked)


def start(
    session: Session,
    person: Person,
    code: str,
    arguments: Mapping[str, str],
    *,
    rows: int,
    language: str,
    now: datetime,
) -> int:
    """Ask for the file; the job's id. Where the same one is being written already, it is that one."""
    require(person, Action.EXPORT_LISTS)
    wish = {"list": code, "arguments": dict(arguments), "language": language, "scope": [person.division, person.park]}
    mine = select(Job).where(Job.kind == LONG_LIST, Job.account_id == person.account_id, col(Job.status).in_(ACTIVE))
    for job in session.exec(mine):
        if job.id is not None and all(job.arguments.get(name) == wish[name] for name in wish):
            return job.id
    name = Wording(language, translations(language).gettext).translate(_lists[code].label)
    return asking.start(session, person, LONG_LIST, arguments=wish | {"name": name, "rows": rows}, now=now)


def export(work: Work) -> None:
    """Write the file under another name, and give it its own only in the end."""
    language = work.arguments["language"]
    wording = Wording(language, translations(language).gettext)
    sweep(work.settings)
    work.report(FILLING)
    target = result_path(work.settings, work.held.job_id)
    unfinished = target.with_suffix(".part")
    with work.reading() as session, session.no_autoflush:
        today, now = work.today(), work.now()
        asked = Asked(session, work.person, work.catalogue, work.arguments["arguments"], today, now, wording)
        with unfinished.open("wb") as stream:
            _lists[work.arguments["list"]].write(asked, _Telling(stream, work))  # type: ignore[arg-type]
        notes: list[Any] = list(session.new)
        session.expunge_all()
    with work.writing() as session:
        will_write(session)
        session.add_all(notes)
        unfinished.replace(target)


class _Telling:
    """A file that says, with every piece written, that the work goes on, and so can be cancelled."""

    def __init__(self, stream: BinaryIO, work: Work) -> None:
        self._stream, self._work = stream, work

    def write(self, piece: bytes) -> int:
        self._work.report(FILLING)
        return self._stream.write(piece)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


register(Kind(LONG_LIST, mark("导出名单"), export, (FILLING, WRITING)))
