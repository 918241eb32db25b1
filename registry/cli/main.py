"""The group of all commands, and the one place where an error becomes a sentence and an exit code.

0: done; 1: done, but some rows or checks were refused; 2: could not run.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from registry.cli.audit import audit
from registry.cli.backups import backup, restore
from registry.cli.candidates import candidates
from registry.cli.context import say, wording_in
from registry.cli.database import demo, init
from registry.cli.doctor import doctor
from registry.cli.evaluations import evaluate, explain, verdicts
from registry.cli.evidence import evidence
from registry.cli.imports import import_file
from registry.cli.ledgers import ledger, template
from registry.cli.move import move
from registry.cli.rules import rules
from registry.cli.serve import serve
from registry.cli.targets import targets
from registry.cli.users import user
from registry.cli.worker import worker
from registry.config import SettingsError, read_settings
from registry.domain.errors import RegistryError
from registry.domain.texts import mark
from registry.services.wording import CHINESE, Wording

DATABASE_FAILED = mark("数据库无法使用：{reason}")
SYSTEM_FAILED = mark("无法完成：{reason}")


class Commands(click.Group):
    """Turns everything a user can cause into one sentence on stderr and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except RegistryError as error:
            say(_wording().say(error.template, **error.facts))
        except DBAPIError as error:
            reason = str(error.orig or error).strip().splitlines()[0]
            say(_wording().say(DATABASE_FAILED, reason=reason))
        except BrokenPipeError:  # whoever reads us, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ctx.exit(0)
        except OSError as error:
            reason = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
            say(_wording().say(SYSTEM_FAILED, reason=reason))
        return ctx.exit(2)


def _wording() -> Wording:
    """The language asked for; Chinese where the settings themselves are at fault."""
    try:
        return wording_in(read_settings().language)
    except SettingsError:
        return CHINESE


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="tidu", prog_name="tidu")
def main() -> None:
    """Tidu 梯度: a registry of firms climbing the cultivation ladder."""


for command in (
    init,
    demo,
    serve,
    worker,
    import_file,
    template,
    ledger,
    evaluate,
    candidates,
    verdicts,
    explain,
    user,
    rules,
    targets,
    audit,
    backup,
    restore,
    doctor,
    move,
    evidence,
):
    main.add_command(command)
