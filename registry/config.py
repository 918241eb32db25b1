"""Settings, read from the environment once. Nothing else in the project looks at the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from registry.domain.errors import RegistryError

CHINA = ZoneInfo("Asia/Shanghai")
DEFAULT_SECRET = "only-for-the-demo"
PROVIDER = {
    "oidc_issuer": "TIDU_OIDC_ISSUER",
    "oidc_client_id": "TIDU_OIDC_CLIENT_ID",
    "oidc_client_secret": "TIDU_OIDC_CLIENT_SECRET",
}
LAST_DEMO_DAY = date(2026, 12, 31)  # the demo's latest figures are of 2025; a year later all of them would be missing


class SettingsError(RegistryError):
    """A setting that keeps the program from starting."""

    template = "设置 {name} 有误：{reason}"


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations."""

    data_dir: Path
    database_url: str
    secret_key: str = DEFAULT_SECRET
    language: str = "zh_CN"
    demo: bool = False
    today: date | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    upload_megabytes: int = 64
    evidence_megabytes: int = 20
    evidence_firm_megabytes: int = 500
    secure_cookies: bool = False
    proxies: int = 0
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = "统一身份认证"
    idle_minutes: int = 60
    password_days: int = 0
    session_hours: int = 12
    reader_seconds: int = 60
    reader_megabytes: int = 2048
    background_kilobytes: int = 1024
    background_rows: int = 5000
    redis_url: str = ""
    single_publisher: bool = False
    contact_years: int = 0

    def current_day(self) -> date:
        """Today in China, or the day fixed by TIDU_TODAY; the demo's calendar stops on its last day."""
        if self.today is not None:
            return self.today
        real = datetime.now(CHINA).date()
        return min(real, LAST_DEMO_DAY) if self.demo else real

    def current_moment(self) -> datetime:
        """The moment in China; on a fixed day, that day's date at the present time."""
        return datetime.combine(self.current_day(), datetime.now(CHINA).timetz())

    def require_secret(self) -> None:
        """Refuse to serve with the published default key outside demo mode."""
        if not self.demo and self.secret_key == DEFAULT_SECRET:
            raise SettingsError(
                name="TIDU_SECRET_KEY",
                reason="正式使用前请设置一个随机且保密的值，例如 openssl rand -hex 32 的输出",
            )


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from TIDU_* variables; a value that cannot be used raises SettingsError with the variable's name."""
    values = os.environ if environ is None else environ
    data_dir = Path(values.get("TIDU_DATA_DIR") or "data").absolute()
    return Settings(
        data_dir=data_dir,
        database_url=values.get("TIDU_DATABASE_URL") or f"sqlite:///{data_dir / 'tidu.sqlite3'}",
        secret_key=values.get("TIDU_SECRET_KEY") or DEFAULT_SECRET,
        language=_language(values.get("TIDU_LANGUAGE") or "zh_CN"),
        demo=_switch(values, "TIDU_DEMO"),
        today=_day(values, "TIDU_TODAY"),
        host=values.get("TIDU_HOST") or "127.0.0.1",
        port=_whole(values, "TIDU_PORT", 8000, 1, 65535),
        workers=_whole(values, "TIDU_WORKERS", 2, 1, 64),
        upload_megabytes=_whole(values, "TIDU_UPLOAD_MEGABYTES", 64, 1, 2048),
        evidence_megabytes=_whole(values, "TIDU_EVIDENCE_MEGABYTES", 20, 1, 2048),
        evidence_firm_megabytes=_whole(values, "TIDU_EVIDENCE_FIRM_MEGABYTES", 500, 1, 1_048_576),
        secure_cookies=_switch(values, "TIDU_SECURE_COOKIES"),
        proxies=_whole(values, "TIDU_PROXIES", 0, 0, 5),
        **_provider(values),
        password_days=_whole(values, "TIDU_PASSWORD_DAYS", 0, 0, 3650),
        idle_minutes=_whole(values, "TIDU_IDLE_MINUTES", 60, 1, 1440),
        session_hours=_whole(values, "TIDU_SESSION_HOURS", 12, 1, 168),
        reader_seconds=_whole(values, "TIDU_READER_SECONDS", 60, 1, 3600),
        reader_megabytes=_whole(values, "TIDU_READER_MEGABYTES", 2048, 128, 65536),
        background_kilobytes=_whole(values, "TIDU_BACKGROUND_KILOBYTES", 1024, 0, 2_097_152),
        background_rows=_whole(values, "TIDU_BACKGROUND_ROWS", 5000, 0, 10_000_000),
        redis_url=_redis(values, "TIDU_REDIS_URL"),
        single_publisher=_switch(values, "TIDU_SINGLE_PUBLISHER"),
        contact_years=_whole(values, "TIDU_CONTACT_YEARS", 0, 0, 50),
    )


def _language(text: str) -> str:
    normal = {"zh": "zh_CN", "zh_cn": "zh_CN", "zh-cn": "zh_CN", "en": "en"}.get(text.lower())
    if normal is None:
        raise SettingsError(name="TIDU_LANGUAGE", reason="只支持 zh_CN 和 en")
    return normal


def _switch(values: Mapping[str, str], name: str) -> bool:
    text = (values.get(name) or "").strip().lower()
    if text not in ("", "0", "1", "no", "yes", "false", "true", "off", "on"):
        raise SettingsError(name=name, reason="请填写 1 或 0")
    return text in ("1", "yes", "true", "on")


def _redis(values: Mapping[str, str], name: str) -> str:
    text = values.get(name) or ""
    if text and not text.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError(name=name, reason="请按 redis://主机:6379/0 的样子填写")
    return text


def _provider(values: Mapping[str, str]) -> dict[str, str]:
    """The office's own sign-in: issuer, client and secret belong together; without an issuer there is none."""
    found = {field: (values.get(name) or "").strip() for field, name in PROVIDER.items()}
    if not any(found.values()):
        return {}
    for name, value in found.items():
        if not value:
            raise SettingsError(
                name=f"TIDU_{name.upper()}", reason="统一身份认证需要发行方、客户端编号和密钥三项都填写"
            )
    if not found["oidc_issuer"].startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise SettingsError(name="TIDU_OIDC_ISSUER", reason="请填写以 https:// 开头的发行方地址")
    found["oidc_issuer"] = found["oidc_issuer"].rstrip("/")
    label = (values.get("TIDU_OIDC_NAME") or "").strip()
    return found | ({"oidc_name": label} if label else {})


def _day(values: Mapping[str, str], name: str) -> date | None:
    text = values.get(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError(name=name, reason="请按 2026-06-30 的样子填写日期") from None


def _whole(values: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = values.get(name)
    if not text:
        return default
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingsError(name=name, reason=f"请填写 {low} 到 {high} 之间的整数")
    return int(text)
