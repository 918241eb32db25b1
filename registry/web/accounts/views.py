"""Signing in and out, changing the own password, switching the language."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user

from registry.domain.errors import InvalidInput
from registry.services import accounts
from registry.web.accounts.forms import PasswordForm, SignInForm
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.languages import LANGUAGES, sentence, translated
from registry.web.limits import SIGN_IN, limiter
from registry.web.security import find_visitor, public, safe_target, signed_in
from registry.web.site import site, writing

blueprint = Blueprint("accounts", __name__, url_prefix="/account")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(SIGN_IN, methods=["POST"])
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, faults_of(form), 422 if request.method == "POST" else 200)
    with writing() as store:
        answer = accounts.authenticate(store, form.name.data.strip(), form.password.data, now=site().now())
    if answer.person is None:
        return _sign_in_page(form, [Fault("name", translated(answer.refusal))], 422)
    return _welcome(answer.person.account_id)


def _welcome(account_id: int) -> Any:
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen
    login_user(find_visitor(account_id))
    return redirect(safe_target(request.args.get("next")) or url_for("home.index"), 303)


def _sign_in_page(form: SignInForm, faults: list[Fault], status: int) -> Any:
    return render_template("accounts/sign_in.html", form=form, faults=faults, demo=site().settings.demo), status


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Any:
    logout_user()
    flash(gettext("您已退出登录。"), "done")
    return redirect(url_for(".sign_in"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
def change_password() -> Any:
    form = PasswordForm()
    faults = faults_of(form) if not form.validate_on_submit() else _replace_password(form)
    if request.method == "POST" and not faults:
        flash(gettext("密码已修改，其他地方的登录已失效。"), "done")
        return redirect(url_for("home.index"), 303)
    status = 422 if faults else 200
    return render_template("accounts/password.html", form=form, faults=faults), status


def _replace_password(form: PasswordForm) -> list[Fault]:
    account_id = current_user.person.account_id
    try:
        with writing() as store:
            accounts.change_password(store, account_id, form.old.data, form.new.data, now=site().now())
    except InvalidInput as error:
        field = form.old if error.facts["field"] == "当前密码" else form.new
        field.errors = [sentence(error)]
        return faults_of(form)
    login_user(find_visitor(account_id))
    return []


@blueprint.post("/language")
@public
def switch_language() -> Any:
    wanted = request.form.get("language")
    if wanted in LANGUAGES:
        session["language"] = wanted
    return redirect(safe_target(request.form.get("next")) or url_for("home.index"), 303)
