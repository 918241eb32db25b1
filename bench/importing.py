"""Import: a ledger of firms and their figures, read, checked, matched, compared, stored and journalled, beside the bare reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

from bench.kept import Afresh, kept, own_copy
from bench.ledgers import ledger, ledgers
from bench.registries import TODAY, Fresh, Registry
from bench.stores import template
from importers.reading import read_file
from registry.catalogue.reader import load_catalogue

SOME = 1_000
Work = Callable[[], object]


def bare_reader(rows: int) -> Work:
    """python-calamine alone: every cell as a Python value."""
    path = ledger(rows)
    return lambda: CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def reading_alone(rows: int) -> Work:
    """Read, find the table, map the columns, type and check every cell."""
    path, catalogue = ledger(rows), load_catalogue()
    return lambda: read_file(path, path.name, indicators=catalogue.indicators, ladder=catalogue.ladder, today=TODAY)


def whole_import(rows: int) -> Work:
    """The same, then match, compare, store and journal in a fresh SQLite database."""
    path, fresh = ledger(rows), Fresh(Registry)
    return Afresh(fresh.renew, lambda: fresh.registry.take(path))


def second_import(rows: int) -> Work:
    """The same file once more: everything is compared, nothing changes."""
    path, registry = ledger(rows), Registry(own_copy(imported(rows)))
    return lambda: registry.take(path)


def evaluated_import(rows: int) -> Work:
    """The first import into a register that was evaluated: its firms are evaluated before the commit."""
    path, fresh = ledger(rows), Fresh(lambda: Registry(own_copy(evaluated_empty())))
    return Afresh(fresh.renew, lambda: fresh.registry.take(path))


def ledger_of_all(firms: int) -> Work:
    """An empty register takes the ledger of all firms, in several files where one is not enough."""
    paths, fresh = ledgers(firms), Fresh(Registry)
    return Afresh(fresh.renew, lambda: [fresh.registry.take(path) for path in paths])


def ledger_of_some(firms: int) -> Work:
    """An evaluated register of so many firms takes a ledger of a thousand of them, all with other figures."""
    path, source = ledger(min(firms, SOME)), template(firms, evaluated=True).parent
    fresh = Fresh(lambda: Registry(own_copy(source)))
    return Afresh(fresh.renew, lambda: fresh.registry.take(path))


def own_export(rows: int) -> Work:
    """The whole register written as a ledger workbook."""
    return Registry(imported(rows)).give


def imported(rows: int) -> Path:
    """The folder of a registry that has taken the ledger; not to be written into."""

    def make(folder: Path) -> None:
        path, registry = ledger(rows), Registry(folder)
        registry.take(path)
        registry.evaluate()
        registry.engine.dispose()

    return kept(f"imported-{rows}", make)


def evaluated_empty() -> Path:
    """The folder of a registry without firms that was evaluated, so that imports evaluate too."""

    def make(folder: Path) -> None:
        registry = Registry(folder)
        registry.evaluate()
        registry.engine.dispose()

    return kept("evaluated-empty", make)
