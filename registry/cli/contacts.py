"""tidu contacts: the people behind firms, how long they are kept, and erasing them."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from registry.cli.context import Registry, open_registry, say
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services import firms
from registry.services.erasing import erase_contacts, silent_firms

DUE = mark("{count} 家企业的联系人超过 {years} 年没有变动。")
NOT_SET = mark("没有设置保留年限：请用 --years，或设置 TIDU_CONTACT_YEARS。")
ASK = mark("将删除 {count} 家企业的法定代表人、联系人和电话，包括导入的原文件，不能恢复。确定吗？")
DONE = mark("已删除 {count} 家企业的联系人：变更记录中的值 {values} 个，导入 {imports} 次，提交和申请 {requests} 份。")
BACKUPS = mark("此前的备份和已经导出的文件仍含这些信息，请按备份周期删除。")


@click.group()
def contacts() -> None:
    """Contacts: which are old, and erasing them."""


@contacts.command()
@click.option(
    "--years", type=click.IntRange(1, 50), help="Untouched for so many years; TIDU_CONTACT_YEARS if not given."
)
def due(years: int | None) -> None:
    """List the firms whose contacts nobody has touched for years: credit code, day of the last change, name."""
    registry = open_registry()
    asked = _years(registry, years)
    with registry.reading() as session:
        found = silent_firms(session, registry.person, _before(registry, asked))
    for firm in found:
        click.echo(f"{firm.credit_code}\t{firm.updated_at:%Y-%m-%d}\t{firm.name}")
    say(registry.wording.say(DUE, count=len(found), years=asked))


@contacts.command()
@click.option("--firm", "code", metavar="CREDIT_CODE", help="One firm that asked for it.")
@click.option("--years", type=click.IntRange(1, 50), help="All whose contacts nobody has touched for so many years.")
@click.option("--reason", required=True, help="Why; the journal keeps it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(code: str | None, years: int | None, reason: str, yes: bool) -> None:
    """Erase contacts, here and in every import that named them. Cannot be undone."""
    registry = open_registry()
    with registry.reading() as session:
        if code:
            found = [firms.get_firm_by_code(session, registry.person, code)]
        else:
            found = [*silent_firms(session, registry.person, _before(registry, _years(registry, years)))]
    if not yes:
        click.confirm(registry.wording.say(ASK, count=len(found)), abort=True, err=True)
    values = imports = requests = 0
    for firm in found:
        with registry.writing() as session:
            done = erase_contacts(session, registry.person, firm.id or 0, reason, now=registry.now())
        values, imports, requests = values + done.values, imports + done.imports, requests + done.requests
    facts = {"count": len(found), "values": values, "imports": imports, "requests": requests}
    say(registry.wording.say(DONE, **facts))
    say(registry.wording.say(BACKUPS))


def _years(registry: Registry, years: int | None) -> int:
    asked = years or registry.settings.contact_years
    if not asked:
        raise InvalidInput(field="--years", reason=NOT_SET)
    return asked


def _before(registry: Registry, years: int) -> datetime:
    return registry.now() - timedelta(days=365.25 * years)
