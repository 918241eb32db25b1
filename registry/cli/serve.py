"""tidu serve: the pages, by processes with one thread each, and beside them a worker for long work."""

from __future__ import annotations

import gc
import os
import socket
from contextlib import nullcontext
from importlib import import_module
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from registry.cli.companion import worker_beside
from registry.cli.context import Registry, open_registry
from registry.domain.errors import RegistryError
from registry.domain.texts import mark
from registry.services.demo import DEMO_ACCOUNTS
from registry.worker.parents import end_with

OBJECTS_OF_A_PAGE = 10_000  # before the collector looks through the youngest; by itself it would after 700
SECONDS_TO_STOP = 10  # a worker that is told to stop while it starts would never end by itself
ADDRESS = mark("请在浏览器打开 {address}（按 Ctrl+C 停止）")
ACCOUNTS = mark("演示账号：")


class PortInUse(RegistryError):
    """Somebody else listens there, or the account may not."""

    template = mark("无法在 {address}:{port} 上提供服务（{reason}），请用 --port 换一个端口。")


@click.command()
@click.option("--host", default=None, help="Address to listen on; TIDU_HOST or 127.0.0.1 unless given.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; TIDU_PORT or 8000 unless given.")
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="Processes; TIDU_WORKERS or 2 unless given.")
@click.option("--without-worker", is_flag=True, help="Start no worker for long work; run `tidu worker` elsewhere.")
def serve(host: str | None, port: int | None, workers: int | None, without_worker: bool) -> None:
    """Serve the pages until stopped."""
    registry = open_registry()
    settings = registry.settings
    settings.require_secret()
    address, number = host or settings.host, port or settings.port
    check_readiness(registry, address, number)
    announce(registry, f"http://{address}:{number}")
    server = Granian(
        "registry.app:create_app",
        interface=Interfaces.WSGI,
        address=address,
        port=number,
        workers=workers or settings.workers,
        blocking_threads=1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_STOP,
        log_level=LogLevels.warning,
    )
    registry.engine.dispose()
    with nullcontext() if without_worker else worker_beside():
        server.serve(target_loader=pages, wrap_loader=False)


def pages() -> Any:
    """The application, in a process that ends with the server: one left behind would keep the port."""
    end_with(os.getppid())
    made = import_module("registry.app").create_app()
    spare_collector()
    return made


def spare_collector() -> None:
    """A quarter of a million objects live as long as the process: no page shall look through them."""
    gc.freeze()
    gc.set_threshold(OBJECTS_OF_A_PAGE)


def check_readiness(registry: Registry, address: str, port: int) -> None:
    """Say at once what would let every worker fail: a database to be upgraded, a faulty catalogue, a port in use."""
    with registry.reading():
        len(registry.catalogue.rule_sets)
    family, kind, protocol, _, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as error:
            raise PortInUse(address=address, port=port, reason=error.strerror) from None


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
