"""Evidence of one firm: the list beside what it proves, uploading, fetching, and removing after a question."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext

from registry.domain.access import Action, Role
from registry.domain.errors import InvalidInput, UnusableFile
from registry.services.evidence import files, keeping
from registry.services.evidence.keeping import Limits, Subject
from registry.services.evidence.kinds import MIME
from registry.services.firms import get_firm
from registry.web.enterprise.evidence_lines import evidence_lines, subject_choices
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("evidence", __name__, url_prefix="/firms/<int:firm_id>/evidence")


@blueprint.get("")
@requires(Action.VIEW_FIRMS)
def index(firm_id: int) -> Any:
    return _shown(firm_id)


@blueprint.post("")
@requires(Action.KEEP_EVIDENCE)
def upload(firm_id: int) -> Any:
    sent, settings = request.files.get("file"), site().settings
    try:
        subject = _subject(request.form.get("about", ""), request.form.get("year", ""))
        with writing() as session:
            keeping.add(
                session,
                person(),
                site().catalogue,
                firm_id,
                sent.read() if sent else b"",
                (sent.filename or "") if sent else "",
                subject,
                note=request.form.get("note", ""),
                data_dir=settings.data_dir,
                limits=Limits(settings.evidence_megabytes, settings.evidence_firm_megabytes),
                now=site().now(),
                today=site().today(),
            )
    except UnusableFile as error:
        return _shown(firm_id, [Fault("file", sentence(error))]), 422
    except InvalidInput as error:
        return _shown(firm_id, [Fault("about", sentence(error))]), 422
    flash(gettext("材料已上传。"), "done")
    return redirect(url_for(".index", firm_id=firm_id), 303)


@blueprint.get("/<int:evidence_id>")
@requires(Action.VIEW_FIRMS)
def fetch(firm_id: int, evidence_id: int) -> Any:
    """The file, always as a download: nothing that was uploaded is ever shown as a page of this site."""
    with writing() as session:
        record, content = keeping.fetch(
            session, person(), firm_id, evidence_id, data_dir=site().settings.data_dir, now=site().now()
        )
        name, kind = record.name, record.kind
    return send_file(BytesIO(content), mimetype=MIME[kind], as_attachment=True, download_name=name)


@blueprint.route("/<int:evidence_id>/remove", methods=["GET", "POST"])
@requires(Action.KEEP_EVIDENCE)
def remove(firm_id: int, evidence_id: int) -> Any:
    """Ask first; then the row goes, and its file once that is final."""
    if request.method == "POST":
        with writing() as session:
            digest = keeping.remove(session, person(), firm_id, evidence_id, now=site().now())
        with browsing() as session:
            files.forget(session, site().settings.data_dir, digest)
        flash(gettext("材料已删除，删除记入变更记录。"), "done")
        return redirect(url_for(".index", firm_id=firm_id), 303)
    with browsing() as session:
        detail = get_firm(session, person(), site().catalogue, firm_id)
        record = keeping.get(session, person(), firm_id, evidence_id)
        line = evidence_lines(session, [record], detail, may_remove=True)[0]
    return render_template("evidence/remove.html", firm=detail.firm, line=line)


def _subject(about: str, year: str) -> Subject:
    """What the form says the paper is about: an indicator of the year, the year, a title, or a condition."""
    kind, _, what = about.partition(":")
    number = int(year) if year.isdecimal() and len(year) == 4 else 0
    match kind:
        case "title":
            return Subject(title_id=int(what) if what.isdecimal() and len(what) < 10 else 0)
        case "code":
            level = site().catalogue.indicators[what].level if what in site().catalogue.indicators else ""
            return Subject(number if level == "annual" else 0, what)
        case "condition":
            return Subject(condition=what[:120])
    return Subject(0 if kind == "firm" else number)


def _shown(firm_id: int, faults: list[Fault] | None = None) -> str:
    settings, about = site().settings, request.values.get("about", "")
    with browsing() as session:
        detail = get_firm(session, person(), site().catalogue, firm_id)
        papers = keeping.of_firm(session, person(), firm_id)
        lines = evidence_lines(session, papers, detail, may_remove=person().role is not Role.ENTERPRISE)
        used = keeping.space_used(session, firm_id)
    year = site().today().year
    return render_template(
        "evidence/index.html",
        firm=detail.firm,
        lines=lines,
        faults=faults or [],
        choices=subject_choices(detail, about),
        about=about,
        year=request.values.get("year", "") or str(year - 1),
        years=[str(one) for one in range(year, year - 8, -1)],
        note=request.form.get("note", ""),
        kinds="、".join(kind.upper() for kind in MIME),
        accept=",".join(f".{kind}" for kind in MIME),
        limits=Limits(settings.evidence_megabytes, settings.evidence_firm_megabytes),
        used=used / keeping.MEGABYTE,
        longest=keeping.LONGEST_NOTE,
    )
