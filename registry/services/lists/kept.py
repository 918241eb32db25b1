"""A list that an office works with day by day: declared once, registered once, and then it has a file, a job for a long file
and, where its rows are firms, a place in an office's own layout."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from registry.domain.access import Action, require
from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.list_files import write_list
from registry.services.lists.asking import Asked, followed
from registry.services.lists.columns import Column, Told, heads_and_rows, shown
from registry.services.lists.firm_rows import ListRows, register_list
from registry.services.lists.long import LongList, register_long_list


def nothing_beside(asked: Asked, query: Any, rows: Iterable[Any]) -> None:
    """A list whose rows say everything."""


@dataclass(frozen=True)
class KeptList:
    """One list. `query` reads the address (it has `sort` and `as_facts()`), `count` and `rows` ask for the permission and keep to
    the scope; `beside` reads what cells need for all rows at once; `noted` is the journal's word for its file. `layout` gives the
    rows as firms, None for a list of something else; `named` says which list it is where there are many of a kind.
    """

    code: str
    label: str
    noted: str
    columns: tuple[Column, ...]
    usual_sort: str
    query: Callable[[Asked], Any]
    count: Callable[[Asked, Any], int]
    rows: Callable[[Asked, Any], Iterable[Any]]
    beside: Callable[[Asked, Any, Iterable[Any]], Any] = nothing_beside
    layout: Callable[[Asked, Any], ListRows] | None = None
    named: Callable[[Asked], str] | None = None


_kept: dict[str, KeptList] = {}


def keep(kept: KeptList) -> KeptList:
    """Add the list, with its file, its job and its layout."""
    _kept[kept.code] = kept
    register_long_list(
        kept.code,
        LongList(
            kept.label,
            lambda asked: kept.count(asked, kept.query(asked)),
            lambda asked, stream: write_file(asked, kept, stream),
        ),
    )
    if (layout := kept.layout) is not None:
        register_list(kept.code, lambda asked: layout(asked, kept.query(asked)))
    return kept


def kept_list(code: str) -> KeptList:
    """The list of that code. Raises NotFound."""
    if code not in _kept:
        raise NotFound(what=mark("这份名单"))
    return _kept[code]


def columns_shown(asked: Asked, kept: KeptList) -> set[str]:
    """The codes of the columns that the address shows, for a list that reads only what it needs."""
    return {column.code for column in shown(kept.columns, asked.columns)}


def kept_lists() -> tuple[KeptList, ...]:
    """Every list there is."""
    return tuple(_kept.values())


def file_name(asked: Asked, kept: KeptList) -> str:
    """What the file is called, without its day."""
    label = asked.wording.translate(kept.label)
    return f"{kept.named(asked)}-{label}" if kept.named else label


def write_file(asked: Asked, kept: KeptList, stream: BinaryIO) -> int:
    """Write the whole list as filtered, sorted and with the columns shown, and note the export; how many rows.

    Texts stay texts: no cell is a formula, no credit code a number.
    """
    require(asked.person, Action.EXPORT_LISTS)
    query = kept.query(asked)
    rows = kept.rows(asked, query)
    told = Told(asked.catalogue, asked.wording, asked.today, kept.beside(asked, query, rows))
    columns = shown(kept.columns, asked.columns)
    heads, cells = heads_and_rows(columns, rows, told)
    total = kept.count(asked, query) if asked.tell else 0
    count = write_list(stream, kept.label, heads, followed(cells, total, asked.tell), asked.wording)
    facts = {name: str(value) for name, value in query.as_facts().items()} | {"sort": query.sort}
    if columns != shown(kept.columns, ()):
        facts["columns"] = ",".join(column.code for column in columns if not column.is_fixed)
    text = journal.said(facts | {"rows": count})
    journal.note(asked.session, asked.person, kept.noted, now=asked.now, text=text)
    return count
