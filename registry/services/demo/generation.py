"""Draws the demo firms from their archetypes. Each firm has a random source of its own, so a change to one type of firm
leaves all others as they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from registry.domain.tiers import Ladder
from registry.services.demo import identities
from registry.services.demo.archetypes import Archetype, Number, draw, read_archetypes
from registry.services.demo.figures import Figures, yearly_figures
from registry.services.demo.setting import Place, Sector, Setting, read_setting
from registry.services.demo.titles import DemoTitle, demo_titles

RENAMED_EVERY = 9
OUTSIDE_PARK_EVERY = 8


@dataclass(frozen=True)
class DemoFirm:
    """One invented firm: `label` says what it is an example of, `facts` go by indicator code, `figures` by year.

    `decide` says in which tiers a person has answered the open questions, and how.
    """

    archetype: str
    label: str
    credit_code: str
    name: str
    former_names: tuple[str, ...]
    facts: Mapping[str, object]
    figures: Mapping[int, Figures]
    titles: tuple[DemoTitle, ...]
    decide: Mapping[str, bool]


def demo_firms(ladder: Ladder) -> tuple[DemoFirm, ...]:
    """All demo firms, always the same."""
    return tuple(_firms(ladder, read_setting()))


def _firms(ladder: Ladder, setting: Setting) -> Iterator[DemoFirm]:
    serial = 0
    for archetype in read_archetypes():
        for number in range(archetype.count):
            serial += 1
            random = Random(f"{setting.seed}:{archetype.code}:{number}")
            yield demo_firm(archetype, random, serial, ladder, setting)


def demo_firm(archetype: Archetype, random: Random, serial: int, ladder: Ladder, setting: Setting) -> DemoFirm:
    """One firm of an archetype; `serial` gives it its name and its credit code."""
    place = _place(archetype, random, setting)
    sector = setting.sectors[random.choice(archetype.sectors)]
    shape = {key: draw(random, span) for key, span in archetype.shape.items()}
    facts = {
        **_address(place, archetype, serial),
        **_business(sector, shape, random, setting),
        **{key: random.choice(values) for key, values in archetype.firm.items()},
        **identities.people(setting, serial),
    }
    figures = yearly_figures(
        archetype, shape, random, data_year=setting.data_year, above_scale_from=setting.above_scale_from
    )
    return DemoFirm(
        archetype=archetype.code,
        label=archetype.label,
        credit_code=identities.credit_code(place.division, serial),
        name=identities.name(setting, place, sector, serial),
        former_names=(identities.former_name(setting, place, serial),) if serial % RENAMED_EVERY == 0 else (),
        facts=facts,
        figures=figures,
        titles=demo_titles(archetype.titles, ladder, random, setting=setting, division=place.division, serial=serial),
        decide=archetype.decide,
    )


def _place(archetype: Archetype, random: Random, setting: Setting) -> Place:
    places = [place for place in setting.places if archetype.park in (None, place.park)]
    return random.choices(places, weights=[place.weight for place in places])[0]


def _address(place: Place, archetype: Archetype, serial: int) -> dict[str, object]:
    outside = archetype.park is None and serial % OUTSIDE_PARK_EVERY == 0
    return {"division_code": place.division, "park": None if outside else place.park}


def _business(sector: Sector, shape: Mapping[str, Number], random: Random, setting: Setting) -> dict[str, object]:
    founded_year = setting.data_year - int(shape["age"])
    month = int(shape["founded_month"]) if "founded_month" in shape else random.randint(1, 12)
    niche_years = min(int(shape["niche_years"]), int(shape["age"]) + 1)
    return {
        "industry_code": sector.industry,
        "industry_name": sector.industry_name,
        "cluster": sector.cluster,
        "hightech_field": sector.field,
        "main_product": random.choice(sector.products),
        "founded_on": date(founded_year, month, random.randint(1, 28)),
        "registered_capital": float(random.choice([100, 200, 500, 1000, 2000, 3000, 5000])),
        "niche_market_since": setting.data_year - niche_years + 1,
    }
