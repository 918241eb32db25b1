"""The first letters of readings, from a table made of pypinyin's dictionaries: these take half a second to load, the table a few
milliseconds, and every process that imports or edits a firm needs it. `python -m tests.initials_table` makes it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("initials.txt")


@lru_cache(maxsize=1)
def letters_of_characters() -> dict[str, str]:
    """First letter of each character's usual reading."""
    lines = (line.split(" ", 1) for line in _parts()[0].splitlines())
    return {character: letter for letter, characters in lines for character in characters}


@lru_cache(maxsize=1)
def phrases_read_otherwise() -> tuple[list[str], list[str]]:
    """Phrases whose letters differ from those of their characters, the longest first, and their letters."""
    lines = [line.split(" ", 1) for line in _parts()[1].splitlines()]
    return [phrase for _, phrase in lines], [letters for letters, _ in lines]


def _parts() -> list[str]:
    return TABLE.read_text(encoding="utf-8").split("\n\n")
