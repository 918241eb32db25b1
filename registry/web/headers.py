"""What every answer carries: a request id, a strict content policy, no caching of pages."""

from __future__ import annotations

from uuid import uuid4

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def _number_request() -> None:
    g.request_id = uuid4().hex[:12]


def _add_headers(response: Response) -> Response:
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint not in ("static", "bootstrap.static"):
        response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def prepare_headers(app: Flask) -> None:
    """Number each request and protect each answer."""
    app.before_request(_number_request)
    app.after_request(_add_headers)


def settle_proxies(app: Flask) -> None:
    """Believe the address and scheme that our own proxies report, as many as the settings name, and nobody else's."""
    count = app.extensions["tidu"].settings.proxies
    plain = Flask.wsgi_app.__get__(app)
    app.wsgi_app = ProxyFix(plain, x_for=count, x_proto=count, x_host=count) if count else plain  # type: ignore[method-assign]
