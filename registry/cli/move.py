"""tidu move: from SQLite to PostgreSQL."""

from __future__ import annotations

import click

from registry.cli.context import DatabaseNotReady, open_registry, say, show_json
from registry.cli.options import as_json
from registry.domain.texts import mark
from registry.services import moving
from registry.store.database import make_engine
from registry.store.schema import is_current

MOVED = mark(
    "已迁移 {rows} 行，行数和封存链与原来一致。请把 TIDU_DATABASE_URL 改为新的地址再启动；原来的文件没有改动。"
)


@click.command()
@click.argument("target", metavar="TARGET_URL")
@as_json
def move(target: str, as_json: bool) -> None:
    """Copy everything from the SQLite database of this installation into an empty PostgreSQL database.

    Stop the service before: what is written meanwhile stays behind.
    """
    registry = open_registry()
    if not is_current(registry.engine):
        raise DatabaseNotReady()
    moved = moving.move(registry.engine, make_engine(target))
    say(registry.wording.say(MOVED, rows=sum(moved.values())))
    if as_json:
        show_json(moved)
