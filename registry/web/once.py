"""A form that is sent twice acts once: a double click, a reload, two workers or two hosts make no difference.

Each page that is shown has a number, carried by the token that every form has anyway. The number, the address and
all that was sent make the key of the act. `writing()` notes the key in the transaction of the act; a second sending is led
to where the first one led. The same form with other content is another act, and so is the same content on a page opened anew.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from secrets import token_urlsafe
from typing import Any

from flask import Flask, Response, current_app, flash, g, has_request_context, redirect, request, session
from flask_babel import gettext
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy import Engine
from sqlmodel import Session

from registry.services import sent_forms
from registry.services.sent_forms import SentBefore

MARK = "~"
FIELD = "csrf_token"
KEPT = 2_000  # browsers
FREE = {"accounts"}  # signing in and out belong to a browser, not to a form
PATIENCE, PAUSE = 2.0, 0.05  # seconds to wait for the outcome of a sending that is just being answered


class PageTokens(CSRFProtect):
    """Protection against forged forms, with tokens that carry the number of their page."""

    def _get_csrf_token(self) -> str | None:
        token: str | None = super()._get_csrf_token()
        return token.partition(MARK)[0] if token else None


def refuse_repeat(session: Session) -> None:
    """Raise SentBefore where the form of this request has acted already. At the start of each transaction that writes."""
    if has_request_context() and "acted" not in g and (key := _key()):
        sent_forms.refuse_repeat(session, key)


def note_sent(session: Session) -> None:
    """Note in the transaction that the form of this request has acted. At its end."""
    if has_request_context() and "acted" not in g and (key := _key()):
        sent_forms.note_sent(session, key, datetime.now(UTC))
        g.acted = key


def prepare_once(app: Flask) -> None:
    """Number each page, and remember where each form led to."""
    app.before_request(_number_page)
    app.after_request(_keep_outcome)
    app.register_error_handler(SentBefore, _lead_on)


def _keep_outcome(response: Response) -> Response:
    key: str | None = g.get("acted")
    if key and response.location:
        sent_forms.note_outcome(_engine(), key, response.location)
    elif key:
        sent_forms.forget(_engine(), key)
    return response


def _lead_on(error: SentBefore) -> Any:
    from registry.web.errors import error_page  # the general page of refusals

    told = gettext("这张表单已经提交过，没有重复处理。")
    if (address := _outcome()) is None:
        return error_page(409, told)
    flash(told, "note")
    return redirect(address, 303)


def _engine() -> Engine:
    """The database of the site that answers."""
    found: Engine = current_app.extensions["tidu"].engine
    return found


def _number_page() -> None:
    """The token of this page's forms; Flask-WTF takes it from `g`, whichever way a form asks for it."""
    if request.endpoint and not request.endpoint.endswith("static"):
        g.csrf_token = _signed_token() + MARK + token_urlsafe(9)


def _signed_token() -> str:
    """The token of this browser; signed once, for every page of it has the same before its number."""
    own = session.get(FIELD)
    return _signed(current_app.secret_key, own) if isinstance(own, str) else str(generate_csrf())


@lru_cache(KEPT)
def _signed(_secret: str | bytes | None, _own: str) -> str:
    return str(generate_csrf())


def _outcome() -> str | None:
    key, until = _key(), time.monotonic() + PATIENCE
    while (found := sent_forms.outcome_of(_engine(), key or "")) is None and time.monotonic() < until:
        time.sleep(PAUSE)
    return found


def _key() -> str | None:
    """The key of the act; None for what is no form of a page."""
    if request.method != "POST" or request.blueprint in FREE or MARK not in request.form.get(FIELD, ""):
        return None
    if "sent_key" not in g:
        g.sent_key = _digest()
    found: str = g.sent_key
    return found


def _digest() -> str:
    digest = blake2b(request.full_path.encode(errors="replace"), digest_size=24)
    for name, text in sorted(request.form.items(multi=True)):
        digest.update(f"\0{name}\0{text}".encode(errors="replace"))
    for name, upload in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        place = upload.stream.tell()
        upload.stream.seek(0)
        digest.update(f"\0{name}\0{upload.filename}\0".encode(errors="replace"))
        while part := upload.stream.read(1 << 20):
            digest.update(part)
        upload.stream.seek(place)
    return digest.hexdigest()
