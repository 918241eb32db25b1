"""What the arguments of a list's address ask for, for its page, its file and a layout alike; what cannot be read is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

Arguments = Mapping[str, str]


def said(arguments: Arguments, name: str, longest: int = 100) -> str:
    """The argument without surrounding spaces, cut to a sane length."""
    return arguments.get(name, "").strip()[:longest]


def one_of(arguments: Arguments, name: str, known: Collection[str], usual: str = "") -> str:
    """The argument where it is one of those known."""
    text = said(arguments, name)
    return text if text in known else usual


def whole(arguments: Arguments, name: str) -> int | None:
    """A whole number of up to nine digits."""
    text = said(arguments, name, 9)
    return int(text) if text.isascii() and text.isdecimal() else None


def day(arguments: Arguments, name: str) -> date | None:
    """A day as 2026-06-30."""
    try:
        return date.fromisoformat(said(arguments, name, 10))
    except ValueError:
        return None
