"""The invented firms: always the same, plainly invented, and consistent in themselves."""

from collections import Counter
from datetime import date

import pytest
from stdnum.cn import uscc

from registry.catalogue.divisions import read_divisions
from registry.domain.indicators import Text
from registry.domain.tiers import Ladder, Tier, Validity
from registry.services.demo.archetypes import read_archetypes
from registry.services.demo.generation import DemoFirm, demo_firms
from registry.services.demo.identities import organisation_code
from registry.services.demo.setting import read_setting

SETTING = read_setting()
CALENDAR = {"tech_sme"}
LADDER = Ladder(
    tuple(
        Tier(
            code,
            Text(code, code),
            track="main",
            order=order,
            validity=Validity.CALENDAR_YEAR if code in CALENDAR else Validity.YEARS,
        )
        for order, code in enumerate(SETTING.titles)
    )
)


@pytest.fixture(scope="module")
def firms() -> tuple[DemoFirm, ...]:
    return demo_firms(LADDER)


def first_of(firms: tuple[DemoFirm, ...], archetype: str) -> DemoFirm:
    return next(firm for firm in firms if firm.archetype == archetype)


def test_there_are_about_three_hundred(firms: tuple[DemoFirm, ...]) -> None:
    assert 280 <= len(firms) <= 330


def test_two_generations_are_identical(firms: tuple[DemoFirm, ...]) -> None:
    assert demo_firms(LADDER) == firms


def test_a_known_firm_never_changes(firms: tuple[DemoFirm, ...]) -> None:
    firm = first_of(firms, "giant_showcase")
    assert firm.facts["park"] == "东湖高新区"
    assert firm.figures[2025]["revenue"] == 9150.0
    assert firm.figures[2025]["rd_expense"] == 539.85


def test_every_credit_code_has_right_check_characters(firms: tuple[DemoFirm, ...]) -> None:
    for firm in firms:
        assert uscc.validate(firm.credit_code) == firm.credit_code
        assert organisation_code(firm.credit_code[8:16]) == firm.credit_code[8:17]


def test_credit_codes_and_names_are_all_different(firms: tuple[DemoFirm, ...]) -> None:
    assert len({firm.credit_code for firm in firms}) == len(firms)
    names = [name for firm in firms for name in (firm.name, *firm.former_names)]
    assert len(set(names)) == len(names)


def test_every_name_shows_that_it_is_invented(firms: tuple[DemoFirm, ...]) -> None:
    assert all("示例" in name for firm in firms for name in (firm.name, *firm.former_names))


def test_every_division_exists_and_lies_in_hubei(firms: tuple[DemoFirm, ...]) -> None:
    divisions = read_divisions()
    for firm in firms:
        code = str(firm.facts["division_code"])
        assert code in divisions
        assert code.startswith("42")
        assert not code.endswith("00"), "a firm stands in a county, not in a city as a whole"


def test_several_parks_and_cities_have_firms(firms: tuple[DemoFirm, ...]) -> None:
    parks = Counter(firm.facts["park"] for firm in firms)
    assert len(parks) >= 10
    assert parks["东湖高新区"] >= 30
    assert len({str(firm.facts["division_code"])[:4] for firm in firms}) >= 12


def test_no_figures_stand_before_the_founding_year(firms: tuple[DemoFirm, ...]) -> None:
    for firm in firms:
        founded = firm.facts["founded_on"]
        assert isinstance(founded, date)
        assert all(year >= founded.year for year in firm.figures)


def test_figures_of_a_year_fit_each_other(firms: tuple[DemoFirm, ...]) -> None:
    for figures in (year for firm in firms for year in firm.figures.values()):
        assert figures["main_revenue"] <= figures["revenue"]
        assert figures["total_liabilities"] + figures["net_assets"] == pytest.approx(figures["total_assets"], abs=0.02)
        assert (figures["rd_expense_domestic"] or 0) <= figures["rd_expense"]
        if figures["staff"] is not None:
            assert figures["rd_staff"] <= figures["st_staff"] <= figures["staff"]
        assert figures["ip_class1_high_value"] <= figures["ip_class1"]


def test_a_type_with_a_blank_leaves_it_blank(firms: tuple[DemoFirm, ...]) -> None:
    firm = first_of(firms, "seed_staff_unknown")
    assert [figures["staff"] for figures in firm.figures.values()] == [None] * len(firm.figures)


def test_the_type_at_three_percent_is_exactly_there(firms: tuple[DemoFirm, ...]) -> None:
    for figures in first_of(firms, "srdi_rd_exact").figures.values():
        assert round(figures["rd_expense"] * 100, 6) == round(figures["revenue"] * 3, 6)


def test_the_type_without_data_year_lacks_only_that_year(firms: tuple[DemoFirm, ...]) -> None:
    assert 2025 not in first_of(firms, "seed_year_missing").figures
    assert first_of(firms, "seed_registered_only").figures == {}


@pytest.mark.parametrize(
    ("archetype", "tier", "low", "high"),
    [
        ("hnte_holder", "hnte", date(2026, 12, 31), None),
        ("hnte_expiring", "hnte", date(2026, 6, 30), date(2026, 12, 31)),
        ("hnte_expired", "hnte", date(2024, 1, 1), date(2026, 6, 29)),
        ("seed_lapsed", "tech_sme", date(2025, 12, 31), date(2025, 12, 31)),
        ("seed_holder", "tech_sme", date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_titles_end_when_their_state_says(
    firms: tuple[DemoFirm, ...], archetype: str, tier: str, low: date, high: date | None
) -> None:
    titles = [title for firm in firms if firm.archetype == archetype for title in firm.titles if title.tier == tier]
    assert titles
    for title in titles:
        assert title.valid_from <= SETTING.as_of
        assert title.valid_to is not None
        assert low <= title.valid_to
        assert high is None or title.valid_to <= high


def test_some_titles_are_revoked_and_some_firms_renamed(firms: tuple[DemoFirm, ...]) -> None:
    assert any(title.revoked_on for firm in firms for title in firm.titles)
    assert sum(bool(firm.former_names) for firm in firms) >= 20


def test_every_archetype_yields_its_number_of_firms(firms: tuple[DemoFirm, ...]) -> None:
    counts = Counter(firm.archetype for firm in firms)
    assert counts == {archetype.code: archetype.count for archetype in read_archetypes()}
