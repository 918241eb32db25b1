"""Who is asking, and whether they may: every route says its permission through one of three decorators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFProtect

from registry.domain.access import Action, Person, Role, may, require
from registry.services.accounts import as_person
from registry.store.accounts import Account
from registry.web.site import browsing

View = TypeVar("View", bound=Callable[..., Any])
EVERYBODY, SIGNED_IN = "everybody", "signed-in"
WITHOUT_NEW_PASSWORD = {"accounts.change_password", "accounts.sign_out", "accounts.switch_language"}

csrf = CSRFProtect()
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
    stamp: str

    @property
    def role(self) -> Role:
        """The account's role."""
        return self.person.role

    def get_id(self) -> str:
        """The account and a stamp of its password, so that a new password ends all other sessions."""
        return f"{self.person.account_id}.{self.stamp}"


def visitor_of(account: Account) -> Visitor:
    """The visitor for an account row; keeps nothing of the row itself."""
    stamp = sha256(account.password_hash.encode()).hexdigest()[:16]
    return Visitor(
        as_person(account),
        account.name,
        account.display_name,
        account.must_change_password,
        account.language,
        stamp,
    )


def find_visitor(account_id: int) -> Visitor | None:
    """The visitor with that account, unless it is closed."""
    with browsing() as session:
        account = session.get(Account, account_id)
        return visitor_of(account) if account and account.active else None


@logins.user_loader
def _visitor_of_session(session_id: str) -> Visitor | None:
    number, _, stamp = session_id.partition(".")
    visitor = find_visitor(int(number)) if number.isdecimal() else None
    return visitor if visitor and visitor.stamp == stamp else None


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
    return current_user.is_authenticated and may(current_user.role, Action(action))


def safe_target(target: str | None) -> str | None:
    """A path on this site to go on to, or None: never another host, never a scheme.

    >>> safe_target("/firms?page=2"), safe_target("//evil.example/"), safe_target("https://evil.example")
    ('/firms?page=2', None, None)
    """
    parts = urlsplit((target or "").replace("\\", "/"))
    usable = parts.path.startswith("/") and not (parts.scheme or parts.netloc or target.startswith("//"))
    return target if usable else None


def _ask_for_new_password() -> Any:
    due = current_user.is_authenticated and current_user.must_change_password
    if due and request.endpoint not in {*WITHOUT_NEW_PASSWORD, "static", "bootstrap.static"}:
        flash(gettext("首次登录请先设置自己的密码。"), "note")
        return redirect(url_for("accounts.change_password"), 303)
    return None


def prepare_security(app: Flask) -> None:
    """Sessions, sign-in and protection against forged forms."""
    app.config.update(
        SESSION_COOKIE_NAME="tidu",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=app.extensions["tidu"].settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
    )
    csrf.init_app(app)
    logins.init_app(app)
    app.before_request(_ask_for_new_password)
