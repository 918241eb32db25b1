"""tidu worker: does long work, beside the pages or on a machine of its own."""

from __future__ import annotations

import logging

import click

from registry.cli.context import open_registry, say
from registry.domain.texts import mark
from registry.worker.consuming import work

READY = mark("后台工作进程已启动（按 Ctrl+C 停止）")


@click.command()
@click.option("--parent", type=int, default=None, hidden=True, help="Stop when this process is gone.")
def worker(parent: int | None) -> None:
    """Do long work (large imports) until stopped. `tidu serve` starts one by itself."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    registry = open_registry()
    with registry.reading():
        len(registry.catalogue.rule_sets)
    registry.engine.dispose()
    if parent is None:
        say(registry.wording.say(READY))
    work(registry.settings, parent=parent)
