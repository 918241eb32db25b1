"""tidu audit: whether the journal is as it was written."""

from __future__ import annotations

import click

from registry.cli.context import open_registry, say, show_json
from registry.cli.options import as_json
from registry.domain.texts import mark
from registry.services import audit as audits
from registry.store import sealing

INTACT = mark("变更记录完好：{entries} 条记录，{seals} 次封存。封存链末端：{head}")
BROKEN = mark("变更记录不完好：{faults} 处不符，共 {entries} 条记录，{seals} 次封存。")


@click.group()
def audit() -> None:
    """The journal's chain of seals."""


@audit.command()
@click.option("--head", "known_head", default="", help="A head noted earlier, by `tidu audit head` or in a backup.")
@as_json
@click.pass_context
def verify(context: click.Context, known_head: str, as_json: bool) -> None:
    """Work out every seal again; exit code 1 where an entry was altered, removed or slipped in."""
    registry = open_registry()
    with registry.reading() as session:
        found = audits.verify(session, registry.person, known_head=known_head.strip())
    told = [registry.wording.say(fault.template, **fault.facts) for fault in found.faults]
    if as_json:
        show_json({"entries": found.entries, "seals": found.seals, "head": found.head, "faults": told})
    for sentence in told:
        say(sentence)
    summary = BROKEN if told else INTACT
    facts = {"entries": found.entries, "seals": found.seals, "head": found.head, "faults": len(told)}
    say(registry.wording.say(summary, **facts))
    context.exit(1 if told else 0)


@audit.command()
def head() -> None:
    """Print the end of the chain; kept elsewhere, it shows later whether the end was cut off."""
    registry = open_registry()
    with registry.reading() as session:
        click.echo(sealing.head(session))
