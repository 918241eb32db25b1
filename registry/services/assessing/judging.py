"""Judging answers: the same engine on a frame of one row, or of a few that differ in what they assume."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from registry.catalogue.reader import Catalogue
from registry.domain.explaining import explain_ladder
from registry.domain.explanation import Explanation
from registry.domain.facts import at
from registry.domain.formulas import OLDEST
from registry.domain.indicators import Indicators, Kind, Level
from registry.domain.outcomes import Verdict
from registry.services.assessing.answers import Answers
from registry.services.occasions import Occasion, evaluated

DTYPES = {Kind.FLAG: pl.Boolean, Kind.DATE: pl.Date, Kind.TEXT: pl.String, Kind.CHOICE: pl.String}
NOT_JUDGED = frozenset({"credit_code", "name", "former_names", "division_name"})
Standing = tuple[str, str]  # a tier's verdict and the rule set that gave it


def explained(catalogue: Catalogue, answers: Answers, occasion: Occasion) -> list[Explanation]:
    """Every tier that has a rule set for the firm, with each of its conditions, in ladder order."""
    frame = facts_frame(catalogue, [answers], occasion)
    return explain_ladder(
        catalogue, frame, as_of=occasion.as_of, data_year=occasion.data_year, case=occasion.case, tiers=occasion.tiers
    )


def standings(catalogue: Catalogue, answers: Answers, occasion: Occasion) -> dict[str, Standing]:
    """The verdict of each tier and its rule set; `holds` for a title held."""
    found = evaluated(catalogue, facts_frame(catalogue, [answers], occasion), occasion)
    return {
        row["tier"]: (
            "holds" if row["holds"] else row["candidate_class"] or Verdict(row["verdict"]).value,
            row["rule_set"],
        )
        for row in found.iter_rows(named=True)
        if row["verdict"] is not None
    }


def facts_frame(catalogue: Catalogue, every: Sequence[Answers], occasion: Occasion) -> pl.DataFrame:
    """The answers as the engine reads them, a row each. A column that nobody answered is not there: unknown."""
    rows = [_row(catalogue, answers, occasion.data_year) for answers in every]
    names = sorted({name for row in rows for name in row})
    columns = {
        name: pl.Series(name, [row.get(name) for row in rows], dtype=_dtype(name, catalogue.indicators))
        for name in names
    }
    return pl.DataFrame({"firm_id": list(range(len(rows)))} | columns)


def _row(catalogue: Catalogue, answers: Answers, data_year: int) -> dict[str, Any]:
    row = {code: value for code, value in answers.firm.items() if code not in NOT_JUDGED}
    zone = catalogue.zones.get(str(row.get("park") or ""))
    if zone:
        row["zone"] = zone
    for year, values in answers.years.items():
        if 0 <= data_year - year <= OLDEST:
            row |= {at(code, data_year - year): value for code, value in values.items()}
    return row | {f"title:{tier}": True for tier in answers.titles}


def _dtype(name: str, indicators: Indicators) -> Any:
    if name.startswith("title:"):
        return pl.Boolean
    if name == "zone":
        return pl.String
    indicator = indicators[name.partition("@")[0]]
    if indicator.kind in (Kind.COUNT, Kind.YEAR) and indicator.level is Level.FIRM:
        return pl.Int64
    return DTYPES.get(indicator.kind, pl.Float64)


def years_after(occasion: Occasion, years: int, *, data_years: int = 0) -> Occasion:
    """The same day some years later (or earlier), with the figures of the same data year or of one so much later."""
    day = _moved(occasion.as_of, years)
    return Occasion(day, occasion.data_year + data_years, occasion.case, occasion.tiers)


def _moved(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
