"""The registry's own ledger: what it would hold, and the file."""

from __future__ import annotations

import tempfile
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.layouts.results import KEPT
from registry.services.ledger_export import extent, note_export, write_ledger_of
from registry.web.firms.listing import asked_query, query_arguments, query_chips
from registry.web.languages import wording
from registry.web.ledgers.asking import asked_years
from registry.web.ledgers.files import workbook
from registry.web.ledgers.template_views import blueprint
from registry.web.long_lists import written_later
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

USUAL_YEARS = 6
IN_MEMORY = 8 * 1024 * 1024


@blueprint.get("/firms/export")
@requires(Action.EXPORT_FIRMS)
def export() -> Any:
    query = asked_query()
    with browsing() as session:
        found = extent(session, person(), site().catalogue, query)
        chips = query_chips(session, person(), query)
    return render_template(
        "ledgers/export.html",
        found=found,
        usual=[year for year, _ in found.years[:USUAL_YEARS]],
        filters=" · ".join(f"{chip.label} {chip.text}" for chip in chips),
        arguments=query_arguments(query),
        is_long=found.firms > site().settings.background_rows,
        kept_days=KEPT.days,
        back=url_for("firms.index", **query_arguments(query)),
    )


@blueprint.get("/firms/ledger.xlsx")
@requires(Action.EXPORT_FIRMS)
def ledger() -> Any:
    """Read first, which may take a while, and note the export only then; what takes long is left to a job."""
    here, query, years = site(), asked_query(), asked_years()
    if job := written_later("ledger"):
        return job
    personal = request.args.get("personal") == "yes"
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with browsing() as session:
        done = write_ledger_of(
            session,
            person(),
            here.catalogue,
            query,
            stream,  # type: ignore[arg-type]
            years=years,
            personal=personal,
            now=here.now(),
            wording=wording(),
        )
    with writing() as session:
        note_export(session, person(), query, done, personal=personal, now=here.now())
    return workbook(stream, f"{gettext('企业台账')}-{here.today()}")
