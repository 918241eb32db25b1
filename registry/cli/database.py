"""tidu init and tidu demo: the database, the catalogue, and something to look at."""

from __future__ import annotations

from pathlib import Path

import click
from sqlmodel import Session

from registry.cli.context import Registry, open_registry, say, write_file
from registry.domain.access import SYSTEM
from registry.domain.texts import mark
from registry.services import demo as demo_service
from registry.services import evaluations
from registry.services.catalogue import publish_catalogue
from registry.services.demo.drafts import add_demo_draft
from registry.services.demo.ledger import example_ledger
from registry.services.demo.rounds import add_demo_round
from registry.services.demo.targets import add_demo_targets
from registry.services.standings import count_firms
from registry.services.targets.publishing import publish_targets
from registry.store import name_words
from registry.store.database import transaction
from registry.store.schema import upgrade

READY = mark("数据库已就绪：{database}，认定标准 {rules} 个（新发布 {published} 个）。")
FILLED = mark("演示数据已就绪：{firms} 家企业，截止日 {as_of}，数据年 {data_year}。")
KEPT = mark("库中已有 {firms} 家企业，没有放入演示数据。")
PUBLIC = mark("演示账号的密码是公开的，这个库只能用来试看；正式使用请另建一个库。")
LEDGER = mark("示例台账已写入 {file}，可以用 tidu import 或在“导入”页面试一试。")


@click.command()
def init() -> None:
    """Create or upgrade the database and load the catalogue; can be run again at any time."""
    prepare(open_registry())


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing but init where there are firms already.")
@click.option(
    "--ledger", type=click.Path(path_type=Path), default=None, help="Only write the example ledger, an .xlsx."
)
def demo(if_empty: bool, ledger: Path | None) -> None:
    """Init, then about 300 invented firms, an account per role and a first evaluation."""
    registry = open_registry()
    if ledger is not None:
        write_file(ledger, lambda stream: stream.write(example_ledger()))
        say(registry.wording.say(LEDGER, file=ledger))
        return
    prepare(registry)
    with registry.writing() as session:
        firms = count_firms(session, SYSTEM)
        if if_empty and firms:
            say(registry.wording.say(KEPT, firms=firms))
        else:
            _fill(registry, session)


def prepare(registry: Registry) -> None:
    """Bring the database up to date and publish the catalogue."""
    upgrade(registry.engine)
    name_words.fold(registry.engine)
    with transaction(registry.engine) as session:
        published = publish_catalogue(session, registry.catalogue, now=registry.now())
        publish_targets(session, registry.catalogue, now=registry.now())
    place = registry.engine.url.render_as_string(hide_password=True)
    rules = len(registry.catalogue.rule_sets)
    say(registry.wording.say(READY, database=place, rules=rules, published=published))


def _fill(registry: Registry, session: Session) -> None:
    demo_service.fill(session, registry.catalogue, now=registry.now())
    session.flush()
    add_demo_targets(session, registry.catalogue, today=registry.today(), now=registry.now())
    summary = evaluations.run(session, SYSTEM, registry.catalogue, as_of=registry.today(), now=registry.now())
    add_demo_round(session, registry.catalogue, now=registry.now())
    add_demo_draft(session, registry.catalogue, registry.settings, now=registry.now())
    say(registry.wording.say(FILLED, firms=summary.firms, as_of=summary.as_of, data_year=summary.data_year))
    if not registry.settings.demo:
        say(registry.wording.say(PUBLIC))
