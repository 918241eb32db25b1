"""Every command has an entry that says what it does; none of them acts as somebody."""

from __future__ import annotations

from collections.abc import Iterator

import click

from registry.catalogue.strict import read_file
from registry.cli.main import main
from registry.domain.access import SYSTEM, Action, may
from tests.permission_page import COMMANDS

OPERATOR = "operator"


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        elif command is not None:
            yield " ".join((*above, name)), command


def test_every_command_has_an_entry_and_every_entry_a_command() -> None:
    held = read_file(COMMANDS)
    assert set(held) == {name for name, _ in commands(main)}
    actions = {str(held.entry(name)["action"]) for name in held} - {OPERATOR}
    assert actions <= set(Action)
    assert all(may(SYSTEM.role, Action(action)) for action in actions)


def test_no_command_can_be_told_to_act_as_somebody_else() -> None:
    asked = {name: {option.name for option in command.params} for name, command in commands(main)}
    assert not {name for name, options in asked.items() if options & {"as_user", "account", "person", "actor"}}
    assert [name for name, options in asked.items() if "role" in options] == ["user add"]
