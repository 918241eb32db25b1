"""Ladder, size table and zones: what is refused in them."""

from __future__ import annotations

from datetime import date

import pytest

from registry.catalogue.ladder_files import read_industries, read_ladder, read_sizes, read_sources, read_zones
from registry.catalogue.reader import load_catalogue
from registry.catalogue.strict import read_yaml
from registry.domain.errors import CatalogueError
from registry.domain.tiers import Validity

INDICATORS = load_catalogue().indicators
LADDER = """\
tiers:
  - code: first
    label: {zh: 甲, en: A}
    track: ladder
    order: 1
  - code: second
    label: {zh: 乙, en: B}
    track: ladder
    order: 2
    feeders: [first]
    aliases: [乙企业]
"""
SIZES = """\
rows:
  - {label: 工业, industries: [C, "39"], large: {staff: 1000, revenue: 40000}}
  - {label: 批发业, industries: ["51"], large: {staff: 200}}
any_industry: {staff: 300}
"""


def test_the_ladder_example_is_read_with_its_defaults() -> None:
    ladder = read_ladder(read_yaml(LADDER, "ladder.yaml"))
    assert list(ladder) == ["first", "second"]
    assert (ladder["first"].margin, ladder["first"].validity, ladder["first"].validity_years) == (
        0.2,
        Validity.YEARS,
        3,
    )


# old text; new text; line; what the sentence says
LADDER_FAULTS = [
    ("feeders: [first]", "feeders: [third]", 10, "来源层级「third」"),
    ("aliases: [乙企业]", "aliases: [甲]", 11, "名称「甲」已属于 first"),
    ("aliases: [乙企业]", "aliases: 乙企业", 11, "文字的列表"),
    ("aliases: [乙企业]", "margin: 20", 11, "margin"),
    ("aliases: [乙企业]", "margin: 1.0", 11, "margin"),
    ("aliases: [乙企业]", "validity: forever", 11, "「validity」应是"),
    ("aliases: [乙企业]", "alias: [乙]", 11, "不认识「alias」"),
    ("aliases: [乙企业]", "bars: [{ground: {zh: 甲, en: A}, source: 文}]", 11, "缺少「years」"),
    ("aliases: [乙企业]", "bars: [{ground: {zh: 甲, en: A}, years: 3}]", 11, "缺少「source」"),
    ("aliases: [乙企业]", "bars: [{ground: {zh: 甲, en: A}, years: 0, source: 文}]", 11, "「years」是年数"),
    ("aliases: [乙企业]", "bars: [{ground: {zh: 甲, en: A}, lasts: ever, source: 文}]", 11, "「lasts」应是"),
    ("tiers:\n", "expiring: soon\ntiers:\n", 1, "「expiring」是若干个天数"),
    ("    order: 1\n", "", 2, "缺少「order」"),
    ("label: {zh: 乙, en: B}", "label: {zh: 乙}", 7, "缺少「en」"),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), LADDER_FAULTS)
def test_a_fault_in_the_ladder_is_refused_with_its_line(old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        read_ladder(read_yaml(LADDER.replace(old, new), "ladder.yaml"))
    assert refused.value.facts["line"] == line
    assert said in str(refused.value)


def test_bars_and_days_are_data() -> None:
    bars = """    bars:
      - {ground: {zh: 造假, en: fraud}, years: 3, source: 示例〔2026〕1号}
      - {ground: {zh: 取消, en: cancelled}, lasts: year_end, source: 示例〔2026〕2号}
expiring: [30, 180]
"""
    ladder = read_ladder(read_yaml(LADDER + bars, "ladder.yaml"))
    assert [bar.until(date(2025, 5, 1)) for bar in ladder["second"].bars] == [date(2028, 4, 30), date(2025, 12, 31)]
    assert ladder.expiring == (180, 30)


# old text; new text; what the sentence says
SIZE_FAULTS = [
    ('industries: ["51"]', 'industries: ["39"]', "行业「39」写了两次"),
    ("large: {staff: 200}", "large: {people: 200}", "没有名为「people」的指标"),
    ("label: 批发业", "name: 批发业", "不认识「name」"),
]


@pytest.mark.parametrize(("old", "new", "said"), SIZE_FAULTS)
def test_a_fault_in_the_size_table_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        read_sizes(read_yaml(SIZES.replace(old, new), "sizes.yaml"), INDICATORS)
    assert said in str(refused.value)


def test_every_name_of_a_zone_gives_its_code() -> None:
    text = 'zones: [{code: donghu, label: {zh: 东湖, en: East Lake}, division: "420111", names: [光谷, 东湖高新区]}]'
    assert read_zones(read_yaml(text, "zones.yaml")) == {"光谷": "donghu", "东湖高新区": "donghu"}


def test_unknown_keys_are_refused_in_every_file() -> None:
    for read in (
        read_ladder,
        read_industries,
        read_zones,
        read_sources,
        lambda document: read_sizes(document, INDICATORS),
    ):
        with pytest.raises(CatalogueError, match="不认识「nothing」"):
            read(read_yaml("nothing: 1", "any.yaml"))


SOURCES = """sources:
  - {code: ledger, label: {zh: 台账, en: Ledger}, rank: 20, doors: [import, command, form]}
  - {code: audit, label: {zh: 审计, en: Audit}, rank: 50}
  - {code: own, label: {zh: 自报, en: Own}, rank: 10, doors: [firm]}
"""


def test_sources_come_highest_rank_first_and_every_way_in_means_one() -> None:
    sources = read_sources(read_yaml(SOURCES, "sources.yaml"))
    assert list(sources) == ["audit", "ledger", "own"]
    assert sources.of_door("form").code == "ledger"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rank: 50}", "rank: high}", "「rank」写整数"),
        ("rank: 50}", "rank: 50, doors: [form]}", "同一入口只能对应一个来源"),
        ("doors: [firm]", "doors: []", "没有为入口指定来源：firm"),
        ("rank: 10", "rang: 10", "不认识「rang」"),
    ],
)
def test_a_fault_in_the_sources_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        read_sources(read_yaml(SOURCES.replace(old, new), "sources.yaml"))
    assert said in str(refused.value)


# held; coming; whether what is held stays unless somebody says otherwise
RANKS = [
    (None, "own", False),
    ("own", "ledger", False),
    ("ledger", "ledger", False),
    ("audit", "ledger", True),
    ("own!", "audit", True),
    ("audit", "own!", True),
    ("own!", "own!", False),
    ("forgotten", "own", False),
]


@pytest.mark.parametrize(("held", "coming", "stays"), RANKS)
def test_a_lower_source_never_takes_the_place_of_a_higher_or_verified_one(
    held: str | None, coming: str, stays: bool
) -> None:
    assert read_sources(read_yaml(SOURCES, "sources.yaml")).outranks(held, coming) is stays
