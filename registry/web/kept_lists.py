"""Kept lists on their pages: the columns shown, the heads that sort, and the one door by which every list leaves as a file."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from flask import Blueprint, request
from sqlmodel import Session

from registry.domain.access import Action
from registry.services.lists import every  # noqa: F401 - it registers the lists
from registry.services.lists.asking import Asked
from registry.services.lists.columns import Column, shown, sorts
from registry.services.lists.firm_rows import has_layout
from registry.services.lists.kept import KeptList, file_name, kept_list, write_file
from registry.web.addresses import carried
from registry.web.heads import SortHead, sort_head
from registry.web.languages import language, translated, wording
from registry.web.ledgers.files import workbook
from registry.web.listing import NOT_IN_A_FILE
from registry.web.long_lists import written_later
from registry.web.patterns import url_for
from registry.web.security import person, requires
from registry.web.shown_columns import ShownColumn
from registry.web.site import site, writing

KEPT = 500  # tables
blueprint = Blueprint("lists", __name__, url_prefix="/lists")


@dataclass(frozen=True)
class TableHead:
    """One column as shown; `sorted` is None where it does not sort, a silent label is for readers alone."""

    code: str
    label: str
    sorted: SortHead | None
    look: str
    is_silent: bool


@dataclass(frozen=True)
class Table:
    """What a page says of its list beside the rows; `layout` is the list's code where a layout can take it in."""

    code: str
    heads: tuple[TableHead, ...]
    offered: tuple[ShownColumn, ...]
    file_url: str
    layout: str

    @property
    def codes(self) -> list[str]:
        """The columns in their order."""
        return [head.code for head in self.heads]


@blueprint.get("/<code>.xlsx")
@requires(Action.EXPORT_LISTS)
def file(code: str) -> Any:
    """The list as its address filters, sorts and shows it, all pages of it; a job where that takes long."""
    kept = kept_list(code)
    if job := written_later(code):
        return job
    content = BytesIO()
    with writing() as session:
        asked = asked_here(session)
        name = file_name(asked, kept)
        write_file(asked, kept, content)
    return workbook(content, f"{name}-{site().today()}")


def asked_here(session: Session, **facts: object) -> Asked:
    """Who asks for the list of this address; `facts` are what its path says."""
    said = {key: ",".join(request.args.getlist(key)) if key == "column" else request.args[key] for key in request.args}
    arguments = said | {name: str(value) for name, value in facts.items()}
    return Asked(session, person(), site().catalogue, arguments, site().today(), site().now(), wording())


def table_of(code: str, *without: str, **facts: object) -> Table:
    """The table of the list of this address, `without` the columns that the visitor has no use for."""
    said = tuple((name, text) for name, text in request.args.items(multi=True) if name != "page")
    path = tuple((request.view_args or {}).items())
    place = (request.root_path, request.endpoint, path, said, language())
    return _table(place, code, without, tuple(facts.items()))


@lru_cache(KEPT)
def _table(_place: Hashable, code: str, without: tuple[str, ...], of: tuple[tuple[str, object], ...]) -> Table:
    """The table, written once for everything that it says: the place is all that the request adds."""
    kept, facts = kept_list(code), dict(of)
    columns = [column for column in kept.columns if column.code not in without]
    showing = shown(columns, request.args.getlist("column"))
    order = request.args.get("sort", "")
    order = order if order in sorts(columns) else kept.usual_sort
    return Table(
        code=code,
        heads=tuple(_head(column, kept.usual_sort, order) for column in showing),
        offered=tuple(_offered(column, showing) for column in columns if not column.is_fixed),
        file_url=_file_url(kept, **facts),
        layout=code if has_layout(code) else "",
    )


def _head(column: Column, usual: str, order: str) -> TableHead:
    by = sort_head(column.sort, usual, order or "none") if column.sort else None
    return TableHead(column.code, translated(column.label), by, column.look, column.code == "pick")


def _offered(column: Column, showing: list[Column]) -> ShownColumn:
    return ShownColumn(column.code, translated(column.label), column in showing)


def _file_url(kept: KeptList, **facts: object) -> str:
    said: dict[str, Any] = carried("code", *(set(NOT_IN_A_FILE) - {"column"}))
    path = request.view_args or {}
    return url_for("lists.file", code=kept.code, **{k: v for k, v in {**said, **path, **facts}.items() if v})
