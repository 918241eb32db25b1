"""Writes registry/store/initials.txt from pypinyin's dictionaries: `python -m tests.initials_table` after it was updated."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from registry.store import initial_letters

FILE = Path(initial_letters.__file__).with_name("initials.txt")


def table() -> str:
    """A line per letter with the characters whose usual reading begins with it, then a line per phrase that is read otherwise,
    the longest first."""
    letters = {code: _first_letter(readings.split(",")[0]) for code, readings in PINYIN_DICT.items()}
    by_letter: dict[str, str] = {}
    for code in sorted(letters):
        by_letter[letters[code]] = by_letter.get(letters[code], "") + chr(code)
    phrases = {}
    for phrase, readings in PHRASES_DICT.items():
        reading = "".join(_first_letter(options[0]) for options in readings)
        if len(reading) == len(phrase) and reading != phrase.translate(letters):
            phrases[phrase] = reading
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    lines = [f"{letter} {by_letter[letter]}" for letter in sorted(by_letter)]
    return "\n".join([*lines, "", *(f"{phrases[phrase]} {phrase}" for phrase in ordered), ""])


def _first_letter(reading: str) -> str:
    return unicodedata.normalize("NFD", reading[:1])[:1]


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
