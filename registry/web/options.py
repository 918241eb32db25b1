"""The options of a filter, written out: a page has hundreds, nearly all the same as on the page before."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from markupsafe import Markup

KEPT = 10_000


def option_list(choices: Iterable[tuple[Any, Any]], current: Any) -> Markup:
    """The choices, each as value and words, the current one selected."""
    return Markup("\n".join(_option(str(value), str(words), value == current) for value, words in choices))


@lru_cache(KEPT)
def _option(value: str, words: str, is_selected: bool) -> str:
    return Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected" if is_selected else ""), words)
