"""tidu backup and tidu restore."""

from __future__ import annotations

from pathlib import Path

import click

from registry.cli.context import DatabaseNotReady, open_registry, say, show_json, write_file
from registry.cli.options import as_json
from registry.domain.access import SYSTEM
from registry.domain.texts import mark
from registry.services import journal
from registry.services.backups.latest import note_latest
from registry.services.backups.making import make_backup
from registry.services.backups.manifest import Manifest
from registry.services.backups.restoring import Place, check_backup, restore_backup
from registry.store.copies import is_empty
from registry.store.database import transaction

MADE = mark("备份已写入 {file}：{rows} 行数据，{files} 个文件。封存链末端 {head}，请另外抄存。")
SOUND = mark("备份完好：{made_at} 的 {rows} 行数据，{files} 个文件，逐个核对过校验值。")
RESTORED = mark(
    "已恢复 {made_at} 的备份：{rows} 行数据，{files} 个文件，行数和封存链与清单一致。请运行 tidu init，再启动服务。"
)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
def backup(file: Path, as_json: bool) -> None:
    """Write a backup of the running system into FILE: database, uploads, the bureau's own rules, and their hashes."""
    registry = open_registry()
    if is_empty(registry.engine):
        raise DatabaseNotReady()
    made: list[Manifest] = []
    now = registry.now()
    write_file(
        file, lambda stream: made.append(make_backup(registry.engine, registry.settings.data_dir, stream, now=now))
    )
    note_latest(registry.settings.data_dir, file.absolute(), made[0])
    with transaction(registry.engine) as session:
        journal.note(session, SYSTEM, "backup.make", now=now, text=f"{file.name} {made[0].journal_head}")
    _tell(MADE, made[0], as_json, file=file)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only read the whole backup and hold each part against its hash.")
@as_json
def restore(file: Path, check: bool, as_json: bool) -> None:
    """Put a backup into an empty data directory and an empty database."""
    registry = open_registry()
    if check:
        _tell(SOUND, check_backup(file), as_json)
        return
    place = Place(registry.engine, registry.settings.data_dir)
    _tell(RESTORED, restore_backup(place, file), as_json)


def _tell(sentence: str, manifest: Manifest, as_json: bool, **facts: object) -> None:
    rows, files = sum(manifest.counts.values()), len(manifest.parts) - 1
    told = {"rows": rows, "files": files, "head": manifest.journal_head, "made_at": manifest.made_at, **facts}
    say(open_registry().wording.say(sentence, **told))
    if as_json:
        show_json({name: str(value) if isinstance(value, Path) else value for name, value in told.items()})
