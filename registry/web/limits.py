"""How often somebody may try to sign in: counted in memory per worker, beside the lock that the account itself keeps."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="fixed-window")
SIGN_IN = "20 per minute; 200 per hour"


def prepare_limits(app: Flask) -> None:
    """Install the limiter; nothing is limited but what says so."""
    limiter.init_app(app)
