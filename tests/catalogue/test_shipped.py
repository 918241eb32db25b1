"""What the shipped catalogue holds: indicators, tiers, rule sets, industries, divisions."""

from __future__ import annotations

from datetime import date

import pytest

from registry.catalogue.reader import SHIPPED, load_catalogue
from registry.catalogue.strict import read_file
from registry.domain.outcomes import Case
from registry.domain.rulesets import Condition, Group, Part, ScoreMark
from registry.domain.scoring import below

CATALOGUE = load_catalogue()
RULE_SETS = CATALOGUE.rule_sets

# code, level, kind, unit of every indicator the policy names
INDICATORS = """
credit_code firm text
name firm text
former_names firm text
division_code firm text
division_name firm text
park firm text
industry_code firm text
industry_name firm text
cluster firm text
founded_on firm date
registered_capital firm amount 万元
ownership firm choice
legal_representative firm personal
contact_name firm personal
contact_phone firm personal
is_listed firm flag
stock_code firm text
hightech_field firm choice
main_product firm text
niche_market_since firm year 年
niche_years annual number 年
revenue annual amount 万元
main_revenue annual amount 万元
sales_revenue annual amount 万元
total_income annual amount 万元
hightech_income annual amount 万元
total_cost annual amount 万元
net_profit annual amount 万元
total_assets annual amount 万元
total_liabilities annual amount 万元
net_assets annual amount 万元
tax_paid annual amount 万元
export_revenue annual amount 万元
rd_expense annual amount 万元
rd_expense_domestic annual amount 万元
tech_activity_spend annual amount 万元
staff annual count 人
st_staff annual count 人
rd_staff annual count 人
ip_class1 annual count 件
ip_class1_high_value annual count 件
ip_class1_self annual count 件
ip_class2 annual count 件
invention_patents annual count 件
utility_patents annual count 件
software_copyrights annual count 件
result_conversions annual count 项
standards_led annual count 项
market_share annual ratio %
market_rank_national annual number
market_rank_province annual number
market_rank_global annual number
srdi_score annual number 分
equity_financing annual amount 万元
valuation annual amount 万美元
has_private_equity firm flag
financing_round annual text
rd_institution_level firm choice
is_above_scale annual flag
digital_level firm number 级
quality_items firm count 项
self_brand firm flag
mgmt_certified firm flag
info_system_core firm flag
field_priority firm flag
serious_violation firm flag
abnormal_list firm flag
major_accident_3y firm flag
prohibited_industry firm flag
controlled_by_listed firm flag
national_award_rank firm number 名
national_award_year firm year 年
provincial_award_rank firm number 名
provincial_award_year firm year 年
maker_china_rank firm number 名
maker_china_year firm year 年
strategic_emerging firm flag
emerging_industry firm flag
key_chain_result firm choice
no_sharp_fall firm flag
"""

# Tiers by track in ladder order, and those without published numbers, which have no rule set.
TRACKS = {
    "ladder": ["tech_sme", "hnte", "innovative_sme", "srdi_sme", "little_giant", "provincial_champion", "champion"],
    "growth": ["potential_gazelle", "gazelle", "potential_unicorn", "unicorn", "moose"],
    "beside": ["leading", "above_scale", "listing_reserve", "hnte_reserve"],
}
WITHOUT_NUMBERS = {"potential_gazelle", "moose", "hnte_reserve"}


def test_every_indicator_is_there_with_its_level_kind_and_unit() -> None:
    shipped = [
        f"{item.code} {item.level} {item.kind} {item.unit}".strip()
        for item in CATALOGUE.indicators.values()
        if not item.local
    ]
    assert shipped == INDICATORS.split("\n")[1:-1]


def test_every_indicator_has_both_labels_and_choices_have_words() -> None:
    for indicator in CATALOGUE.indicators.values():
        assert indicator.label.zh, indicator.code
        assert indicator.label.en, indicator.code
        assert bool(indicator.choices) == (indicator.kind == "choice"), indicator.code


def test_no_column_head_means_two_indicators() -> None:
    owners: dict[str, str] = {}
    for indicator in CATALOGUE.indicators.values():
        for head in (indicator.label.zh, *indicator.synonyms):
            assert owners.setdefault(head, indicator.code) == indicator.code, head


def test_the_subsets_of_class_one_ip_are_nothing_where_the_whole_is() -> None:
    assert set(CATALOGUE.zero_with) == {("ip_class1_high_value", "ip_class1"), ("ip_class1_self", "ip_class1")}


def test_the_ladder_has_every_tier_in_its_order() -> None:
    found: dict[str, list[str]] = {}
    for tier in CATALOGUE.ladder.values():
        found.setdefault(tier.track, []).append(tier.code)
    assert found == TRACKS


# tier; the tiers it is reached from
FEEDERS = {
    "hnte": {"tech_sme"},
    "srdi_sme": {"tech_sme", "innovative_sme"},
    "little_giant": {"srdi_sme"},
    "gazelle": {"potential_gazelle"},
    "potential_unicorn": {"gazelle"},
    "unicorn": {"potential_unicorn"},
    "moose": {"unicorn"},
}


@pytest.mark.parametrize("tier", FEEDERS)
def test_a_tier_knows_where_it_is_reached_from(tier: str) -> None:
    assert set(CATALOGUE.ladder[tier].feeders) == FEEDERS[tier]


