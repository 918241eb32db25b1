"""The boards, each as a page and as a file, and the firms behind a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action, Person
from registry.services.dashboards.cells import no_cells
from registry.services.dashboards.files import SUFFIXES, export_firms, note_export, write_table
from registry.services.dashboards.job_kind import ask_to_keep
from registry.services.dashboards.kept import kept_moments
from registry.web.dashboards.areas_board import areas_board
from registry.web.dashboards.board import Board
from registry.web.dashboards.endings_board import endings_board
from registry.web.dashboards.figures_board import figures_board
from registry.web.dashboards.firms_page import asked_behind, firms_page
from registry.web.dashboards.gaps_board import gaps_board
from registry.web.dashboards.ladder_board import ladder_board
from registry.web.dashboards.trend_board import trend_board
from registry.web.file_types import TYPES
from registry.web.kept_pages import keeping, kept_until_written
from registry.web.languages import wording
from registry.web.remembered_pages import written_once
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("dashboards", __name__, url_prefix="/dashboards")
BOARDS: Mapping[str, Callable[[Session, Person], Board]] = {
    "ladder": ladder_board,
    "areas": areas_board,
    "trend": trend_board,
    "endings": endings_board,
    "gaps": gaps_board,
    "figures": figures_board,
}


@blueprint.get("")
@requires(Action.VIEW_DASHBOARDS)
def index() -> Any:
    return show(code="ladder")


@blueprint.get("/<code>")
@requires(Action.VIEW_DASHBOARDS)
@keeping(kept_moments)
def show(code: str) -> Any:
    build = BOARDS.get(code) or abort(404)
    with browsing() as session:
        said = (code, request.path, request.query_string, kept_moments(session))
        board = written_once(session, person(), "board", said, lambda: _without_cells(build(session, person())))
    return render_template("dashboards/board.html", board=board)


def _without_cells(board: Board) -> Board:
    """The board as its page needs it: the cells of the whole registry are many."""
    return replace(board, summary=replace(board.summary, cells=no_cells()))


@blueprint.get("/<code>/<int:place>.<suffix>")
@requires(Action.EXPORT_LISTS)
def download(code: str, place: int, suffix: str) -> Any:
    """One of the tables of a board, as it is shown."""
    build, content = BOARDS.get(code) or abort(404), BytesIO()
    with writing() as session:
        tables = build(session, person()).tables
        table = tables[place] if place < len(tables) else abort(404)
        heads = [(table.first, 24), *((head, 16) for head in table.heads)]
        rows = write_table(content, suffix, table.caption, heads, table.lines(), wording())
        asked = {name: value for name, value in request.args.items() if value}
        note_export(session, person(), code, {**asked, "format": suffix, "rows": rows}, now=site().now())
    return _file(content, table.caption, suffix)


@blueprint.get("/firms/<kind>")
@requires(Action.VIEW_DASHBOARDS)
@kept_until_written
def firms(kind: str) -> Any:
    with browsing() as session:
        page = firms_page(session, person(), kind)
    return render_template("dashboards/firms.html", page=page)


@blueprint.get("/firms/<kind>/list.<suffix>")
@requires(Action.EXPORT_LISTS)
def firms_file(kind: str, suffix: str) -> Any:
    content, day, now = BytesIO(), site().today(), site().now()
    with writing() as session:
        asked = asked_behind(kind)
        export_firms(
            session, person(), site().catalogue, asked, content, suffix=suffix, today=day, now=now, wording=wording()
        )
    return _file(content, gettext("企业列表"), suffix)


@blueprint.post("/refresh")
@requires(Action.VIEW_DASHBOARDS)
def refresh() -> Any:
    with writing() as session:
        board = request.form.get("board", "")
        job = ask_to_keep(session, person(), board if board in BOARDS else "ladder", now=site().now())
    return redirect(url_for("jobs.show", job_id=job), 303)


def _file(content: BytesIO, name: str, suffix: str) -> Any:
    content.seek(0)
    named = f"{name}-{site().today()}.{suffix}"
    return send_file(
        content, mimetype=TYPES[f".{suffix}" if suffix in SUFFIXES else ".csv"], as_attachment=True, download_name=named
    )
