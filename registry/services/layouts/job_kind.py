"""A long list into a layout as a job: written to a file beside the database, which its owner fetches."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlmodel import Session

from registry.domain.access import Person
from registry.domain.texts import mark
from registry.services.jobs import asking
from registry.services.jobs.kinds import Kind, register
from registry.services.jobs.steps import EVIDENCE, FILLING, WRITING
from registry.services.jobs.working import Work
from registry.services.languages import translations
from registry.services.layouts.exporting import Ready, Wish, note_export, prepare, write
from registry.services.layouts.results import KIND, result_path, sweep, unfinished
from registry.services.wording import Wording


def start(session: Session, person: Person, ready: Ready, *, language: str, now: datetime) -> int:
    """Ask for the file; the job's id. What it may hold is asked again when it is made."""
    arguments = ready.wish.plain() | {
        "scope": [person.division, person.park],
        "language": language,
        "name": ready.layout.name,
        "rows": ready.count,
    }
    return asking.start(session, person, KIND, arguments=arguments, now=now)


def export(work: Work) -> None:
    """Write the file under another name, and give it its own only in the end."""
    wish = Wish(**{name: work.arguments[name] for name in ("layout_id", "list", "arguments", "evidence", "personal")})
    language = work.arguments["language"]
    sweep(work.settings)
    work.report(FILLING)
    target = result_path(work.settings, work.held.job_id)
    with unfinished(target) as part:
        with work.reading() as session, part.open("wb") as stream:
            ready = prepare(session, work.person, work.catalogue, wish, today=work.today())
            write(
                session,
                work.catalogue,
                ready,
                stream,
                settings=work.settings,
                wording=Wording(language, translations(language).gettext),
                tell=partial(work.report, FILLING),
                tell_beside=partial(work.report, EVIDENCE),
            )
        with work.writing() as session:
            note_export(session, work.person, ready, now=work.now())
            part.replace(target)


register(Kind(KIND, mark("按表样导出"), export, (FILLING, EVIDENCE, WRITING)))
