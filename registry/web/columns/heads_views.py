"""What one's office remembers of columns: tables and heads, from which file, by whom, when; forgetting one asks first."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.services import columns
from registry.web.columns.heads import head_line, table_line
from registry.web.columns.views import blueprint
from registry.web.listing import Pages, asked, asked_page, pages_of
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

PER_PAGE = 50


@blueprint.get("/heads")
@requires(Action.USE_IMPORTS)
def heads() -> Any:
    with browsing() as session:
        tables = columns.confirmed_tables(session, person())
        learned = columns.confirmed_heads(session, person())
    of_heads = asked("tab") == "heads"
    shown, pages = _page(learned if of_heads else tables)
    return render_template(
        "columns/heads.html",
        tab="heads" if of_heads else "tables",
        counts={"tables": len(tables), "heads": len(learned)},
        tables=[] if of_heads else [table_line(table, person()) for table in shown],
        heads=[head_line(head, person()) for head in shown] if of_heads else [],
        pages=pages,
    )


def _page(found: list[Any]) -> tuple[list[Any], Pages]:
    """The part of a list that the address asks for."""
    last = max(1, -(-len(found) // PER_PAGE))
    pages = pages_of(min(max(1, asked_page()), last), last)
    return found[(pages.current - 1) * PER_PAGE : pages.current * PER_PAGE], pages


@blueprint.get("/heads/tables/<int:table_id>/forget")
@requires(Action.USE_IMPORTS)
def ask_table(table_id: int) -> Any:
    with browsing() as session:
        table = table_line(columns.get_table(session, person(), table_id), person())
    return render_template("columns/forget.html", table=table, head=None)


@blueprint.post("/heads/tables/<int:table_id>/forget")
@requires(Action.USE_IMPORTS)
def forget_table(table_id: int) -> Any:
    with writing() as session:
        table = columns.forget_table(session, person(), table_id, now=site().now())
    return _forgotten(gettext("已忘记“%(file)s”的列名对照，下次会重新识别。", file=table.filename), "tables")


@blueprint.get("/heads/<int:head_id>/forget")
@requires(Action.USE_IMPORTS)
def ask_head(head_id: int) -> Any:
    with browsing() as session:
        head = head_line(columns.get_head(session, person(), head_id), person())
    return render_template("columns/forget.html", table=None, head=head)


@blueprint.post("/heads/<int:head_id>/forget")
@requires(Action.USE_IMPORTS)
def forget_head(head_id: int) -> Any:
    with writing() as session:
        head = columns.forget_head(session, person(), head_id, now=site().now())
    return _forgotten(gettext("已忘记列名“%(head)s”，下次会重新识别。", head=head.header), "heads")


def _forgotten(message: str, tab: str) -> Any:
    flash(message, "done")
    return redirect(url_for(".heads", tab=tab), 303)
