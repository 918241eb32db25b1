"""A firm's rounds: the ones it is in, and confirming its figures for one that is open."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services import provenance
from registry.services.enterprise import confirming
from registry.services.firms import get_firm
from registry.web.firms.source_lines import SourceLine, source_lines
from registry.web.languages import sentence
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("own_rounds", __name__, url_prefix="/own-rounds")


@blueprint.get("")
@requires(Action.REPORT_FIGURES)
def index() -> Any:
    with browsing() as session:
        found = confirming.own_rounds(session, person(), site().today())
    return render_template("enterprise/rounds.html", rounds=found)


@blueprint.get("/<int:round_id>")
@requires(Action.REPORT_FIGURES)
def show(round_id: int) -> Any:
    return _shown(round_id)


@blueprint.post("/<int:round_id>")
@requires(Action.REPORT_FIGURES)
def confirm(round_id: int) -> Any:
    version = request.form.get("firm_version", type=int)
    try:
        with writing() as session:
            confirming.confirm(
                session,
                person(),
                round_id,
                firm_version=-1 if version is None else version,
                consents=request.form.get("consent") == "yes",
                now=site().now(),
                today=site().today(),
            )
    except (InvalidInput, confirming.NotOpen, confirming.FiguresChanged) as error:
        return _shown(round_id, sentence(error)), 422 if isinstance(error, InvalidInput) else 409
    flash(gettext("已确认。数据之后有变动的，请在申报截止前重新确认。"), "done")
    return redirect(url_for(".show", round_id=round_id), 303)


def _shown(round_id: int, fault: str = "") -> str:
    who, catalogue = person(), site().catalogue
    with browsing() as session:
        found = confirming.own_round(session, who, round_id, site().today())
        detail = get_firm(session, who, catalogue, found.member.firm_id)
        years = [year for year in sorted(detail.figures, reverse=True) if year <= found.round.data_year][:3]
        groups: list[tuple[int, list[SourceLine]]] = []
        for year in (*years, 0):
            groups.append(
                (year, source_lines(provenance.of_year(session, who, catalogue, found.member.firm_id, year or None)))
            )
    return render_template(
        "enterprise/round.html", own=found, round=found.round, firm=detail.firm, groups=groups, fault=fault
    )