def test_tiers_have_both_labels_and_a_margin_below_one() -> None:
    for tier in CATALOGUE.ladder.values():
        assert tier.label.zh, tier.code
        assert tier.label.en, tier.code
        assert 0 <= tier.margin < 1, tier.code


def test_tiers_without_published_numbers_have_no_rule_set_and_say_so() -> None:
    assert not WITHOUT_NUMBERS & {rule_set.tier for rule_set in RULE_SETS}
    for tier in WITHOUT_NUMBERS:
        note = CATALOGUE.ladder[tier].note
        assert note is not None
        assert "没有公布量化标准" in note.zh
        assert "No numeric standard is published" in note.en


def test_a_name_that_several_tiers_bear_is_asked_about() -> None:
    assert set(CATALOGUE.ladder.ambiguous["小巨人"]) == {"little_giant", "srdi_sme", "provincial_champion"}
    aliases = {alias for tier in CATALOGUE.ladder.values() for alias in (tier.label.zh, *tier.aliases)}
    assert not aliases & set(CATALOGUE.ladder.ambiguous)


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=lambda rule_set: rule_set.id)
class TestEveryRuleSet:
    def test_each_condition_has_a_code_of_its_own_both_labels_and_an_article(self, rule_set) -> None:  # type: ignore[no-untyped-def]
        codes = [node.code for node in rule_set.nodes()]
        assert len(set(codes)) == len(codes)
        for leaf in rule_set.conditions():
            assert leaf.label.zh, leaf.code
            assert leaf.label.en, leaf.code
            assert leaf.citation.article, leaf.code

    def test_each_group_but_the_outermost_has_both_labels(self, rule_set) -> None:  # type: ignore[no-untyped-def]
        for node in rule_set.nodes():
            if isinstance(node, Group) and node is not rule_set.requires:
                assert node.label.zh, node.code
                assert node.label.en, node.code

    def test_it_names_its_document_and_the_day_it_was_checked(self, rule_set) -> None:  # type: ignore[no-untyped-def]
        source = rule_set.source
        assert all((source.number, source.title, source.issuer))
        assert source.checked_on >= date(2026, 1, 1)

    def test_each_part_of_a_score_has_both_labels_and_one_way_to_earn(self, rule_set) -> None:  # type: ignore[no-untyped-def]
        parts: list[Part] = list(rule_set.scores)
        while parts:
            part = parts.pop()
            parts.extend(below(part))
            assert part.label.zh, part.code
            assert part.label.en, part.code
            assert sum(map(bool, (part.parts, part.best_of, part.steps, part.person is not None))) == 1, part.code

    def test_its_file_lies_in_the_folder_of_its_tier(self, rule_set) -> None:  # type: ignore[no-untyped-def]
        files = [
            file for file in (SHIPPED / "rulesets").rglob("*.yaml") if file.read_text(encoding="utf-8") == rule_set.text
        ]
        assert [file.parent.name for file in files] == [rule_set.tier]
        assert str(rule_set.effective.start) in files[0].name

    def test_titles_it_asks_for_are_held_as_true_or_false(self, rule_set) -> None:  # type: ignore[no-untyped-def]
        for leaf in rule_set.conditions():
            if isinstance(leaf, Condition) and leaf.formula is not None and leaf.formula.text.startswith("title("):
                assert isinstance(leaf.threshold, bool), leaf.code

    def test_a_mark_points_at_a_score(self, rule_set) -> None:  # type: ignore[no-untyped-def]
        assert not [leaf for leaf in rule_set.conditions() if isinstance(leaf, ScoreMark) and not rule_set.scores]


def test_every_file_of_the_catalogue_is_read_strictly() -> None:
    files = sorted(SHIPPED.rglob("*.yaml"))
    assert len(files) >= 10
    for file in files:
        read_file(file)


def test_a_rule_set_is_found_by_its_id_and_both_cases_are_served() -> None:
    for rule_set in RULE_SETS:
        assert CATALOGUE.rule_set(rule_set.id) is rule_set
    for tier in ("tech_sme", "hnte", "srdi_sme"):
        assert {case for rule_set in RULE_SETS if rule_set.tier == tier for case in rule_set.cases} == set(Case)


def test_sections_and_divisions_of_industry_are_complete() -> None:
    sections = CATALOGUE.industries.sections
    assert "".join(sections) == "ABCDEFGHIJKLMNOPQRST"
    divisions = [code for _, codes in sections.values() for code in codes]
    assert divisions == [f"{number:02}" for number in range(1, 98)]
    assert all(label.zh and label.en for label in CATALOGUE.industries.divisions.values())


# industry code; section; name
INDUSTRIES = [
    ("C3912", "C", "计算机、通信和其他电子设备制造业"),
    ("3912", "C", "计算机、通信和其他电子设备制造业"),
    ("39", "C", "计算机、通信和其他电子设备制造业"),
    ("c39", "C", "计算机、通信和其他电子设备制造业"),
    ("C", "C", "制造业"),
    ("6510", "I", "软件和信息技术服务业"),
    ("01", "A", "农业"),
    ("98", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("code", "section", "name"), INDUSTRIES)
def test_an_industry_code_of_any_length_has_a_section_and_a_name(
    code: str, section: str | None, name: str | None
) -> None:
    assert CATALOGUE.industries.section_of(code) == section
    label = CATALOGUE.industries.name(code)
    assert (label.zh if label else None) == name
