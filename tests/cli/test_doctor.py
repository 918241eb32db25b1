"""tidu doctor: one sentence for each thing that is not well, and an exit code for timers."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from registry.domain.access import SYSTEM
from registry.services import journal
from registry.store.database import transaction
from registry.store.jobs import Job
from tests.cli.conftest import Run
from tests.databases import on_sqlite
from tests.factories import NOW

SAFE = {"TIDU_SECRET_KEY": "x" * 64, "TIDU_SECURE_COOKIES": "1", "TIDU_TODAY": ""}


def not_well(run: Run, **environment: str) -> dict[str, str]:
    ran = run("doctor", "--json", **(SAFE | environment))
    return {one["check"]: one["message"] for one in ran.data if one["level"] != "well"}


def job(**values: Any) -> Job:
    held = {
        "kind": "import.read",
        "arguments": {},
        "facts": {},
        "created_by": "示例",
        "created_at": NOW,
        "status": "queued",
    }
    return Job(**(held | values))


def test_an_installation_that_is_well_ends_with_0(run: Run, database: Engine, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "tidu.zip", **SAFE).code == 0
    ran = run("doctor", **SAFE)
    assert (ran.code, ran.err) == (0, "")
    assert all(line.startswith("✓ ") for line in ran.out.splitlines())


def test_what_a_fresh_installation_lacks_is_told(run: Run) -> None:
    found = not_well(run, TIDU_SECRET_KEY="", TIDU_SECURE_COOKIES="0", TIDU_TODAY="2026-06-30")
    assert "tidu init" in found["migrations"]
    assert "还没有做过备份" in found["backup"]
    ran = run("doctor")
    assert ran.code == 1
    assert "✗ TIDU_SECRET_KEY" in ran.out
    assert "! TIDU_SECURE_COOKIES" in ran.out
    assert "固定在 2026-06-30" in ran.out


def test_work_that_waits_and_work_that_failed_is_told(run: Run, database: Engine) -> None:
    with transaction(database) as session:
        session.add(job(status="failed", finished_at=NOW + timedelta(days=4000)))
    assert "失败" in not_well(run)["queue"]
    with transaction(database) as session:
        session.add(job())
    assert "1 项后台工作等了" in not_well(run)["queue"]


def test_a_clock_that_went_back_is_told(run: Run, database: Engine) -> None:
    with transaction(database) as session:
        journal.note(session, SYSTEM, "firm.update", now=NOW + timedelta(days=4000))
    assert "校准时钟" in not_well(run)["clock"]


def test_entries_that_nobody_sealed_are_told(run: Run, database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO journal_entry (at, actor_name, door, action) VALUES ('2026-01-01 00:00:00.000000', 'x', 'x', 'x')"
            )
        )
    assert "没有封存" in not_well(run)["journal"]


@pytest.mark.parametrize(
    ("change", "told"),
    [({"made_at": "2020-01-01T00:00:00+08:00"}, "超过一周"), ({"file": "/nowhere/tidu.zip"}, "如已移到别处")],
)
def test_a_backup_that_is_old_or_gone_is_told(
    run: Run, database: Engine, folder: Path, tmp_path: Path, change: dict[str, str], told: str
) -> None:
    run("backup", tmp_path / "tidu.zip", **SAFE)
    note = folder / "last-backup.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | change))
    assert told in not_well(run)["backup"]


def test_a_database_older_than_its_backup_is_told(run: Run, database: Engine, tmp_path: Path) -> None:
    with transaction(database) as session:
        journal.note(session, SYSTEM, "firm.update", now=NOW)
    run("backup", tmp_path / "tidu.zip", **SAFE)
    with database.begin() as connection:
        for table in ("journal_seal", "journal_entry"):
            connection.execute(text(f"DELETE FROM {table}"))
    assert "与最近一次备份时的不符" in not_well(run)["journal"]


def test_a_faulty_catalogue_is_told(run: Run, database: Engine, folder: Path) -> None:
    (folder / "catalogue").mkdir()
    (folder / "catalogue" / "indicators.yaml").write_text("nonsense: [", encoding="utf-8")
    assert "indicators.yaml" in not_well(run)["catalogue"]


@on_sqlite
def test_a_damaged_database_is_told(run: Run, database: Engine, folder: Path) -> None:
    database.dispose()
    file = folder / "tidu.sqlite3"
    content = bytearray(file.read_bytes())
    content[8192:16384] = b"\xff" * 8192
    file.write_bytes(content)
    assert {"database"} & set(not_well(run))


def test_a_full_disk_is_told(run: Run, database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(10, 9, 1))
    assert "请清理或扩容" in not_well(run)["disk"]
