"""How dated titles make spans, and how spans make the flows of a year."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from registry.catalogue.reader import Catalogue
from registry.services.dashboards.rises import NO_FEEDER, rises
from registry.services.dashboards.spans import OPEN, UNKNOWN_START, entered_in, held_on, left_in, spans_of, stock_day

DAY = date(2026, 6, 30)
KINDS = {"firm_id": pl.Int64, "tier": pl.String} | dict.fromkeys(
    ("recognised_on", "valid_from", "valid_to", "revoked_on"), pl.Date
)


def titles(*rows: tuple[int, str, str | None, str | None, str | None]) -> pl.DataFrame:
    """Firm, tier, first day, last day, day of revocation."""
    days = [
        (firm, tier, None, *(date.fromisoformat(day) if day else None for day in rest)) for firm, tier, *rest in rows
    ]
    return pl.DataFrame(days, schema=KINDS, orient="row")


def spans(*rows: tuple[int, str, str | None, str | None, str | None]) -> list[tuple[date, date, bool, bool]]:
    found = spans_of(titles(*rows), DAY).sort("firm_id", "tier", "began")
    return list(found.select("began", "last", "revoked", "again").iter_rows())


SPANS = {
    "one title": ([(1, "hnte", "2023-01-01", "2025-12-31", None)], [(date(2023, 1, 1), date(2025, 12, 31), False, False)]),
    "a renewal that begins the next day goes on": (
        [(1, "hnte", "2020-01-01", "2022-12-31", None), (1, "hnte", "2023-01-01", "2025-12-31", None)],
        [(date(2020, 1, 1), date(2025, 12, 31), False, False)],
    ),
    "a day between makes a firm leave and come back": (
        [(1, "hnte", "2020-01-01", "2022-12-30", None), (1, "hnte", "2023-01-01", "2025-12-31", None)],
        [(date(2020, 1, 1), date(2022, 12, 30), False, False), (date(2023, 1, 1), date(2025, 12, 31), False, True)],
    ),
    "a short title within a long one changes nothing": (
        [(1, "hnte", "2020-01-01", "2025-12-31", None), (1, "hnte", "2021-01-01", "2021-06-30", None),
         (1, "hnte", "2026-01-01", None, None)],
        [(date(2020, 1, 1), OPEN, False, False)],
    ),
    "a revoked title ends the day before": (
        [(1, "hnte", "2023-01-01", "2025-12-31", "2024-05-02")],
        [(date(2023, 1, 1), date(2024, 5, 1), True, False)],
    ),
    "an unknown start is no year": ([(1, "hnte", None, "2027-12-31", None)], [(UNKNOWN_START, date(2027, 12, 31), False, False)]),
    "what has not begun does not count": ([(1, "hnte", "2026-07-01", None, None)], []),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), SPANS.values(), ids=SPANS)
def test_titles_make_spans(rows: list, expected: list) -> None:
    assert spans(*rows) == expected


def test_stock_before_and_entries_and_exits_make_the_stock_after() -> None:
    found = spans_of(
        titles(
            (1, "hnte", "2020-03-01", "2023-02-28", None),
            (1, "hnte", "2024-03-01", "2027-02-28", None),
            (2, "hnte", "2022-01-01", "2024-12-31", "2024-08-01"),
            (3, "hnte", "2024-12-31", "2025-12-31", None),
            (4, "hnte", None, None, None),
        ),
        DAY,
    )
    for year in range(2019, 2027):
        before, after = (found.filter(held_on(stock_day(each, DAY))).height for each in (year - 1, year))
        came, went = found.filter(entered_in(year)).height, found.filter(left_in(year, DAY)).height
        assert before + came - went == after, year


def test_a_rise_names_the_tiers_held_within_a_year_before(catalogue: Catalogue) -> None:
    found = rises(
        spans_of(
            titles(
                (1, "tech_sme", "2024-03-01", "2024-12-31", None),
                (1, "hnte", "2025-02-01", "2028-01-31", None),
                (2, "tech_sme", "2023-03-01", "2023-12-31", None),
                (2, "hnte", "2025-02-01", "2028-01-31", None),
                (3, "tech_sme", "2024-03-01", "2024-12-31", None),
                (3, "innovative_sme", "2023-01-01", "2025-12-31", None),
                (3, "srdi_sme", "2024-07-01", "2027-06-30", None),
            ),
            DAY,
        ),
        catalogue.ladder,
    )
    told = sorted(found.select("firm_id", "tier", "feeder").iter_rows())
    assert told == [
        (1, "hnte", "tech_sme"),
        (2, "hnte", NO_FEEDER),
        (3, "srdi_sme", "innovative_sme"),
        (3, "srdi_sme", "tech_sme"),
    ]
