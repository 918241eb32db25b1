"""What people keep of their own account: the password, and the second factor."""

from __future__ import annotations

from typing import Any

import segno
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from registry.domain.errors import InvalidInput
from registry.services import accounts, second_factors, sign_ins
from registry.web.accounts.forms import CodeForm, PasswordForm
from registry.web.accounts.views import blueprint
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.languages import sentence
from registry.web.limits import SIGN_IN, limiter
from registry.web.security import person, real_now, signed_in
from registry.web.site import site, writing

SQUARE = {"scale": 5, "border": 2, "svgclass": None, "lineclass": None}


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
@limiter.limit(SIGN_IN, methods=["POST"])
def change_password() -> Any:
    form = PasswordForm()
    faults = faults_of(form) if not form.validate_on_submit() else _replace_password(form)
    if request.method == "POST" and not faults:
        flash(gettext("密码已修改，其他地方的登录已失效。"), "done")
        return redirect(url_for("home.index"), 303)
    return render_template("accounts/password.html", form=form, faults=faults), 422 if faults else 200


def _replace_password(form: PasswordForm) -> list[Fault]:
    account_id, here = current_user.person.account_id, current_user.sign_in_id
    try:
        with writing() as store:
            accounts.change_password(store, account_id, form.old.data, form.new.data, now=site().now())
            sign_ins.end_others(store, account_id, here, now=real_now(), ending=sign_ins.NEW_PASSWORD)
    except InvalidInput as error:
        field = form.old if error.facts["field"] == "当前密码" else form.new
        field.errors = [sentence(error)]
        return faults_of(form)
    return []


@blueprint.route("/second-factor", methods=["GET", "POST"])
@signed_in
@limiter.limit(SIGN_IN, methods=["POST"])
def second_factor() -> Any:
    """Set it up: the square code, the key to be typed where there is no camera, and a first code as proof."""
    form, secret, codes = CodeForm(), site().settings.secret_key, []
    with writing() as store:
        key = second_factors.prepare(store, person(), secret, now=real_now())
    faults = faults_of(form)
    if form.validate_on_submit():
        try:
            with writing() as store:
                codes = second_factors.confirm(store, person(), form.code.data, secret, now=real_now())
        except second_factors.WrongCode as error:
            faults = [Fault("code", sentence(error))]
    if codes:
        return render_template("accounts/recovery.html", codes=codes)
    faults = faults if request.method == "POST" else []
    square = segno.make(second_factors.address(key, current_user.name), micro=False).svg_data_uri(**SQUARE)
    page = render_template("accounts/second_factor.html", form=form, faults=faults, key=key, square=square)
    return page, 422 if faults else 200


@blueprint.route("/second-factor/off", methods=["GET", "POST"])
@signed_in
@limiter.limit(SIGN_IN, methods=["POST"])
def drop_second_factor() -> Any:
    form = CodeForm()
    faults = faults_of(form)
    if form.validate_on_submit():
        try:
            with writing() as store:
                secret = site().settings.secret_key
                second_factors.drop(store, person(), form.code.data, secret, now=real_now())
            flash(gettext("两步验证已关闭。"), "done")
            return redirect(url_for(".own"), 303)
        except second_factors.WrongCode as error:
            faults = [Fault("code", sentence(error))]
    faults = faults if request.method == "POST" else []
    return render_template("accounts/factor_off.html", form=form, faults=faults), 422 if faults else 200
