"""As whom a command acts: as the installation itself, or with `--as` as an account, within its role and scope.

It asks for no password: whoever may run commands on the server could change the accounts as well. The journal names the account and
the way in, so that nothing done like this looks as if the person had sent a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from registry.catalogue.strict import read_file
from registry.cli.context import NoSuchFile, Registry
from registry.config import read_settings
from registry.domain.access import Action, Person, require
from registry.domain.errors import NotAllowed, NotFound, RegistryError
from registry.domain.texts import mark
from registry.services.accounts import find_person_called
from registry.services.attempts import note_attempt

TABLE = Path(__file__).with_name("commands.yaml")
OPERATOR = "operator"


class OperatorOnly(NotAllowed):
    """A command that keeps the installation running, which no account can do."""

    template = mark("「tidu {command}」维护安装本身，没有哪个账号能运行；请去掉 --as。")


class NoSuchAccount(NotAllowed):
    """Nobody of that name, or the account was closed."""

    template = mark("没有账号「{name}」，或者它已经停用。")


@dataclass(frozen=True)
class Entry:
    """What the table says of a command: the action that it is, and what it is about."""

    action: str
    object: str


@dataclass(frozen=True)
class Acting:
    """Whoever a command acts as, and what it was asked to do."""

    person: Person
    command: str
    object: str


@cache
def command_table() -> Mapping[str, Entry]:
    """Every command with its entry."""
    held = read_file(TABLE)
    entries = {name: held.entry(name).only(("action", "object")) for name in held}
    return {name: Entry(str(each.need("action")), str(each.need("object"))) for name, each in entries.items()}


def full_name(name: str, command: click.Command, rest: list[str]) -> str:
    """The name of a command with that of the group around it, as the table has it."""
    return f"{name} {rest[0]}" if isinstance(command, click.Group) and rest else name


def act_as(account: str, command: str) -> Acting | None:
    """The account of that name, if it may do what the command does. Raises NotAllowed and its kinds.

    None for what is no command, which click refuses itself.
    """
    entry = command_table().get(command)
    if entry is None:
        return None
    if entry.action == OPERATOR:
        raise OperatorOnly(command=command)
    with Registry(read_settings()).reading() as session:
        person = find_person_called(session, account)
    if person is None:
        raise NoSuchAccount(name=account)
    require(person, Action(entry.action))
    return Acting(replace(person, by_command=True), command, entry.object)


def keep_attempt(acting: Acting, error: RegistryError) -> None:
    """Journal that the account did not find what it asked for, as the pages do."""
    if not isinstance(error, NotFound) or isinstance(error, NoSuchFile):
        return
    registry = Registry(read_settings())
    try:
        with registry.writing() as session:
            address = f"tidu {acting.command}"
            note_attempt(session, acting.person, acting.object, address, "command", now=registry.now())
    except SQLAlchemyError:  # the refusal itself is told all the same
        return
