"""An uploaded file on its way into a batch: read at once where that is quick, else kept and read by a worker."""

from __future__ import annotations

from typing import Any

from flask import url_for

from registry.services import imports, jobs
from registry.services.columns import reading_hints
from registry.web.imports.forms import UploadForm
from registry.web.security import person
from registry.web.site import browsing, site, writing


def asked_of(form: UploadForm) -> dict[str, Any]:
    """What the form says of the file, as `imports.receive` takes it."""
    options = {"sheet": (form.sheet.data or "").strip() or None, "year": form.year.data}
    return {"options": options, "source": form.source.data}


def read_small(content: bytes, filename: str, asked: dict[str, Any]) -> str:
    """Read the file first and write only then; the address of its preview, or of the page that asks where its header is.

    Raises a kind of UnusableFile.
    """
    here = site()
    with browsing() as session:
        hints = reading_hints(session, person(), asked["source"])
    readout = imports.read(
        here.catalogue,
        content,
        filename,
        hints=hints,
        today=here.today(),
        settings=here.settings,
        ask_head=True,
        **asked["options"],
    )
    with browsing() as session:
        prepared = imports.prepare(session, person(), here.catalogue, readout, source=asked["source"])
    with writing() as session:
        batch_id = imports.store(
            session, person(), content, filename, readout, prepared=prepared, now=here.now(), **asked
        )
    page = "imports.show" if any(sheet.signature for sheet in readout.sheets) else "columns.show"
    return url_for(page, batch_id=batch_id)


def receive_large(content: bytes, filename: str, asked: dict[str, Any]) -> str:
    """Keep the file and let a worker read it; the address of that job."""
    here = site()
    with writing() as session:
        batch_id = imports.receive(session, person(), content, filename, now=here.now(), **asked)
        job_id = jobs.start(session, person(), "import.read", batch_id=batch_id, now=here.now())
    return url_for("jobs.show", job_id=job_id)
