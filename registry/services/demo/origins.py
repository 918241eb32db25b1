"""Whose figures those of the demo are: most come from ledgers, some firms reported theirs, those of earlier years were compared
with the audit report; so that the completeness of the demo tells what the pages tell of real firms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from registry.catalogue.reader import Catalogue
from registry.domain.sources import ALL_OTHERS, VERIFIED
from registry.services.demo.generation import DemoFirm

AUDITED = ("revenue", "rd_expense", "total_assets", "total_liabilities", "net_profit")
SELF_REPORTED_EVERY, VERIFIED_EVERY = 4, 3


def demo_origins(
    catalogue: Catalogue, firms: Sequence[DemoFirm], ids: Mapping[str, int], data_year: int
) -> Iterator[dict[str, Any]]:
    """A row for each firm's year, as the table of origins has them."""
    for number, firm in enumerate(firms):
        for year, figures in firm.figures.items():
            sources = _sources(catalogue, number, is_latest=year == data_year, known=figures)
            yield {
                "firm_id": ids[firm.credit_code],
                "year": year,
                "sources": json.dumps(sources, separators=(",", ":")),
            }


def _sources(catalogue: Catalogue, number: int, *, is_latest: bool, known: Mapping[str, object]) -> dict[str, str]:
    """The data year of every fourth firm is its own; where it is not, the great figures of every third were verified."""
    ledger, own = (catalogue.sources.of_door(door).code for door in ("import", "firm"))
    if is_latest and number % SELF_REPORTED_EVERY == 0:
        return {ALL_OTHERS: own}
    if is_latest and number % VERIFIED_EVERY:
        return {ALL_OTHERS: ledger}
    return {ALL_OTHERS: ledger} | _verified(code for code in AUDITED if known.get(code) is not None)


def _verified(codes: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(codes, f"audit{VERIFIED}")
