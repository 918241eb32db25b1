"""Recording a title of a firm, renewing it and correcting it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action
from registry.services.titles.fields import CODES, TitleFields, fields_of, renewal_of
from registry.services.titles.history import FirmTitles, titles_of
from registry.services.titles.keeping import RevokedTitle, add_title, get_title, save_title, stamp_of
from registry.store.titles import TitleRecord
from registry.web.firms.titles import term_of
from registry.web.meeting import meets
from registry.web.names import tier_label
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing
from registry.web.titles.attempting import attempt
from registry.web.titles.forms import TitleForm
from registry.web.titles.views import blueprint


@blueprint.route("/firms/<int:firm_id>/new", methods=["GET", "POST"])
@requires(Action.KEEP_TITLES)
def create(firm_id: int) -> Any:
    with browsing() as session:
        found = titles_of(session, person(), firm_id)
    form = TitleForm(tier=request.args.get("tier")).offer(found.titles)
    return _kept(form, found, _adding(firm_id, form), gettext("登记称号"), gettext("称号已登记，评估结果已更新。"))


@blueprint.route("/<int:title_id>/renew", methods=["GET", "POST"])
@requires(Action.KEEP_TITLES)
def renew(title_id: int) -> Any:
    title, found = _opened(title_id)
    if title.revoked_on is not None:
        raise RevokedTitle()
    form = _form(renewal_of(site().catalogue.ladder[title.tier], title), found)
    heading = gettext("续期：%(tier)s %(term)s", tier=tier_label(title.tier), term=term_of(title))
    return _kept(form, found, _adding(title.firm_id, form), heading, gettext("续期已登记，评估结果已更新。"))


@blueprint.route("/<int:title_id>/edit", methods=["GET", "POST"])
@requires(Action.KEEP_TITLES)
def edit(title_id: int) -> Any:
    title, found = _opened(title_id)
    others = FirmTitles(found.firm, tuple(one for one in found.titles if one.id != title_id))
    form = _form(fields_of(title), others, stamp_of(title), is_open=title.valid_to is None)

    def save(session: Session) -> object:
        stamp, catalogue = form.stamp.data or "", site().catalogue
        return save_title(session, person(), catalogue, title_id, form.fields(), stamp=stamp, now=site().now())

    heading = gettext("更正：%(tier)s %(term)s", tier=tier_label(title.tier), term=term_of(title))
    back = url_for(".of_firm", firm_id=title.firm_id)
    meets(form, stamp_of(title), heading=heading, back=back, token_name="stamp")
    return _kept(form, found, save, heading, gettext("称号已更正，评估结果已更新。"))


def _opened(title_id: int) -> tuple[TitleRecord, FirmTitles]:
    with browsing() as session:
        title = get_title(session, person(), title_id)
        return title, titles_of(session, person(), title.firm_id)


def _form(fields: TitleFields, found: FirmTitles, stamp: str = "", *, is_open: bool = False) -> TitleForm:
    values = {code: getattr(fields, code) for code in CODES} | {"renews": fields.renews or 0}
    return TitleForm(data={**values, "stamp": stamp, "is_open": is_open}).offer(found.titles)


def _adding(firm_id: int, form: TitleForm) -> Callable[[Session], object]:
    return lambda session: add_title(session, person(), site().catalogue, firm_id, form.fields(), now=site().now())


def _kept(form: TitleForm, found: FirmTitles, save: Callable[[Session], object], heading: str, told: str) -> Any:
    """The form, the firm's titles after saving, or the form again with what is to be mended."""

    def write() -> None:
        with writing() as session:
            save(session)

    outcome = attempt(form, write) if form.is_submitted() else None
    if outcome and outcome.is_saved:
        flash(told, "done")
        return redirect(url_for(".of_firm", firm_id=found.firm.id), 303)
    faults = outcome.faults if outcome else []
    page = render_template("titles/edit.html", form=form, firm=found.firm, heading=heading, faults=faults)
    return page, outcome.status if outcome else 200
