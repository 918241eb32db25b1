"""tidu backup and restore: a copy of a running system that equals it, or a sentence that says why there is none."""

from __future__ import annotations

import json
import threading
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, inspect, text

from registry.domain.access import SYSTEM
from registry.services import journal
from registry.store.copies import counts
from registry.store.database import make_engine, transaction
from registry.store.schema import TABLES, upgrade
from tests.cli.conftest import Place, Run
from tests.databases import ON_POSTGRES, programs_of_postgres
from tests.factories import NOW, add_ripe_firm

UPLOADED = b"%PDF-1.7 evidence"


@pytest.fixture
def uploads(folder: Path) -> Path:
    (folder / "evidence" / "ab").mkdir(parents=True)
    (folder / "evidence" / "ab" / "abcd").write_bytes(UPLOADED)
    (folder / "exports").mkdir()
    (folder / "exports" / "made-again.xlsx").write_bytes(b"x")
    return folder


def rows_of(engine: Engine) -> dict[str, list[object]]:
    with engine.connect() as connection:
        return {
            str(one.__tablename__): [
                tuple(row) for row in connection.execute(text(f"SELECT * FROM {one.__tablename__}"))
            ]
            for one in TABLES
            if one.__tablename__
            not in ("journal_entry", "journal_seal")  # the making of a backup is an entry of its own
        }


def tables_of(place: Place) -> list[str]:
    """The tables at an address; asking makes no file on SQLite where there is no folder for it."""
    return inspect(make_engine(place.address)).get_table_names() if ON_POSTGRES or place.folder.exists() else []


def test_a_restored_copy_equals_the_original(
    run: Run, firms: Engine, uploads: Path, tmp_path: Path, elsewhere: Place
) -> None:
    made = run("backup", tmp_path / "tidu.zip", "--json")
    assert (made.code, made.data["files"]) == (0, 1)
    restored = run("restore", tmp_path / "tidu.zip", "--json", **elsewhere.settings)
    assert (restored.code, restored.data["rows"]) == (0, made.data["rows"])
    assert rows_of(make_engine(elsewhere.address)) == rows_of(firms)
    assert (elsewhere.folder / "evidence" / "ab" / "abcd").read_bytes() == UPLOADED
    assert not (elsewhere.folder / "exports").exists()
    assert run("audit", "verify", "--head", made.data["head"], **elsewhere.settings).code == 0
    assert run("init", **elsewhere.settings).code == 0


@pytest.mark.postgres
def test_a_restored_copy_equals_the_original_on_postgresql(
    run: Run, postgres: Engine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{programs_of_postgres()}:/usr/bin:/bin")
    upgrade(postgres)
    with transaction(postgres) as session:
        add_ripe_firm(session)
        journal.note(session, SYSTEM, "firm.create", now=NOW, firm_id=1)
    before, address = rows_of(postgres), postgres.url.render_as_string(hide_password=False)
    made = run("backup", tmp_path / "tidu.zip", "--json", TIDU_DATABASE_URL=address)
    assert made.code == 0, made.err
    with postgres.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    restored = run("restore", tmp_path / "tidu.zip", TIDU_DATABASE_URL=address)
    assert restored.code == 0, restored.err
    assert rows_of(postgres) == before
    assert run("audit", "verify", "--head", made.data["head"], TIDU_DATABASE_URL=address).code == 0


def test_a_backup_of_a_busy_system_is_one_moment(run: Run, firms: Engine, tmp_path: Path, elsewhere: Place) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with transaction(firms) as session:
                journal.note(session, SYSTEM, "firm.update", now=NOW, firm_id=1)
                journal.note(session, SYSTEM, "firm.update", now=NOW, firm_id=2)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = run("backup", tmp_path / "tidu.zip", "--json")
    finally:
        stop.set()
        writer.join()
    assert made.code == 0, made.err
    assert run("restore", tmp_path / "tidu.zip", **elsewhere.settings).code == 0
    with make_engine(elsewhere.address).connect() as connection:
        assert counts(connection)["journal_entry"] % 2 == 0


def test_a_place_that_holds_something_is_not_overwritten(
    run: Run, firms: Engine, uploads: Path, tmp_path: Path, elsewhere: Place
) -> None:
    run("backup", tmp_path / "tidu.zip")
    before = rows_of(firms)
    again = run("restore", tmp_path / "tidu.zip")
    assert (again.code, "已经有数据" in again.err) == (2, True)
    assert rows_of(firms) == before
    (elsewhere.folder / "evidence").mkdir(parents=True)
    half = run("restore", tmp_path / "tidu.zip", **elsewhere.settings)
    assert (half.code, "evidence" in half.err) == (2, True)
    assert tables_of(elsewhere) == []


def damage(file: Path, kind: str) -> None:
    content = bytearray(file.read_bytes())
    if kind == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif kind == "bit":
        content[len(content) // 3] ^= 0xFF
        file.write_bytes(content)
    elif kind == "other":
        file.write_bytes(b"PK no backup")
    else:
        _rewrite(file, kind)


def _rewrite(file: Path, kind: str) -> None:
    with ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(held["manifest.json"])
    if kind == "part":
        held["database"] = held["database"][:-1] + b"!"
    elif kind == "path":
        held["files/../../evil"] = b""
        manifest["parts"]["files/../../evil"] = {"bytes": 0, "sha256": sha256().hexdigest()}
    elif kind == "newer":
        manifest["revision"] = "9999"
    elif kind == "format":
        manifest["format"] = 99
    elif kind == "dialect":
        manifest["dialect"] = "sqlite" if ON_POSTGRES else "postgresql"
    with ZipFile(file, "w") as archive:
        for name, content in {**held, "manifest.json": json.dumps(manifest).encode()}.items():
            if not (kind == "manifest" and name == "manifest.json"):
                archive.writestr(name, content)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("cut", "不是完整的备份文件"),
        ("bit", "不能用来恢复"),
        ("other", "不是完整的备份文件"),
        ("manifest", "没有备份清单"),
        ("part", "与清单中的校验值不符"),
        ("path", "与清单中的校验值不符"),
        ("newer", "更新版本的程序"),
        ("format", "格式与这个版本的程序不同"),
        ("dialect", "另一种数据库"),
    ],
)
def test_a_file_that_cannot_be_restored_says_why_and_leaves_nothing(
    run: Run, firms: Engine, uploads: Path, tmp_path: Path, elsewhere: Place, kind: str, told: str
) -> None:
    run("backup", tmp_path / "tidu.zip")
    damage(tmp_path / "tidu.zip", kind)
    ran = run("restore", tmp_path / "tidu.zip", **elsewhere.settings)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert not list(elsewhere.folder.glob("**/*"))
    assert tables_of(elsewhere) == []


def test_without_a_database_there_is_nothing_to_back_up(run: Run, tmp_path: Path) -> None:
    ran = run("backup", tmp_path / "tidu.zip")
    assert (ran.code, "请先运行 tidu init" in ran.err) == (2, True)
    assert not (tmp_path / "tidu.zip").exists()
