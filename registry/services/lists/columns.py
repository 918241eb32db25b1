"""The columns of a list: what stands over them, whether they sort, and what the file says in each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.catalogue.reader import Catalogue
from registry.domain.texts import mark
from registry.services.wording import Wording


@dataclass(frozen=True)
class Told:
    """What a cell may need beside its row; `beside` is what the list read for all of its rows at once."""

    catalogue: Catalogue
    wording: Wording
    today: date
    beside: Any = None


Read = Callable[[Any, Told], Any]


@dataclass(frozen=True)
class Cell:
    """A column of the file: its head as a message id, its width, and what a row says there (text, number, day or None)."""

    head: str
    width: int
    read: Read


@dataclass(frozen=True)
class Column:
    """A column of the list under one code of its address.

    `cells` are what the file has of it, none where it stays on the page (personal data, buttons). `sort` is the key that sorts
    by it, turned round by a minus. A fixed column cannot be left out; a usual one is shown by an address that names none.
    """

    code: str
    label: str
    cells: tuple[Cell, ...] = ()
    sort: str = ""
    is_usual: bool = True
    is_fixed: bool = False
    look: str = ""


def shown(columns: Iterable[Column], asked: Collection[str]) -> list[Column]:
    """The columns to be shown, in their order: the fixed and the asked ones; without a known one, the usual ones."""
    every = list(columns)
    wanted = {column.code for column in every if column.code in asked and not column.is_fixed}
    return [column for column in every if column.is_fixed or (column.code in wanted if wanted else column.is_usual)]


def sorts(columns: Iterable[Column]) -> set[str]:
    """Every order that the heads offer, both ways."""
    keys = {column.sort for column in columns if column.sort}
    return keys | {f"-{key}" for key in keys}


def plain(name: str) -> Read:
    """The field of the row as it is."""
    return lambda row, told: getattr(row, name)


def worded(name: str, words: Mapping[Any, str]) -> Read:
    """A code of the row in words; an unknown one as it is, none as nothing."""
    return lambda row, told: told.wording.translate(words.get(getattr(row, name), getattr(row, name)) or "") or None


def place(row: Any, told: Told) -> str:
    """The whole name of the row's division."""
    return told.catalogue.divisions.full_name(row.division_code or "")


def tier(row: Any, told: Told) -> str:
    """The label of the row's tier."""
    found = told.catalogue.ladder.get(row.tier)
    return told.wording.text(found.label) if found else row.tier


def person_of(name: str) -> Read:
    """Who it is; accounts of the registry itself have a name to be translated."""
    return lambda row, told: told.wording.translate(getattr(row, name)) if getattr(row, name) else None


def simple(code: str, label: str, width: int, read: Read | None = None, **how: Any) -> Column:
    """A column that is one cell of the file under the same head."""
    return Column(code, label, (Cell(label, width, read or plain(code)),), **how)


def firm(sort: str = "name", name: str = "name") -> Column:
    """The firm itself, which every list of firms begins with: its name and its credit code, as text."""
    cells = (Cell(mark("企业名称"), 34, plain(name)), Cell(mark("统一社会信用代码"), 21, plain("credit_code")))
    return Column("name", mark("企业名称"), cells, sort=sort, is_fixed=True)


AREA = Column(
    "area",
    mark("地区"),
    (Cell(mark("地区"), 24, place), Cell(mark("园区"), 18, plain("park"))),
)


def heads_and_rows(
    columns: Sequence[Column], rows: Iterable[Any], told: Told
) -> tuple[list[tuple[str, int]], Iterable[list[Any]]]:
    """The heads of the file with their widths, and its cells row by row."""
    cells = [cell for column in columns for cell in column.cells]
    return [(cell.head, cell.width) for cell in cells], ([cell.read(row, told) for cell in cells] for row in rows)
