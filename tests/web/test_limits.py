"""Counting who tries too often: together over workers, by the address that a proxy of our own reports, and by no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.config import Settings
from registry.web.limit_counts import FileCounts
from registry.web.limits import place_of_counts
from tests.factories import TODAY
from tests.web.conftest import make_app
from tests.web.pages import PageReader


def counts(folder: Path, monkeypatch: pytest.MonkeyPatch, now: float) -> FileCounts:
    monkeypatch.setattr("registry.web.limit_counts.time.time", lambda: now)
    return FileCounts(place_of_counts(Settings(data_dir=folder, database_url="")))


def test_two_workers_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = counts(tmp_path, monkeypatch, 1000.0), counts(tmp_path, monkeypatch, 1000.0)
    assert [here.incr("a", 60), there.incr("a", 60), here.incr("b", 60), there.incr("a", 60, 2)] == [1, 2, 1, 4]
    assert (there.get("a"), there.get("never"), here.get_expiry("a")) == (4, 0, 1060.0)


def test_a_window_ends_and_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts(tmp_path, monkeypatch, 1000.0).incr("a", 60)
    later = counts(tmp_path, monkeypatch, 1060.0)
    assert later.get("a") == 0
    assert later.incr("a", 60) == 1
    assert later.get_expiry("a") == 1120.0


def test_what_has_run_out_is_swept_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.web.limit_counts.FORGOTTEN_AFTER", 1)
    counts(tmp_path, monkeypatch, 1000.0).incr("old", 60)
    later = counts(tmp_path, monkeypatch, 2000.0)
    later.incr("new", 60)
    assert later.reset() == 1
    later.incr("new", 60)
    later.clear("new")
    assert later.get("new") == 0


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = counts(tmp_path, monkeypatch, 1000.0)
    assert kept.check()
    (tmp_path / "limits.sqlite3").unlink()
    (tmp_path / "limits.sqlite3").mkdir()
    assert not kept.check()


def test_several_machines_count_in_redis(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="", redis_url="redis://counts:6379/1")
    assert place_of_counts(settings) == "redis://counts:6379/1"


@pytest.mark.parametrize(
    ("proxies", "refused"), [(0, 429), (1, 422)], ids=["nobody_believes_a_stranger", "our_own_proxy"]
)
def test_visitors_behind_our_own_proxy_are_counted_each(
    database_url: str, tmp_path: Path, proxies: int, refused: int
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=database_url, demo=True, today=TODAY, proxies=proxies)
    client = make_app(settings).test_client()
    token = PageReader(client).get("/account/sign-in").select_one("[name=csrf_token]")["value"]
    form = {"csrf_token": token, "name": "nobody", "password": "wrong"}
    for visitor in range(21):
        answer = client.post("/account/sign-in", data=form, headers={"X-Forwarded-For": f"10.0.0.{visitor}"})
    assert answer.status_code == refused
    assert answer.headers["X-Request-Id"]


@pytest.mark.parametrize(("proxies", "said"), [(0, None), (1, "max-age=31536000")])
def test_https_of_our_own_proxy_is_believed(database_url: str, tmp_path: Path, proxies: int, said: str | None) -> None:
    settings = Settings(data_dir=tmp_path, database_url=database_url, demo=True, today=TODAY, proxies=proxies)
    answer = make_app(settings).test_client().get("/account/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert answer.headers.get("Strict-Transport-Security") == said
