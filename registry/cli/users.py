"""tidu user: accounts from the command line, the first of an installation among them."""

from __future__ import annotations

import click

from registry.cli.context import open_registry, say, show_json
from registry.cli.options import as_json
from registry.domain.access import Role
from registry.domain.texts import mark
from registry.services import accounts, firms
from registry.services.accounts import NewAccount

FIRST_PASSWORD = mark("账号 {name} 已建立，首次登录密码（只显示这一次）：")


@click.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.argument("name")
@click.option("--role", required=True, metavar="ROLE", help=f"One of {', '.join(Role)}.")
@click.option("--division", default="", help="Division prefix of 2, 4 or 6 digits; empty for all.")
@click.option("--park", default="", help="Park; empty for all.")
@click.option("--firm", default="", metavar="CREDIT_CODE", help="The firm of an enterprise account.")
@click.option("--display-name", default="", help="The name that pages show.")
@as_json
def add(name: str, role: str, division: str, park: str, firm: str, display_name: str, as_json: bool) -> None:
    """Make an account and print its one-time password."""
    registry = open_registry()
    with registry.writing() as session:
        firm_id = firms.get_firm_by_code(session, registry.person, firm).id if firm else None
        new = NewAccount(name, role, division, park, firm_id, display_name)
        password = accounts.add_account(session, registry.person, new, now=registry.now())
    if as_json:
        show_json({"name": name, "role": role, "division": division, "park": park, "password": password})
    else:
        say(registry.wording.say(FIRST_PASSWORD, name=name))
        click.echo(password)
