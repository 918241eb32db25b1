"""Numbers and dates as the pages show them. Missing is always a dash, never a zero."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from registry.config import CHINA

DASH = "—"


def rounded(value: float, decimals: int) -> str:
    """Thousands separators and exactly so many decimals, halves away from zero.

    >>> rounded(6230, 2), rounded(0.125, 2), rounded(-0.001, 2)
    ('6,230.00', '0.13', '0.00')
    """
    step = Decimal(1).scaleb(-decimals)
    number = Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)
    return f"{number or abs(number):,}"


def trimmed(value: float, decimals: int = 4) -> str:
    """Only the decimals that say something.

    >>> trimmed(5000.0), trimmed(2.5), trimmed(0.1 + 0.2)
    ('5,000', '2.5', '0.3')
    """
    text = rounded(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def file_size(size: int) -> str:
    """Bytes as people read them.

    >>> file_size(10), file_size(52_000), file_size(38_103_328)
    ('1 KB', '51 KB', '36.3 MB')
    """
    return f"{size / 1024 / 1024:,.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} KB"


def decimals_of(value: float, most: int = 4) -> int:
    """How many decimals a number needs, at most `most`.

    >>> decimals_of(2.5), decimals_of(3), decimals_of(0.025 * 100)
    (1, 0, 1)
    """
    text = trimmed(value, most)
    return len(text.partition(".")[2])


def day(value: date | datetime | None) -> str:
    """2026-06-30."""
    return value.strftime("%Y-%m-%d") if value else DASH


def moment(value: datetime | None) -> str:
    """2026-06-30 10:22 in China's time; a time without a zone is UTC, as the database gives it back."""
    if value is None:
        return DASH
    known = value if value.tzinfo else value.replace(tzinfo=UTC)
    return known.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def share(value: float | None) -> str:
    """A fraction as a percentage with one decimal.

    >>> share(0.3456), share(None)
    ('34.6 %', '—')
    """
    return DASH if value is None else f"{rounded(value * 100, 1)} %"


def count(value: int | None) -> str:
    """1,234."""
    return DASH if value is None else f"{value:,}"
