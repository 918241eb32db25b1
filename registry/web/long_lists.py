"""A file of a list: at once where it is short, by a job where it is long."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from registry.services import long_lists
from registry.services.lists.asking import Asked
from registry.web.languages import language, wording
from registry.web.security import person
from registry.web.site import browsing, site, writing

LONGEST = 400


def written_later(name: str, suffix: str = ".xlsx", **facts: str) -> Any:
    """The way to the job that writes the list of this address; None where the page can write it now. `suffix` is that of the
    file, `facts` are what the address does not say itself."""
    sent = {key: ",".join(request.args.getlist(key)).strip()[:LONGEST] for key in request.args if key != "page"}
    arguments = {key: value for key, value in {**sent, **facts}.items() if value}
    with browsing() as session:
        asked = Asked(session, person(), site().catalogue, arguments, site().today(), site().now(), wording())
        rows = long_lists.count_rows(asked, name)
    if rows <= site().settings.background_rows:
        return None
    with writing() as session:
        job_id = long_lists.start(
            session,
            person(),
            name,
            arguments,
            suffix=suffix,
            rows=rows,
            language=language(),
            now=site().now(),
        )
    return redirect(url_for("jobs.show", job_id=job_id), 303)
