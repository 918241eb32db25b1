"""Signing in, with a second factor where there is one, and out; the language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user, logout_user
from sqlmodel import Session

from registry.services import accounts, identities, second_factors, sign_ins
from registry.services.password_age import ask_if_outworn
from registry.services.sign_ins import Origin
from registry.store.accounts import Account
from registry.store.sign_ins import IdentityRecord
from registry.web.accounts.forms import CodeForm, SignInForm
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.languages import LANGUAGES, translated
from registry.web.limits import SIGN_IN, limiter
from registry.web.security import person, public, real_now, safe_target, signed_in, welcome
from registry.web.site import browsing, site, writing

blueprint = Blueprint("accounts", __name__, url_prefix="/account")
PENDING = "pending"
SECONDS_FOR_CODE = 300


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
        name, now = form.name.data.strip(), site().now()
        answer = accounts.authenticate(store, name, form.password.data, now=now, address=request.remote_addr or "")
        token = ""
        if answer.account:
            ask_if_outworn(store, answer.account, site().settings.password_days, now=now)
            token = begin_sign_in(store, answer.account, "password")
    if answer.account is None:
        return _sign_in_page(form, [Fault("name", translated(answer.refusal))], 422)
    return go_on(token, answer.account, request.args.get("next"))


def begin_sign_in(store: Session, account: Account, method: str) -> str:
    """The token of a new sign-in; none where a code has to be asked first."""
    if method != "code" and second_factors.is_set_up(store, account.id or 0):
        return ""
    accounts.forget_failures(account)
    origin = Origin(request.remote_addr or "", request.user_agent.string, method)
    return sign_ins.begin(store, account, origin, now=real_now())


def go_on(token: str, account: Account, target: str | None) -> Any:
    """To the page that was asked for, or to the question for a code."""
    target = safe_target(target)
    if not token:
        session[PENDING] = [account.id, int(real_now().timestamp())]
        return redirect(url_for(".code", next=target), 303)
    welcome(token)
    return redirect(target or url_for("home.index"), 303)


@blueprint.route("/code", methods=["GET", "POST"])
@public
@limiter.limit(SIGN_IN, methods=["POST"])
def code() -> Any:
    """The second step: a one-time code, within five minutes of the password."""
    account_id, since = session.get(PENDING) or (0, 0)
    if real_now().timestamp() - since > SECONDS_FOR_CODE:
        return redirect(url_for(".sign_in", next=safe_target(request.args.get("next"))), 303)
    form = CodeForm()
    if not form.validate_on_submit():
        return _code_page(form, faults_of(form), 422 if request.method == "POST" else 200)
    with writing() as store:
        account = store.get_one(Account, account_id)
        refusal = _check_code(store, account, form.code.data)
        token = "" if refusal else begin_sign_in(store, account, "code")
    if refusal:
        return _code_page(form, [Fault("code", translated(refusal))], 422)
    return go_on(token, account, request.args.get("next"))


def _check_code(store: Session, account: Account, code: str) -> str:
    """Why the code is not taken; empty where it is."""
    now = site().now()
    if accounts.is_locked(account, now):
        return accounts.LOCKED
    if account.active and second_factors.check(store, account, code, site().settings.secret_key, now=real_now()):
        return ""
    accounts.count_failure(store, account, now, request.remote_addr or "")
    return second_factors.WrongCode().facts["reason"]  # type: ignore[return-value]


def _sign_in_page(form: SignInForm, faults: list[Fault], status: int) -> Any:
    return render_template("accounts/sign_in.html", form=form, faults=faults, demo=site().settings.demo), status


def _code_page(form: CodeForm, faults: list[Fault], status: int) -> Any:
    return render_template("accounts/code.html", form=form, faults=faults), status


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Any:
    with writing() as store:
        sign_ins.end_own(store, person(), current_user.sign_in_id, now=real_now(), ending=sign_ins.SIGNED_OUT)
    logout_user()
    flash(gettext("您已退出登录。"), "done")
    return redirect(url_for(".sign_in"), 303)


@blueprint.get("")
@signed_in
def own() -> Any:
    """The own account: what it may reach, its second factor, where it is signed in."""
    lasting, now = timedelta(hours=site().settings.session_hours), real_now()
    with browsing() as store:
        listed = sign_ins.own(store, person(), now=now, lasting=lasting)
        facts = {"factor": second_factors.is_set_up(store, person().account_id or 0), "identity": _identity(store)}
        rows = [(one, sign_ins.is_open(one, now=now, lasting=lasting)) for one in listed]
    return render_template("accounts/own.html", rows=rows, here_id=current_user.sign_in_id, **facts)


def _identity(store: Session) -> IdentityRecord | None:
    issuer = site().settings.oidc_issuer
    return identities.of_account(store, person().account_id or 0, issuer) if issuer else None


@blueprint.post("/sign-ins/<int:sign_in_id>/end")
@signed_in
def end(sign_in_id: int) -> Any:
    with writing() as store:
        sign_ins.end_own(store, person(), sign_in_id, now=real_now())
    flash(gettext("那次登录已结束，需要重新输入密码。"), "done")
    return redirect(url_for(".own"), 303)


@blueprint.post("/language")
@public
def switch_language() -> Any:
    wanted = request.form.get("language")
    if wanted in LANGUAGES:
        session["language"] = wanted
    return redirect(safe_target(request.form.get("next")) or url_for("home.index"), 303)
