"""tidu doctor: whether the installation is well."""

from __future__ import annotations

import click

from registry.cli.context import open_registry, show_json
from registry.cli.options import as_json
from registry.services.health.checks import examine
from registry.services.health.findings import Level

SIGNS = {Level.WELL: "✓", Level.WARNING: "!", Level.ERROR: "✗"}


@click.command()
@as_json
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Look at settings, database, disk, backups, catalogue, queue, clock and journal; exit code 1 unless all is well."""
    registry = open_registry()
    found = examine(registry.engine, registry.settings, now=registry.now())
    told = [(one, registry.wording.say(one.template, **one.facts)) for one in found]
    if as_json:
        show_json([{"check": one.check, "level": one.level.value, "message": sentence} for one, sentence in told])
    else:
        for one, sentence in told:
            click.echo(f"{SIGNS[one.level]} {sentence}")
    context.exit(0 if all(one.level is Level.WELL for one in found) else 1)
