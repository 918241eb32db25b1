"""What a board is made of: tables of numbers that lead to firms, a drawing, filters, and how recent it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from registry.services.dashboards.areas import Area
from registry.services.dashboards.cells import NONE
from registry.services.dashboards.summary import Summary
from registry.web.listing import Chip, Choice, asked
from registry.web.names import division_name, tier_label
from registry.web.site import site


@dataclass(frozen=True)
class Cell:
    """One number with the address of its firms, or words; None is unknown and shown as a dash."""

    value: int | str | None
    url: str = ""

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int)

    @property
    def is_figure(self) -> bool:
        """Whether it stands to the right, as numbers, shares and unknown ones do."""
        return not isinstance(self.value, str) or self.value.endswith("%")


@dataclass(frozen=True)
class Row:
    """One line of a table; its label may lead further down."""

    label: str
    cells: Sequence[Cell]
    url: str = ""
    note: str = ""
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A table: the head of its first column, the heads of the others, its rows, the total among them, and its own drawing."""

    caption: str
    first: str
    heads: Sequence[str]
    rows: Sequence[Row]
    drawing: str = ""

    def lines(self) -> list[list[Any]]:
        """The rows as a file has them."""
        return [[row.label, *(cell.value for cell in row.cells)] for row in self.rows]


@dataclass(frozen=True)
class Filter:
    """A choice above the board."""

    name: str
    label: str
    choices: Sequence[Choice]
    current: str
    any: str = ""


@dataclass(frozen=True)
class Tab:
    """One of several views of a board."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Board:
    """Everything a board shows; `basis` says what it rests on where that is not the registry as it is now."""

    code: str
    title: str
    about: str
    summary: Summary
    tables: Sequence[Table]
    filters: Sequence[Filter] = ()
    tabs: Sequence[Sequence[Tab]] = ()
    chips: Sequence[Chip] = ()
    crumbs: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = field(default_factory=tuple)
    basis: str = ""

    @property
    def has_rows(self) -> bool:
        return any(table.rows for table in self.tables)

    @property
    def is_behind(self) -> bool:
        return self.summary.is_behind(site().today())


def place_asked() -> tuple[str, str]:
    """The division and park of the address."""
    return asked("division", 6), asked("park")


def behind_url(kind: str, tier: str = "", word: str = "", year: int = 0, place: tuple[str, str] | None = None) -> str:
    """The address of the firms behind a number."""
    division, park = place if place is not None else place_asked()
    told = {"tier": tier, "word": word, "year": year, "division": division, "park": park}
    return url_for("dashboards.firms", kind=kind, **{name: value for name, value in told.items() if value})


def number(
    count: int, kind: str, tier: str = "", word: str = "", year: int = 0, place: tuple[str, str] | None = None
) -> Cell:
    """A number that leads to its firms; zero leads nowhere."""
    return Cell(count, behind_url(kind, tier, word, year, place) if count else "")


def area_label(area: Area) -> str:
    """An area in words."""
    if area.park:
        return gettext("没有园区") if area.park == NONE else area.park
    if area.division == NONE:
        return gettext("没有归属")
    names = site().catalogue.divisions
    name = names.name(area.division)
    return gettext("%(city)s（未分区县）", city=name) if area.is_whole and len(area.division) > 4 else name


def place_label(division: str, park: str) -> str:
    """A place in words, blank for everywhere."""
    known = gettext("没有归属") if division == NONE else division_name(division) if division else ""
    named = gettext("没有园区") if park == NONE else park
    return " · ".join(part for part in (known, named) if part)


def tabs_of(name: str, choices: Sequence[Choice], current: str) -> list[Tab]:
    """Tabs that set one argument of the address."""
    kept, endpoint, parts = request.args.to_dict(), request.endpoint or "", request.view_args or {}
    return [
        Tab(label, url_for(endpoint, **parts, **{**kept, name: value}), value == current) for value, label in choices
    ]


def tiers_shown(cells: Any, order: Sequence[str], *kinds: str) -> list[str]:
    """The tiers that have any number of these kinds, in the order of the ladder."""
    found = set(cells.filter(cells["kind"].is_in(list(kinds)))["tier"].to_list())
    return [tier for tier in order if tier in found]


def labels_of(tiers: Sequence[str]) -> list[str]:
    """Tiers in words."""
    return [tier_label(tier) for tier in tiers]
