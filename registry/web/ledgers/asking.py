"""What the address asks of a ledger: its years."""

from __future__ import annotations

from flask import request
from flask_babel import gettext

from registry.domain.errors import InvalidInput

MOST = 30


def asked_years() -> tuple[int, ...]:
    """The years of the address, none where it names none. Raises InvalidInput for what is no year."""
    texts = [text.strip() for text in request.args.getlist("year") if text.strip()]
    if len(texts) > MOST or not all(text.isdecimal() and len(text) == 4 for text in texts):
        raise InvalidInput(field=gettext("年度"), reason=gettext("请填写四位年份，例如 2025。"))
    return tuple(map(int, texts))
