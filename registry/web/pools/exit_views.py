"""Letting firms out of a pool: picked ones or all of a filter, asked first; recognised ones by one button."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy import select
from sqlmodel import Session

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services.pools import leaving
from registry.services.pools.listing import count_stays
from registry.services.pools.query import IN, PoolQuery
from registry.services.pools.refusals import Outcome
from registry.services.pools.standing_titles import FIRM, POOL
from registry.store.membership import is_one_of
from registry.store.scope import firms_in_scope
from registry.web.errors_in_forms import Fault
from registry.web.pools.forms import ExitForm, placed, shape_faults
from registry.web.pools.listing import asked_filters, asked_pool
from registry.web.pools.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

MOST_PICKED = 200
NAMED = 10


@blueprint.route("/leave", methods=["GET", "POST"])
@requires(Action.KEEP_POOLS)
def leave() -> Any:
    picked = asked_stays()
    form = ExitForm(data={"exited_on": site().today()}).offer()
    faults: list[Fault] = shape_faults(form) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        try:
            return _told(_left(picked, form))
        except InvalidInput as error:
            faults = [placed(form, error)]
    with browsing() as session:
        names = _names(session, picked)
        total = _total(session, asked_pool()) if picked is None else len(names)
    if not total:
        flash(gettext("没有选择在库的企业。"), "note")
        return redirect(url_for(".index", **asked_filters()), 303)
    page = render_template(
        "pools/leave.html", form=form, faults=faults, names=names[:NAMED], total=total, filters=asked_filters()
    )
    return page, 422 if faults else 200


@blueprint.post("/recognised")
@requires(Action.KEEP_POOLS)
def let_out_recognised() -> Any:
    query, facts = asked_pool(), {"today": site().today(), "now": site().now()}
    query = PoolQuery(
        query.tier,
        query.division,
        query.park,
        query.cluster,
        query.text,
        query.officer,
        board=query.board,
        progress=query.progress,
    )
    with writing() as session:
        outcome = leaving.let_out_recognised(session, person(), query, **facts)  # type: ignore[arg-type]
    if outcome.done:
        said = ngettext("%(num)d 家企业已按“已认定”出库。", "%(num)d 家企业已按“已认定”出库。", outcome.done)
        flash(said, "done")
    else:
        flash(gettext("没有需要出库的已认定企业，什么都没有改变。"), "note")
    return redirect(url_for(".index", **asked_filters("state", "stage")), 303)


def asked_stays() -> dict[int, int] | None:
    """The stays picked in the address with the version that was seen, 12.3; None where all of the filter are meant."""
    if request.args.get("all") == "1":
        return None
    pairs = [one.partition(".") for one in request.args.getlist("stay")[:MOST_PICKED]]
    sane = [(one, version) for one, _, version in pairs if one.isdecimal() and version.isdecimal() and len(one) < 10]
    return {int(one): int(version[:9]) for one, version in sane}


def _left(picked: dict[int, int] | None, form: ExitForm) -> Outcome:
    exit_, now = form.exit(), {"today": site().today(), "now": site().now()}
    with writing() as session:
        if picked is None:
            return leaving.leave_all(session, person(), asked_pool(), exit_, **now)  # type: ignore[arg-type]
        return leaving.leave(session, person(), picked, exit_, **now)  # type: ignore[arg-type]


def _told(outcome: Outcome) -> Any:
    if outcome.done:
        flash(ngettext("%(num)d 家企业已出库。", "%(num)d 家企业已出库。", outcome.done), "done")
    if outcome.left_out:
        told = ngettext("%(num)d 家没有出库，原因见下。", "%(num)d 家没有出库，原因见下。", outcome.left_out)
        flash(told, "note")
        return redirect(url_for(".report", entry_id=outcome.report), 303)
    return redirect(url_for(".index", **asked_filters()), 303)


def _names(session: Session, picked: dict[int, int] | None) -> list[str]:
    if not picked:
        return []
    wanted = is_one_of(session, POOL.c.id, list(picked))
    statement = select(FIRM.c.name).join_from(POOL, FIRM).where(wanted, firms_in_scope(person()))
    return list(session.execute(statement.order_by(FIRM.c.name_key)).scalars())


def _total(session: Session, query: PoolQuery) -> int:
    """How many of the filter are in the pool; one about firms that are out has nobody to let out."""
    if query.wanted_state not in (IN, "recognised", "all"):
        return 0
    return count_stays(session, person(), query, today=site().today())
