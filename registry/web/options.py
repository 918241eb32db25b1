"""The options of a filter, written out: a page has hundreds, nearly all the same as on the page before."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from markupsafe import Markup

KEPT = 2_000  # lists of options
SELECTED = Markup(" selected")


def option_list(choices: Iterable[tuple[Any, Any]], current: Any) -> Markup:
    """The choices, each as value and words, the current one selected."""
    return _options(tuple(choices), current)


@lru_cache(KEPT)
def _options(choices: tuple[tuple[Any, Any], ...], current: Any) -> Markup:
    option = Markup('<option value="{}"{}>{}</option>')
    return Markup("\n").join(
        option.format(value, SELECTED if value == current else "", words) for value, words in choices
    )
