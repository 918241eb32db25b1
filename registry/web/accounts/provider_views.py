"""Signing in through the office's own provider, and linking an account with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, abort, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext
from flask_login import current_user

from registry.domain.access import Action
from registry.domain.errors import RegistryError
from registry.services import identities
from registry.web.accounts.views import begin_sign_in, blueprint, go_on
from registry.web.languages import sentence
from registry.web.limits import SIGN_IN, limiter
from registry.web.security import person, public, requires, safe_target, signed_in
from registry.web.site import site, writing

if TYPE_CHECKING:
    from registry.web.accounts.provider import Provider

LINKING, NEXT = "provider-linking", "provider-next"


def _provider() -> Provider:
    """The configured provider; without one these addresses do not exist."""
    found: Provider | None = current_app.extensions["tidu-provider"]
    if found is None:
        abort(404)
    return found


@blueprint.get("/provider")
@public
@limiter.limit(SIGN_IN)
def provider_start() -> Any:
    """To the provider, to sign in."""
    session[NEXT] = safe_target(request.args.get("next"))
    session.pop(LINKING, None)
    return _lead_there(url_for(".sign_in"))


@blueprint.get("/provider/link")
@signed_in
@limiter.limit(SIGN_IN)
def provider_link() -> Any:
    """To the provider, to link the own account with who one is there."""
    session[LINKING] = person().account_id
    return _lead_there(url_for(".own"))


def _lead_there(on_failure: str) -> Any:
    try:
        return _provider().lead_there(url_for(".provider_back", _external=True))
    except RegistryError as error:
        flash(sentence(error), "problem")
        return redirect(on_failure, 303)


@blueprint.get("/provider/back")
@public
@limiter.limit(SIGN_IN)
def provider_back() -> Any:
    """Back from the provider: link, or sign in."""
    provider, linking, target = _provider(), session.pop(LINKING, None), session.pop(NEXT, None)
    home = url_for(".own") if linking else url_for(".sign_in", next=target)
    try:
        subject = provider.subject()
        if linking is not None:
            return _link(provider, subject, linking)
    except RegistryError as error:
        flash(sentence(error), "problem")
        return redirect(home, 303)
    return _sign_in(provider, subject, target)


def _link(provider: Provider, subject: str, account_id: int) -> Any:
    if not current_user.is_authenticated or person().account_id != account_id:
        flash(gettext("登录已经结束，请重新登录后再关联。"), "problem")
        return redirect(url_for(".sign_in"), 303)
    with writing() as store:
        identities.link(store, person(), provider.issuer, subject, now=site().now())
    flash(gettext("已关联，以后可以用%(provider)s登录。", provider=provider.name), "done")
    return redirect(url_for(".own"), 303)


def _sign_in(provider: Provider, subject: str, target: str | None) -> Any:
    with writing() as store:
        account = identities.find_account(store, provider.issuer, subject)
        token = begin_sign_in(store, account, "oidc") if account else ""
    if account is None:
        flash(
            gettext("您的统一身份还没有关联账号：请先用账号和密码登录，在“我的账号”里关联。没有账号请联系管理员。"),
            "problem",
        )
        return redirect(url_for(".sign_in", next=target), 303)
    return go_on(token, account, target)


@blueprint.post("/provider/unlink")
@signed_in
def provider_unlink() -> Any:
    with writing() as store:
        identities.unlink(store, person(), person().account_id or 0, _provider().issuer, now=site().now())
    flash(gettext("关联已解除，以后用密码登录。"), "done")
    return redirect(url_for(".own"), 303)


@blueprint.post("/provider/unlink/<int:account_id>")
@requires(Action.MANAGE_ACCOUNTS)
def provider_unlink_other(account_id: int) -> Any:
    with writing() as store:
        identities.unlink(store, person(), account_id, _provider().issuer, now=site().now())
    flash(gettext("关联已解除，以后用密码登录。"), "done")
    return redirect(url_for("account_keeping.show", account_id=account_id), 303)


def settle_provider(app: Flask) -> None:
    """Let pages know the provider where one is configured; its libraries are loaded only then."""
    settings, provider = app.extensions["tidu"].settings, None
    if settings.oidc_issuer:
        from registry.web.accounts.provider import Provider

        provider = Provider(app, settings)
    app.extensions["tidu-provider"] = app.jinja_env.globals["provider"] = provider
