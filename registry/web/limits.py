"""How often somebody may try to sign in, by address: counted for all workers together, beside the lock of the account itself."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from registry.config import Settings
from registry.web.limit_counts import FileCounts

FILE = "limits.sqlite3"
SIGN_IN = "20 per minute; 200 per hour"

limiter = Limiter(get_remote_address, strategy="fixed-window", in_memory_fallback_enabled=True)


def settle_limits(app: Flask) -> None:
    """Install the limiter with its place of counting; nothing is limited but what says so."""
    app.config["RATELIMIT_STORAGE_URI"] = place_of_counts(app.extensions["tidu"].settings)
    limiter.init_app(app)


def place_of_counts(settings: Settings) -> str:
    """Redis where several machines share one, otherwise a file of the data directory."""
    if settings.redis_url:
        return settings.redis_url
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return f"{FileCounts.STORAGE_SCHEME[0]}://{quote(str(settings.data_dir / FILE))}"
