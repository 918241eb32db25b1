"""tidu worker: does long work, beside the pages or on a machine of its own."""

from __future__ import annotations

import click

from registry.cli.context import open_registry, say
from registry.domain.texts import mark
from registry.worker.consuming import work

READY = mark("后台工作进程已启动（按 Ctrl+C 停止）")


@click.command()
def worker() -> None:
    """Do long work (large imports) until stopped. `tidu serve` starts one by itself."""
    registry = open_registry()
    with registry.reading():
        len(registry.catalogue.rule_sets)
    registry.engine.dispose()
    say(registry.wording.say(READY))
    work(registry.settings)
