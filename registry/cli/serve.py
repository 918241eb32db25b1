"""tidu serve: the pages, by worker processes with one thread each."""

from __future__ import annotations

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from registry.cli.context import Registry, open_registry
from registry.domain.texts import mark
from registry.services.demo import DEMO_ACCOUNTS

ADDRESS = mark("请在浏览器打开 {address}（按 Ctrl+C 停止）")
ACCOUNTS = mark("演示账号：")


@click.command()
@click.option("--host", default=None, help="Address to listen on; TIDU_HOST or 127.0.0.1 unless given.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; TIDU_PORT or 8000 unless given.")
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="Processes; TIDU_WORKERS or 2 unless given.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the pages until stopped."""
    registry = open_registry()
    settings = registry.settings
    settings.require_secret()
    with registry.reading():
        pass  # says at once if the database is not ready
    address, number = host or settings.host, port or settings.port
    announce(registry, f"http://{address}:{number}")
    server = Granian(
        "registry.app:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=address,
        port=number,
        workers=workers or settings.workers,
        blocking_threads=1,
        websockets=False,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        process_name="tidu",
    )
    registry.engine.dispose()
    server.serve()


def announce(registry: Registry, address: str) -> None:
    """The address, and in demo mode who can sign in."""
    wording = registry.wording
    click.echo(wording.say(ADDRESS, address=address))
    if not registry.settings.demo:
        return
    click.echo(wording.say(ACCOUNTS))
    for account in DEMO_ACCOUNTS:
        shown = (account.name, account.password, wording.say(account.display_name), wording.say(account.scope))
        click.echo("  {:8} {:16} {} · {}".format(*shown))
