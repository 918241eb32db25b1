"""The page of where a firm's values come from, and marking those that were compared with the paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from registry.domain.access import Action
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services import provenance, verifying
from registry.services.evidence.keeping import by_code, of_firm
from registry.services.verifying import LONGEST_NOTE, ChangedMeanwhile, NothingTicked
from registry.web.addresses import is_number
from registry.web.firms.source_lines import source_lines, title_lines, year_tabs
from registry.web.firms.views import blueprint
from registry.web.languages import sentence
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


@blueprint.get("/<int:firm_id>/sources")
@requires(Action.VIEW_FIRMS)
def sources(firm_id: int) -> Any:
    year = _year(request.args.get("year", ""))
    with browsing() as session:
        found = provenance.of_year(session, person(), site().catalogue, firm_id, year)
        lines, titles = source_lines(found), title_lines(found)
        papers = by_code(of_firm(session, person(), firm_id, year or 0))
    detail = found.detail
    return render_template(
        "firms/sources.html",
        firm=detail.firm,
        year=year,
        tabs=year_tabs(firm_id, detail.figures, year),
        lines=lines,
        titles=titles,
        verified=sum(line.is_verified for line in lines),
        longest=LONGEST_NOTE,
        papers=papers,
    )


@blueprint.post("/<int:firm_id>/sources/verify")
@requires(Action.VERIFY_FIGURES)
def verify(firm_id: int) -> Any:
    year, note = _year(request.form.get("year", "")), request.form.get("note", "")
    codes, version, now = request.form.getlist("code"), _version(), site().now()

    def write() -> str:
        with writing() as session:
            count = verifying.verify(
                session, person(), site().catalogue, firm_id, year, codes, version=version, note=note, now=now
            )
        return ngettext(
            "已核实 %(num)d 个值，以后的导入不会直接覆盖。", "已核实 %(num)d 个值，以后的导入不会直接覆盖。", count
        )

    return _answered(firm_id, year, write)


@blueprint.post("/<int:firm_id>/sources/withdraw")
@requires(Action.VERIFY_FIGURES)
def withdraw_verification(firm_id: int) -> Any:
    year = _year(request.form.get("year", ""))
    codes, version, now = request.form.getlist("code"), _version(), site().now()

    def write() -> str:
        with writing() as session:
            verifying.withdraw(session, person(), site().catalogue, firm_id, year, codes, version=version, now=now)
        return gettext("已撤回核实，值没有变。")

    return _answered(firm_id, year, write)


def _answered(firm_id: int, year: int | None, write: Callable[[], str]) -> Any:
    """Back to the page with what was done, or with why it was not."""
    try:
        flash(write(), "done")
    except (NothingTicked, ChangedMeanwhile) as error:
        flash(sentence(error), "problem")
    return redirect(url_for(".sources", firm_id=firm_id, year=year), 303)


def _year(text: str) -> int | None:
    """The year asked for, None for the firm itself."""
    if not text:
        return None
    if not (is_number(text) and len(text) == 4):
        raise NotFound(what=mark("这一年的数据"))
    return int(text)


def _version() -> int:
    """The firm's version as it was shown; anything else is never the present one."""
    text = request.form.get("version", "")
    return int(text) if is_number(text) else -1
