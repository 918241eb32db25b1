"""OpenFisca-core on the same fifteen conditions: a country of one kind of entity, with NaN for what is not known.

It gives the same answers, which a test holds against the others: double precision instead of its usual single, values rounded to
nine places before they are compared, gaps rounded, an outcome of three kinds in a byte for each condition.
"""

from __future__ import annotations

from typing import Any

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.three_tiers import MET, TESTS, TIERS, TOP, UNKNOWN, UNMET, Test, Work, firms

YEAR = "2025"
FIRM = build_entity(key="firm", plural="firms", label="", is_person=True)


PLACES = 9


def _variable(name: str, value_type: type, formula: Any = None) -> type[Variable]:
    body = {"value_type": value_type, "entity": FIRM, "definition_period": DateUnit.YEAR, "label": name}
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def _add(system: TaxBenefitSystem, variable: type[Variable]) -> None:
    """Numbers in double precision, outcomes in bytes, as in the engine."""
    added = system.add_variable(variable)
    added.dtype = numpy.dtype(numpy.float64 if added.value_type is float else numpy.uint8)


def input_name(column: str) -> str:
    """The name of a fact's variable: `revenue@-1` is revenue_1."""
    return column.replace("@0", "").replace("@-", "_")


def _share(above: Any, below: Any) -> Any:
    return numpy.where(below != 0, above / below, numpy.nan)


def _values(firm: Any, period: Any) -> dict[str, Any]:
    def figure(name: str) -> Any:
        return firm(name, period)

    return {
        "sales": lambda: numpy.where(numpy.isnan(figure("sales_revenue")), figure("revenue"), figure("sales_revenue")),
        "st_share": lambda: _share(figure("st_staff"), figure("staff")),
        "rd_share": lambda: _share(figure("rd_expense"), figure("revenue")),
        "main_share": lambda: _share(figure("main_revenue"), figure("revenue")),
        "liabilities": lambda: _share(figure("total_liabilities"), figure("total_assets")),
        "growth": lambda: numpy.sqrt(_share(figure("revenue"), figure("revenue_2"))) - 1,
        "rd_two_years": lambda: figure("rd_expense") + figure("rd_expense_1"),
        "assets": lambda: figure("total_assets"),
        "ip_1": lambda: figure("ip_class1"),
        "rd_100": lambda: figure("rd_expense"),
        "niche": lambda: figure("niche_years"),
        "market": lambda: figure("market_share"),
        "score": lambda: figure("srdi_score"),
        "staff": lambda: figure("staff"),
        "revenue": lambda: figure("revenue"),
    }


def _gap(test: Test) -> type[Variable]:
    def formula(firm: Any, period: Any) -> Any:
        value = numpy.round(_values(firm, period)[test.code](), PLACES)
        return numpy.round(value - test.threshold if test.sign == ">=" else test.threshold - value, PLACES)

    return _variable(f"gap_{test.code}", float, formula)


def _outcome(test: Test) -> type[Variable]:
    def formula(firm: Any, period: Any) -> Any:
        gap = firm(f"gap_{test.code}", period)
        return numpy.where(numpy.isnan(gap), UNKNOWN, numpy.where(gap >= 0, MET, UNMET))

    return _variable(f"outcome_{test.code}", int, formula)


def _tier(tier: str, tests: tuple[Test, ...]) -> type[Variable]:
    def formula(firm: Any, period: Any) -> Any:
        return numpy.minimum.reduce([firm(f"outcome_{test.code}", period) for test in tests])

    return _variable(f"tier_{tier}", int, formula)


def country() -> TaxBenefitSystem:
    """Facts, gaps, outcomes and tiers as variables."""
    system = TaxBenefitSystem([FIRM])
    for column in TOP:
        _add(system, _variable(input_name(column), float))
    for _, test in TESTS:
        _add(system, _gap(test))
        _add(system, _outcome(test))
    for tier, tests in TIERS.items():
        _add(system, _tier(tier, tests))
    return system


def outcomes(size: int) -> Work:
    """Every tier, and with it every outcome and gap."""
    system, facts = country(), firms(size)
    arrays = {input_name(name): facts[name].fill_null(float("nan")).to_numpy() for name in TOP}
    numpy.seterr(all="ignore")

    def work() -> dict[str, Any]:
        simulation = SimulationBuilder().build_default_simulation(system, size)
        for name, array in arrays.items():
            simulation.set_input(name, YEAR, array)
        found = {f"tier_{tier}": simulation.calculate(f"tier_{tier}", YEAR) for tier in TIERS}
        for _, test in TESTS:
            for name in (f"gap_{test.code}", f"outcome_{test.code}"):
                found[name] = simulation.calculate(name, YEAR)
        return found

    return work
