"""Revoking a title, taking a revocation back, and removing a title that was recorded by mistake; each asks first."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.titles.history import titles_of
from registry.services.titles.keeping import get_title, is_in_use, remove_title, stamp_of
from registry.services.titles.revoking import AlreadyRevoked, NotRevoked, restore_title, revoke_title
from registry.store.firms import FirmRecord
from registry.store.titles import TitleRecord
from registry.web.firms.titles import HeldTitle, held_title
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing
from registry.web.titles.attempting import attempt
from registry.web.titles.forms import RevokeForm
from registry.web.titles.views import blueprint


@blueprint.route("/<int:title_id>/revoke", methods=["GET", "POST"])
@requires(Action.KEEP_TITLES)
def revoke(title_id: int) -> Any:
    title, firm = _opened(title_id)
    form = RevokeForm(stamp=stamp_of(title)).offer(site().catalogue.ladder.get(title.tier))
    if title.revoked_on is not None and not form.is_submitted():
        raise AlreadyRevoked()

    def write() -> None:
        stamp, told = form.stamp.data or "", form.revocation()
        with writing() as session:
            revoke_title(session, person(), site().catalogue, title_id, told, stamp=stamp, now=site().now())

    outcome = attempt(form, write) if form.is_submitted() else None
    if outcome and outcome.is_saved:
        return _back(title, gettext("称号已撤销，评估结果已更新。撤错了可以取消撤销。"))
    faults = outcome.faults if outcome else []
    page = render_template("titles/revoke.html", form=form, firm=firm, title=_held(title), faults=faults)
    return page, outcome.status if outcome else 200


@blueprint.get("/<int:title_id>/restore")
@requires(Action.KEEP_TITLES)
def ask_restore(title_id: int) -> Any:
    title, firm = _opened(title_id)
    if title.revoked_on is None:
        raise NotRevoked()
    return render_template("titles/restore.html", firm=firm, title=_held(title), record=title)


@blueprint.post("/<int:title_id>/restore")
@requires(Action.KEEP_TITLES)
def restore(title_id: int) -> Any:
    title, _ = _opened(title_id)
    with writing() as session:
        restore_title(session, person(), site().catalogue, title_id, now=site().now())
    return _back(title, gettext("撤销已取消，称号恢复原状，评估结果已更新。"))


@blueprint.get("/<int:title_id>/remove")
@requires(Action.KEEP_TITLES)
def ask_remove(title_id: int) -> Any:
    title, firm = _opened(title_id)
    with browsing() as session:
        is_kept = is_in_use(session, title_id)
    return render_template("titles/remove.html", firm=firm, title=_held(title), record=title, is_kept=is_kept)


@blueprint.post("/<int:title_id>/remove")
@requires(Action.KEEP_TITLES)
def remove(title_id: int) -> Any:
    title, _ = _opened(title_id)
    with writing() as session:
        remove_title(session, person(), site().catalogue, title_id, now=site().now())
    return _back(title, gettext("称号已删除，评估结果已更新。原来的内容保留在变更记录里。"))


def _opened(title_id: int) -> tuple[TitleRecord, FirmRecord]:
    with browsing() as session:
        title = get_title(session, person(), title_id)
        return title, titles_of(session, person(), title.firm_id).firm


def _held(title: TitleRecord) -> HeldTitle:
    return held_title(title, site().catalogue.ladder, site().today())


def _back(title: TitleRecord, told: str) -> Any:
    flash(told, "done")
    return redirect(url_for(".of_firm", firm_id=title.firm_id), 303)
