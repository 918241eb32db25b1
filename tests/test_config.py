"""Settings: read once, typed, refused with the variable's name and what to write instead."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from registry import config
from registry.config import LAST_DEMO_DAY, Settings, SettingsError, read_settings


def test_without_any_variable_everything_lies_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({})
    assert settings.data_dir == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'tidu.sqlite3'}"
    assert (settings.language, settings.demo, settings.port) == ("zh_CN", False, 8000)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TIDU_LANGUAGE", "fr", "zh_CN"),
        ("TIDU_DEMO", "perhaps", "1 或 0"),
        ("TIDU_SINGLE_PUBLISHER", "both", "1 或 0"),
        ("TIDU_TODAY", "30.6.2026", "2026-06-30"),
        ("TIDU_PORT", "http", "1 到 65535"),
        ("TIDU_PORT", "70000", "1 到 65535"),
        ("TIDU_WORKERS", "0", "1 到 64"),
        ("TIDU_PROXIES", "all", "0 到 5"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_in_words(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        read_settings({name: value})
    assert name in str(refusal.value)
    assert says in str(refusal.value)


def test_outside_the_demo_the_published_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TIDU_SECRET_KEY"):
        read_settings({}).require_secret()
    read_settings({"TIDU_DEMO": "1"}).require_secret()
    read_settings({"TIDU_SECRET_KEY": "kept to ourselves"}).require_secret()


class _NewYear(datetime):
    @classmethod
    def now(cls, tz: object = None) -> _NewYear:
        return cls(2027, 1, 1, 8, 0)


def test_the_calendar_of_the_demo_stops_before_its_figures_are_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "datetime", _NewYear)
    real, demo = Settings(tmp_path, ""), Settings(tmp_path, "", demo=True)
    assert (real.current_day(), demo.current_day()) == (date(2027, 1, 1), LAST_DEMO_DAY)
    assert Settings(tmp_path, "", demo=True, today=date(2030, 5, 1)).current_day() == date(2030, 5, 1)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"TIDU_OIDC_ISSUER": "https://id.example"}, "TIDU_OIDC_CLIENT_ID"),
        ({"TIDU_OIDC_CLIENT_SECRET": "x"}, "TIDU_OIDC_ISSUER"),
        (
            {"TIDU_OIDC_ISSUER": "id.example", "TIDU_OIDC_CLIENT_ID": "x", "TIDU_OIDC_CLIENT_SECRET": "x"},
            "TIDU_OIDC_ISSUER",
        ),
        (
            {"TIDU_OIDC_ISSUER": "http://id.example", "TIDU_OIDC_CLIENT_ID": "x", "TIDU_OIDC_CLIENT_SECRET": "x"},
            "https://",
        ),
    ],
)
def test_half_a_provider_is_refused(given: dict[str, str], names: str) -> None:
    with pytest.raises(SettingsError, match=names):
        read_settings(given)


def test_a_provider_is_named_and_its_address_has_no_stroke_at_the_end() -> None:
    given = {"TIDU_OIDC_ISSUER": "https://id.example/", "TIDU_OIDC_CLIENT_ID": "a", "TIDU_OIDC_CLIENT_SECRET": "b"}
    settings = read_settings(given | {"TIDU_OIDC_NAME": "政务统一认证"})
    assert (settings.oidc_issuer, settings.oidc_name) == ("https://id.example", "政务统一认证")
    assert read_settings(given).oidc_name == "统一身份认证"
