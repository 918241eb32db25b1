"""The marked file of a large import as a job: written beside the database, fetched by whoever asked for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from registry.config import Settings
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services.importing.batches import get_batch
from registry.services.jobs import asking
from registry.services.jobs.kinds import Kind, register
from registry.services.jobs.states import DONE
from registry.services.jobs.steps import MARKING, WRITING
from registry.services.jobs.working import Work
from registry.services.languages import translations
from registry.services.layouts.results import KEPT, ResultGone, result_path, sweep, unfinished
from registry.services.marked_ledgers import note_download, original_of
from registry.services.wording import Wording

KIND = "import.mark"


@dataclass(frozen=True)
class Marked:
    """A marked file that lies ready: `filename` is that of its kind, `remark` what its reader should know, or nothing."""

    batch_id: int
    path: Path
    filename: str
    is_original: bool
    remark: str


def start(session: Session, person: Person, batch_id: int, *, language: str, now: datetime) -> int:
    """Ask for the file of an import with its marks; the job's id. Raises NotFound for an import of somebody else."""
    require(person, Action.USE_IMPORTS)
    get_batch(session, person, batch_id)
    return asking.start(session, person, KIND, batch_id=batch_id, arguments={"language": language}, now=now)


def make(work: Work) -> None:
    """Mark the file, which takes long, and keep it under its own name only in the end."""
    assert work.batch_id is not None
    sweep(work.settings)
    work.report(MARKING)
    language = work.arguments["language"]
    with work.reading() as session:
        original = original_of(session, work.person, work.catalogue, work.batch_id)
    wording = Wording(language, translations(language).gettext)
    made = original.marked(work.settings, wording)
    told = {"filename": made.filename, "is_original": made.is_original, "remark": made.remark(wording.translate)}
    target = result_path(work.settings, work.held.job_id)
    with unfinished(target) as part:
        part.write_bytes(made.content)
        with work.writing() as session:
            note_download(session, work.person, work.batch_id, made.filename, now=work.now())
            target.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")
            part.replace(target)


def get_marked(session: Session, person: Person, settings: Settings, job_id: int) -> Marked:
    """The file that a job made, for whoever asked for it while they may see the import. Raises NotFound for everybody else,
    ResultGone for a file that is no longer there."""
    require(person, Action.USE_IMPORTS)
    job = asking.get(session, person, job_id)
    if job.kind != KIND or job.batch_id is None or job.account_id != person.account_id:
        raise NotFound(what=mark("这份导出文件"))
    get_batch(session, person, job.batch_id)
    path = result_path(settings, job_id)
    if job.status != DONE or not path.exists():
        raise ResultGone(days=KEPT.days)
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return Marked(job.batch_id, path, **told)


register(Kind(KIND, mark("标注原表"), make, (MARKING, WRITING)))
