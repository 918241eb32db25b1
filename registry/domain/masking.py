"""Personal data as pages and files show it: enough to recognise, not enough to use."""

from __future__ import annotations


def masked(text: str) -> str:
    """The first character of a name; the first three and last two of a number.

    >>> masked("王小明"), masked("13807191234"), masked("")
    ('王**', '138******34', '')
    """
    if any(character.isdigit() for character in text) and len(text) > 6:
        return text[:3] + "*" * (len(text) - 5) + text[-2:]
    return text[:1] + "*" * (len(text) - 1)
