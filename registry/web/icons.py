"""The few icons the pages use, cut from Bootstrap-Flask's own sprite and drawn inline: no request, no script, prints well."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import flask_bootstrap
from markupsafe import Markup

SPRITE = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "icons" / "bootstrap-icons.svg"
SYMBOL = re.compile(r'<symbol class="[^"]*" viewBox="([^"]*)" id="([^"]*)">(.*?)</symbol>', re.DOTALL)


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    return {name: (box, paths) for box, name, paths in SYMBOL.findall(SPRITE.read_text("utf-8"))}


@cache
def icon(name: str) -> Markup:
    """The icon as inline SVG, hidden from screen readers: a word always stands beside it."""
    box, paths = _symbols()[name]
    return Markup(
        f'<svg class="icon" viewBox="{box}" width="16" height="16" fill="currentColor" aria-hidden="true" focusable="false">'
        f"{paths}</svg>"
    )
