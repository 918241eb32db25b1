"""Lists whose whole state is their address: filters, the chips that remove them, and pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import g, request

from registry.web.addresses import carried
from registry.web.patterns import url_for

Choice = tuple[str, str]
NOT_IN_A_FILE = ("page", "column", "tab", "list")


@dataclass(frozen=True)
class Chip:
    """One filter in force, in words, with the address of the same list without it."""

    label: str
    text: str
    without: str


@dataclass(frozen=True)
class Step:
    """One page number; a gap between numbers has no address and no number."""

    number: int
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Pages:
    """The way through a long list."""

    current: int
    last: int
    steps: tuple[Step, ...]
    previous_url: str
    next_url: str


def address(**changes: object) -> str:
    """This list with some arguments changed; an empty one is left out, and a changed filter starts at the first page."""
    values: dict[str, object] = {**_carried_here(), "page": None, **changes}
    return url_for(
        request.endpoint or "", **(request.view_args or {}), **{key: value for key, value in values.items() if value}
    )


def _carried_here() -> dict[str, str | list[str]]:
    """What this address says, for the many addresses of a page that go on with it."""
    if "carried" not in g:
        g.carried = carried()
    found: dict[str, str | list[str]] = g.carried
    return found


def layout_address(name: str, **facts: object) -> str:
    """Where this list, filtered and sorted as it is, is taken out in an office's own layout; `facts` are what its path says."""
    shown = carried(*NOT_IN_A_FILE, "list")
    return url_for("layouts.choose", list=name, **{key: value for key, value in {**shown, **facts}.items() if value})


def pages_of(current: int, last: int) -> Pages:
    """Page links: the first, the last, and two on either side."""
    shown = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    steps: list[Step] = []
    for number in shown:
        if steps and number - steps[-1].number > 1:
            steps.append(Step(0))
        steps.append(Step(number, _page(number), number == current))
    return Pages(
        current,
        last,
        tuple(steps),
        _page(current - 1) if current > 1 else "",
        _page(current + 1) if current < last else "",
    )


def _page(number: int) -> str:
    return address(page=number if number > 1 else None)


def chips_of(filters: Iterable[tuple[str, str, str]], choices: Mapping[str, Iterable[Choice]]) -> list[Chip]:
    """Chips for (name, label, value) of the filters in force; the value in words where it was chosen from a list."""
    found = []
    for name, label, value in filters:
        if value:
            words = dict(choices.get(name, ())).get(value, value)
            found.append(Chip(label, words.strip(), address(**{name: None})))
    return found


def asked_page() -> int:
    """The page asked for; anything but a number is the first."""
    text = request.args.get("page", "")
    return int(text) if text.isdecimal() and len(text) < 8 else 1


def asked(name: str, longest: int = 100) -> str:
    """A filter as sent, without surrounding spaces and cut to a sane length."""
    return request.args.get(name, "").strip()[:longest]
