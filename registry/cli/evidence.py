"""tidu evidence: looks after the files that stand behind values."""

from __future__ import annotations

import click

from registry.cli.context import open_registry, say
from registry.domain.texts import mark
from registry.services.evidence.files import sweep as sweep_files

SWEPT = mark("已清理 {removed} 个没有记录的材料文件；有记录而文件缺失的 {missing} 个。")


@click.group()
def evidence() -> None:
    """Evidence that firms and officers uploaded."""


@evidence.command()
@click.pass_context
def sweep(context: click.Context) -> None:
    """Remove files that no record speaks of; exit code 1 where a record's file is missing, each named by its hash."""
    registry = open_registry()
    with registry.reading() as session:
        removed, missing = sweep_files(session, registry.settings.data_dir, now=registry.now())
    for digest in missing:
        click.echo(digest)
    say(registry.wording.say(SWEPT, removed=removed, missing=len(missing)))
    context.exit(1 if missing else 0)
