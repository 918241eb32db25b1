"""Taking a list out: choose the layout, fetch the file, or wait for it where the list is long."""

from __future__ import annotations

import tempfile
from typing import Any

from flask import redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services import layouts
from registry.services.layouts import Ready, Wish, job_kind
from registry.services.layouts.columns import unpacked
from registry.services.layouts.results import KEPT, get_result, suffix_of, sweep
from registry.web.addresses import is_number
from registry.web.file_types import TYPES
from registry.web.languages import language, translated, wording
from registry.web.layouts.lines import blanks, layout_line, personal_heads
from registry.web.layouts.views import blueprint
from registry.web.ledgers.files import workbook
from registry.web.names import tier_label
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

RESERVED = {"list", "layout", "evidence", "personal", "page", "csrf_token"}
LONGEST = 100
IN_MEMORY = 8 * 1024 * 1024
BACK = {
    "candidates": "candidates.show",
    "firms": "firms.index",
    "titles": "titles.index",
    "pools": "pools.index",
    "missing": "home.missing",
    "service": "tasks.service",
    "institutions": "institution_list.index",
    "financing": "institution_list.financing",
    "restrictions": "restriction_list.index",
    "tasks": "tasks.index",
    "round": "rounds.show",
    "grouping": "groupings.show",
}


@blueprint.get("/export")
@requires(Action.EXPORT_LISTS)
def choose() -> Any:
    """The layouts to choose from, and what each of them would leave blank."""
    name, arguments = request.args.get("list", ""), _arguments(request.args)
    with browsing() as session:
        rows = layouts.list_rows(session, person(), site().catalogue, name, arguments, site().today())
        offered = [
            (line, blanks(columns := unpacked(line.layout.columns), rows.tier), personal_heads(columns))
            for line in map(layout_line, layouts.layouts(session, person()))
        ]
    return render_template(
        "layouts/export.html",
        list_name=name,
        label=translated(rows.label),
        tier=rows.tier,
        count=len(rows.firm_ids),
        arguments=arguments,
        offered=offered,
        is_long=_is_long(len(rows.firm_ids)),
        back=url_for(BACK[name], **arguments) if name in BACK else "",
        kept_days=KEPT.days,
    )


@blueprint.post("/export")
@requires(Action.EXPORT_LISTS)
def export() -> Any:
    wish = _wish()
    with browsing() as session:
        ready = layouts.prepare(session, person(), site().catalogue, wish, today=site().today())
        content = None if _is_long(ready.count) else _written(session, ready)
    if content is None:
        with writing() as session:
            job_id = job_kind.start(session, person(), ready, language=language(), now=site().now())
        return redirect(url_for("jobs.show", job_id=job_id), 303)
    with writing() as session:
        layouts.note_export(session, person(), ready, now=site().now())
    return workbook(content, file_name(ready.layout.name, ready.rows.tier))


@blueprint.get("/results/<int:job_id>")
@requires(Action.EXPORT_LISTS)
def result(job_id: int) -> Any:
    sweep(site().settings)
    with browsing() as session:
        job, path = get_result(session, person(), site().settings, job_id)
        facts = {"name": job.arguments["name"], "rows": job.arguments["rows"]}
    size = path.stat().st_size
    return render_template("layouts/result.html", job_id=job_id, facts=facts, size=size, kept_days=KEPT.days)


@blueprint.get("/results/<int:job_id>/file")
@requires(Action.EXPORT_LISTS)
def fetch(job_id: int) -> Any:
    with browsing() as session:
        job, path = get_result(session, person(), site().settings, job_id)
        name = file_name(job.arguments["name"], job.arguments["arguments"].get("tier", ""))
        suffix = suffix_of(job.arguments)
    return send_file(path, mimetype=TYPES[suffix], as_attachment=True, download_name=f"{name}{suffix}")


def file_name(layout: str, tier: str) -> str:
    """What the file is called, without the suffix."""
    parts = [layout, tier_label(tier) if tier in site().catalogue.ladder else "", str(site().today())]
    return "-".join(part for part in parts if part)


def _wish() -> Wish:
    layout = request.form.get("layout", "")
    if not is_number(layout):
        raise InvalidInput(field=gettext("表样"), reason=gettext("请选择一份表样。"))
    return Wish(
        int(layout),
        request.form.get("list", ""),
        _arguments(request.form),
        evidence=request.form.get("evidence") == "yes",
        personal=request.form.get("personal") == "yes",
    )


def _arguments(sent: Any) -> dict[str, str]:
    """The filter of the list, as its own page has it in its address."""
    several = {name: ",".join(sent.getlist(name)).strip()[:LONGEST] for name in sent if name not in RESERVED}
    return {name[:LONGEST]: value for name, value in several.items() if value}


def _is_long(count: int) -> bool:
    return count > site().settings.background_rows


def _written(session: Session, ready: Ready) -> Any:
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    layouts.write(
        session,
        site().catalogue,
        ready,
        stream,  # type: ignore[arg-type]
        settings=site().settings,
        wording=wording(),
    )
    return stream
