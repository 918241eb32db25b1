"""Judging answers: the same engine on the plain values of one firm."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.catalogue.reader import Catalogue
from registry.domain.explaining import explain_firm
from registry.domain.explanation import Explanation
from registry.domain.facts import at
from registry.domain.formulas import OLDEST
from registry.services.assessing.answers import Answers
from registry.services.occasions import Occasion, evaluated_few

NOT_JUDGED = frozenset({"credit_code", "name", "former_names", "division_name"})
NOBODY = 0  # the number of a firm that is in no register
Standing = tuple[str, str]  # a tier's verdict and the rule set that gave it


def explained(catalogue: Catalogue, answers: Answers, occasion: Occasion) -> list[Explanation]:
    """Every tier that has a rule set for the firm, with each of its conditions, in ladder order."""
    return explain_firm(catalogue, facts_of(catalogue, answers, occasion.data_year), occasion, occasion.tiers)


def standings(catalogue: Catalogue, answers: Answers, occasion: Occasion) -> dict[str, Standing]:
    """The verdict of each tier and its rule set; `holds` for a title held."""
    found = evaluated_few(catalogue, [facts_of(catalogue, answers, occasion.data_year)], occasion)
    return {
        row["tier"]: ("holds" if row["holds"] else row["candidate_class"] or row["verdict"], row["rule_set"])
        for row in found.iter_rows(named=True)
    }


def facts_of(catalogue: Catalogue, answers: Answers, data_year: int) -> dict[str, Any]:
    """The answers as the engine reads them. What nobody answered is not there: unknown."""
    row = {"firm_id": NOBODY} | {code: value for code, value in answers.firm.items() if code not in NOT_JUDGED}
    zone = catalogue.zones.get(str(row.get("park") or ""))
    if zone:
        row["zone"] = zone
    for year, values in answers.years.items():
        if 0 <= data_year - year <= OLDEST:
            row |= {at(code, data_year - year): value for code, value in values.items()}
    return row | {f"title:{tier}": True for tier in answers.titles}


def years_after(occasion: Occasion, years: int, *, data_years: int = 0) -> Occasion:
    """The same day some years later (or earlier), with the figures of the same data year or of one so much later."""
    day = _moved(occasion.as_of, years)
    return Occasion(day, occasion.data_year + data_years, occasion.case, occasion.tiers)


def _moved(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
