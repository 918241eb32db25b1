"""The group of all commands, and the one place where an error becomes a sentence and an exit code.

0: done; 1: done, but some rows or checks were refused, or the account asked for may not do this; 2: could not run.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from registry.cli.context import say, wording_in
from registry.config import SettingsError, read_settings
from registry.domain.errors import NotAllowed, RegistryError
from registry.domain.texts import mark
from registry.services.troubles import trouble_of
from registry.services.wording import CHINESE, Wording

DATABASE_FAILED = mark("数据库无法使用：{reason}")
SYSTEM_FAILED = mark("无法完成：{reason}")
COMMANDS = {
    "init": "database",
    "demo": "database",
    "serve": "serve",
    "worker": "worker",
    "import": "imports:import_file",
    "template": "ledgers",
    "ledger": "ledgers",
    "evaluate": "evaluations",
    "candidates": "candidates",
    "verdicts": "evaluations",
    "explain": "evaluations",
    "user": "users",
    "rules": "rules",
    "targets": "targets",
    "audit": "audit",
    "backup": "backups",
    "restore": "backups",
    "doctor": "doctor",
    "move": "move",
    "evidence": "evidence",
    "contacts": "contacts",
}


class Commands(click.Group):
    """Imports only the command that is asked for; turns everything a user can cause into one sentence and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command with its module, which is imported now: most need only a small part of the program."""
        if name not in COMMANDS:
            return None
        module, _, function = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(f"registry.cli.{module}"), function or name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command; with --as only one that the account may use, before anything of it runs."""
        name, command, rest = super().resolve_command(ctx, args)
        if ctx.params.get("account") is not None and name is not None and command is not None:
            acting = _acting()
            ctx.obj = acting.act_as(ctx.params["account"], acting.full_name(name, command, rest))
        return name, command, rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except RegistryError as error:
            say(_wording().say(error.template, **error.facts))
            if ctx.obj is not None:
                _acting().keep_attempt(ctx.obj, error)
            return ctx.exit(1 if isinstance(error, NotAllowed) else 2)
        except DBAPIError as error:
            reason = str(error.orig or error).strip().splitlines()[0]
            say(_told(error) + _wording().say(DATABASE_FAILED, reason=reason))
        except BrokenPipeError:  # whoever reads us, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ctx.exit(0)
        except OSError as error:
            reason = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
            say(_told(error) + _wording().say(SYSTEM_FAILED, reason=reason))
        return ctx.exit(2)


def _acting() -> Any:
    """The module for --as, which most runs do without."""
    return import_module("registry.cli.acting")


def _told(error: Exception) -> str:
    """What to do about a full or read-only disk, before what the system said; "" for any other error."""
    trouble = trouble_of(error)
    return f"{_wording().say(trouble.template)} " if trouble else ""


def _wording() -> Wording:
    """The language asked for; Chinese where the settings themselves are at fault."""
    try:
        return wording_in(read_settings().language)
    except SettingsError:
        return CHINESE


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="tidu", prog_name="tidu")
@click.option("--as", "account", metavar="ACCOUNT", help="Act as this account, within its role and scope.")
def main(account: str | None) -> None:
    """Tidu 梯度: a registry of firms climbing the cultivation ladder."""
