"""Who is asking, and whether they may: every route says its permission through one of three decorators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, flash, redirect, request, session, url_for
from flask_babel import gettext
from flask_login import LoginManager, UserMixin, current_user, login_user

from registry.domain.access import Action, Person, Role, may, require
from registry.services import second_factors, sign_ins
from registry.services.accounts import as_person
from registry.web.once import PageTokens
from registry.web.site import browsing, site

View = TypeVar("View", bound=Callable[..., Any])
EVERYBODY, SIGNED_IN = "everybody", "signed-in"
SEEN = "seen"
WITHOUT_NEW_PASSWORD = {"accounts.change_password", "accounts.sign_out", "accounts.switch_language"}

csrf = PageTokens()
logins = LoginManager()
logins.login_view = "accounts.sign_in"
logins.login_message = None


@dataclass(frozen=True)
class Visitor(UserMixin):
    """An account as a page needs it: the person for the services, the name to show, what is due."""

    person: Person
    name: str
    display_name: str
    must_change_password: bool
    language: str | None
    token: str
    sign_in_id: int
    second_factor_due: bool = False

    @property
    def role(self) -> Role:
        """The account's role."""
        return self.person.role

    def get_id(self) -> str:
        """The token of the sign-in, which the cookie carries."""
        return self.token


@logins.user_loader
def find_visitor(token: str) -> Visitor | None:
    """Whoever is signed in with the token, unless the sign-in has ended, is too old, or was left alone for too long."""
    settings = site().settings
    if idle_since(real_now()) > timedelta(minutes=settings.idle_minutes):
        return None
    with browsing() as store:
        account = sign_ins.find_open(store, token, now=real_now(), lasting=timedelta(hours=settings.session_hours))
        if account is None:
            return None
        who = as_person(account)
        return Visitor(
            who,
            account.name,
            account.display_name,
            account.must_change_password,
            account.language,
            token,
            account.sign_in_id,
            second_factors.is_due(store, who, demo=settings.demo),
        )


def real_now() -> datetime:
    """The real moment: how long somebody has been signed in has nothing to do with a fixed day."""
    return datetime.now(UTC)


def welcome(token: str) -> None:
    """Let this browser be signed in from now on, with nothing left of what it carried before but the language."""
    chosen = session.get("language")
    session.clear()
    if chosen:
        session["language"] = chosen
    session[SEEN] = int(real_now().timestamp())
    visitor = find_visitor(token)
    if visitor is not None:
        login_user(visitor)


def idle_since(now: datetime) -> timedelta:
    """How long this browser has asked for nothing."""
    return now - datetime.fromtimestamp(session.get(SEEN, 0), UTC)


def _note_seen() -> None:
    """The signed cookie carries when it was last used, to the minute, so that reading a page writes nothing."""
    now = real_now()
    if current_user.is_authenticated and idle_since(now) > timedelta(minutes=1):
        session[SEEN] = int(now.timestamp())


def requires(action: Action) -> Callable[[View], View]:
    """For signed-in people whose role holds the action; others get 403, strangers the sign-in page."""
    return _guard(action, lambda: require(person(), action))


def signed_in(view: View) -> View:
    """For everybody who is signed in."""
    return _guard(SIGNED_IN, lambda: None)(view)


def public(view: View) -> View:
    """For everybody."""
    view.permission = EVERYBODY  # type: ignore[attr-defined]
    return view


def _guard(permission: str, check: Callable[[], None]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            if not current_user.is_authenticated:
                return logins.unauthorized()
            check()
            return view(**values)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def person() -> Person:
    """Whoever sent this request, for the services."""
    found: Person = current_user.person
    return found


def allowed(action: str) -> bool:
    """Whether the visitor's role holds the action; pages hide what is not."""
    visitor = current_user._get_current_object()
    return visitor.is_authenticated and may(visitor.role, Action(action))


def safe_target(target: str | None) -> str | None:
    """A path on this site to go on to, or None: never another host, never a scheme.

    >>> safe_target("/firms?page=2"), safe_target("//evil.example/"), safe_target("https://evil.example")
    ('/firms?page=2', None, None)
    >>> [safe_target(each) for each in ("/\\\\evil.example", "/\\t/evil.example", "javascript:alert(1)", "firms", "", None)]
    [None, None, None, None, None, None]
    """
    parts = urlsplit((target or "").replace("\\", "/"))
    usable = parts.path.startswith("/") and not (parts.scheme or parts.netloc or target.startswith("//"))
    return target if usable else None


def _ask_for_second_factor() -> Any:
    due = current_user.is_authenticated and current_user.second_factor_due and not current_user.must_change_password
    if due and request.endpoint not in {*WITHOUT_NEW_PASSWORD, "accounts.second_factor", "static", "bootstrap.static"}:
        flash(gettext("管理员账号需要两步验证，请先设置。"), "note")
        return redirect(url_for("accounts.second_factor"), 303)
    return None


def _ask_for_new_password() -> Any:
    due = current_user.is_authenticated and current_user.must_change_password
    if due and request.endpoint not in {*WITHOUT_NEW_PASSWORD, "static", "bootstrap.static"}:
        flash(gettext("请先设置新密码：首次登录，或密码已到更换期限。"), "note")
        return redirect(url_for("accounts.change_password"), 303)
    return None


def prepare_security(app: Flask) -> None:
    """Sessions, sign-in and protection against forged forms."""
    app.config.update(
        SESSION_COOKIE_NAME="tidu",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
    )
    csrf.init_app(app)
    logins.init_app(app)
    app.before_request(_ask_for_new_password)
    app.before_request(_ask_for_second_factor)
    app.before_request(_note_seen)
