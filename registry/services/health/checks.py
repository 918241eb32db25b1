"""The checks of `tidu doctor`, from what must be there before anything else to what is easily forgotten."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from registry.config import DEFAULT_SECRET, Settings
from registry.domain.errors import RegistryError
from registry.domain.texts import mark
from registry.services.backups.latest import latest
from registry.services.health.findings import Finding, Level
from registry.services.jobs.states import FAILED, QUEUED
from registry.services.local_indicators import current_catalogue
from registry.services.policy.published import damaged_versions
from registry.store.database import reading, sqlite_file
from registry.store.jobs import Job
from registry.store.journal import JournalEntry
from registry.store.schema import is_current
from registry.store.seals import JournalSeal

WELL, WARNING, ERROR = Level
WAITING_LONG = timedelta(minutes=5)
LOOKED_BACK = timedelta(days=1)
CLOCK_TOLERANCE = timedelta(minutes=5)
BACKUP_AGE = timedelta(days=7)
FREE_BYTES = 1 << 30
GIB = 1 << 30


def examine(engine: Engine, settings: Settings, *, now: datetime) -> list[Finding]:
    """Every check in its order; those that need the database only where it can be used."""
    found = [*_settings(settings), *_database(engine), *_disk(engine, settings), *_backup(settings, now)]
    if any(one.check in ("database", "migrations") and one.level is ERROR for one in found):
        return found
    with reading(engine) as session:
        return [
            *found,
            *_catalogue(engine, settings),
            *_queue(session, now),
            *_clock(session, now),
            *_journal(session, settings),
        ]


def _settings(settings: Settings) -> Iterator[Finding]:
    if settings.demo:
        yield Finding("settings", WARNING, mark("演示模式：账号和密码是公开的，只能用来试看。"))
        return
    if settings.secret_key == DEFAULT_SECRET:
        yield Finding(
            "settings", ERROR, mark("TIDU_SECRET_KEY 还是公开的默认值，服务不会启动。请设置一个随机且保密的值。")
        )
    if not settings.secure_cookies:
        yield Finding("settings", WARNING, mark("TIDU_SECURE_COOKIES 没有打开：经 HTTPS 提供服务时请设为 1。"))
    if settings.today is not None:
        yield Finding(
            "settings", WARNING, mark("TIDU_TODAY 把“今天”固定在 {day}，正式使用请去掉。"), {"day": settings.today}
        )


def _database(engine: Engine) -> Iterator[Finding]:
    try:
        current = is_current(engine)
        if sqlite_file(engine) is not None and current:
            with engine.connect() as connection:
                told = connection.execute(text("PRAGMA quick_check")).scalar_one()
            if told != "ok":
                yield Finding(
                    "database", ERROR, mark("数据库文件已损坏：{reason}。请用最近的备份恢复。"), {"reason": told}
                )
                return
    except DBAPIError as error:
        reason = str(error.orig or error).strip().splitlines()[0]
        yield Finding("database", ERROR, mark("数据库无法使用：{reason}"), {"reason": reason})
        return
    if not current:
        yield Finding("migrations", ERROR, mark("数据库尚未建立或需要升级，请先运行 tidu init。"))
        return
    yield Finding("database", WELL, mark("数据库可用，结构是最新的。"))


def _disk(engine: Engine, settings: Settings) -> Iterator[Finding]:
    place = next(one for one in (settings.data_dir, *settings.data_dir.parents) if one.exists())
    file = sqlite_file(engine)
    held = file.stat().st_size if file is not None and file.exists() else 0
    free = shutil.disk_usage(place).free
    facts = {"free": f"{free / GIB:.1f}", "needed": f"{max(FREE_BYTES, held) / GIB:.1f}", "place": place}
    if free < max(FREE_BYTES, held):
        yield Finding(
            "disk", ERROR, mark("{place} 只剩 {free} GiB，备份和导入至少需要 {needed} GiB，请清理或扩容。"), facts
        )
    else:
        yield Finding("disk", WELL, mark("{place} 还有 {free} GiB 可用。"), facts)


def _backup(settings: Settings, now: datetime) -> Iterator[Finding]:
    last = latest(settings.data_dir)
    if last is None:
        yield Finding("backup", WARNING, mark("还没有做过备份，请运行 tidu backup，并安排每天执行。"))
        return
    facts = {"day": f"{last.made_at:%Y-%m-%d %H:%M}", "file": last.file}
    if now - last.made_at > BACKUP_AGE:
        yield Finding("backup", WARNING, mark("最近一次备份是 {day}，已超过一周，请运行 tidu backup。"), facts)
    elif not Path(last.file).exists():
        yield Finding("backup", WARNING, mark("{day} 的备份不在 {file}：如已移到别处，请确认那里有。"), facts)
    else:
        yield Finding("backup", WELL, mark("最近一次备份是 {day}，在 {file}。"), facts)


def _catalogue(engine: Engine, settings: Settings) -> Iterator[Finding]:
    try:
        held = current_catalogue(engine, settings.data_dir / "catalogue")
        facts = {"indicators": len(held.indicators), "rules": len(held.rule_sets)}
        yield Finding("catalogue", WELL, mark("目录可用：指标 {indicators} 个，认定标准 {rules} 个。"), facts)
        with reading(engine) as session:
            damaged = damaged_versions(session, held)
        told = mark(
            "已发布的标准 {id} 读不出来（{reason}），没有参加评估：请从备份恢复，或在政策工作台撤回后重新发布。"
        )
        yield from (Finding("catalogue", ERROR, told, {"id": one.id, "reason": one.reason}) for one in damaged)
    except RegistryError as error:
        yield Finding("catalogue", ERROR, error.template, error.facts)


def _queue(session: Session, now: datetime) -> Iterator[Finding]:
    waiting = session.exec(
        select(func.count()).where(Job.status == QUEUED, col(Job.created_at) < now - WAITING_LONG)  # type: ignore[call-overload]
    ).one()
    failed = session.exec(
        select(func.count()).where(Job.status == FAILED, col(Job.finished_at) > now - LOOKED_BACK)  # type: ignore[call-overload]
    ).one()
    if waiting[0]:
        told = mark("{waiting} 项后台工作等了 5 分钟以上：后台进程可能没有运行，请检查 tidu serve 或 tidu worker。")
        yield Finding("queue", ERROR, told, {"waiting": waiting[0]})
    elif failed[0]:
        yield Finding(
            "queue", WARNING, mark("一天内有 {failed} 项后台工作失败，原因见各自的页面。"), {"failed": failed[0]}
        )
    else:
        yield Finding("queue", WELL, mark("后台工作没有积压。"))


def _clock(session: Session, now: datetime) -> Iterator[Finding]:
    last = session.exec(select(func.max(JournalEntry.at))).one()[0]  # type: ignore[call-overload]
    if last is not None and last > now + CLOCK_TOLERANCE:
        told = mark("系统时间早于最近一条变更记录（{last}），请校准时钟后再使用。")
        yield Finding("clock", ERROR, told, {"last": f"{last.astimezone(now.tzinfo):%Y-%m-%d %H:%M}"})
    else:
        yield Finding("clock", WELL, mark("系统时间 {now}，与变更记录不矛盾。"), {"now": f"{now:%Y-%m-%d %H:%M %Z}"})


def _journal(session: Session, settings: Settings) -> Iterator[Finding]:
    sealed = session.exec(select(func.max(JournalSeal.last_entry))).one()[0] or 0  # type: ignore[call-overload]
    written = session.exec(select(func.max(JournalEntry.id))).one()[0] or 0  # type: ignore[call-overload]
    last = latest(settings.data_dir)
    known = select(JournalSeal.id).where(JournalSeal.digest == (last.journal_head if last else ""))  # type: ignore[call-overload]
    if written > sealed:
        yield Finding("journal", ERROR, mark("有变更记录没有封存，请运行 tidu audit verify 查明。"))
    elif last is not None and last.journal_head.strip("0") and session.exec(known).first() is None:
        yield Finding("journal", ERROR, mark("封存链与最近一次备份时的不符，请运行 tidu audit verify 查明。"))
    else:
        yield Finding(
            "journal",
            WELL,
            mark("变更记录已封存到第 {sealed} 条；逐条核对请运行 tidu audit verify。"),
            {"sealed": sealed},
        )
