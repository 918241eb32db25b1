"""What the firm's page says about its tiers: order, place, doubt, what is missing, and the law of another day."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import Session, select

from registry.domain.access import SYSTEM
from registry.services import journal
from registry.store.database import transaction
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from tests.factories import NOW
from tests.web.pages import PageReader, text_of


def change_firm(engine: Engine, firm_id: int = 1, **values: object) -> None:
    with transaction(engine) as session:
        _set(session.exec(select(FirmRecord).where(FirmRecord.id == firm_id)).one(), session, values)


def change_figures(engine: Engine, year: int, **values: object) -> None:
    with transaction(engine) as session:
        wanted = select(YearlyFigures).where(YearlyFigures.firm_id == 1, YearlyFigures.year == year)
        _set(session.exec(wanted).one(), session, values)


def test_tiers_stand_in_the_order_of_the_ladder_track_by_track(officer: PageReader) -> None:
    page = officer.get("/firms/1")
    assert [text_of(head) for head in page.select(".track-head")] == ["梯度培育", "高成长", "其他"]
    tiers = [panel["id"] for panel in page.select("details.tier")]
    order = ["tier-tech_sme", "tier-hnte", "tier-srdi_sme", "tier-little_giant", "tier-gazelle", "tier-above_scale"]
    assert [tier for tier in tiers if tier in order] == order


def test_one_panel_is_open_so_that_the_page_stays_short(officer: PageReader) -> None:
    assert len(officer.get("/firms/1").select("details.tier[open]")) == 1
    chosen = officer.get("/firms/1?tier=gazelle").select("details.tier[open]")
    assert [panel["id"] for panel in chosen] == ["tier-gazelle"]


def test_tiers_that_are_not_judged_are_named_once_with_the_reason(officer: PageReader, engine: Engine) -> None:
    change_firm(engine, division_code="420111")
    silent = text_of(officer.get("/firms/1").select_one(".silent"))
    assert "潜在瞪羚、驼鹿企业（没有公布量化标准" in silent
    change_firm(engine, division_code="420111", industry_code="J6600")
    assert "（不适用于本企业所属行业）" in text_of(officer.get("/firms/1").select_one(".silent"))


def test_a_tier_with_standards_elsewhere_only_says_so(administrator: PageReader) -> None:
    assert "上市后备金种子（企业所在地没有标准）" in text_of(administrator.get("/firms/2").select_one(".silent"))


def test_a_reference_and_an_unverified_number_carry_a_mark_and_its_meaning(officer: PageReader) -> None:
    panel = officer.get("/firms/1").select_one("#tier-unicorn")
    assert panel is not None
    assert [text_of(mark) for mark in panel.select("summary .mark")] == ["参考", "数字待核实"]
    foot = text_of(panel.select_one(".tier-foot"))
    assert "没有与原文核对" in foot
    assert "不是湖北省的遴选规则" in foot


def test_a_standard_without_doubt_carries_no_mark(officer: PageReader) -> None:
    assert officer.get("/firms/1").select("#tier-tech_sme summary .mark") == []


def test_a_firm_known_by_its_city_may_fall_under_a_local_standard(administrator: PageReader, engine: Engine) -> None:
    assert administrator.get("/firms/1").select("#tier-gazelle .tier-hint") == []
    change_firm(engine, division_code="420100")
    page = administrator.get("/firms/1")
    hint = page.select_one("#tier-gazelle .tier-hint")
    assert hint is not None
    assert "所在区县未填，可能适用地方标准：武昌区、洪山区" in text_of(hint)
    assert hint.select_one("a")["href"] == "/firms/1/edit#division_name"
    assert page.select("#tier-tech_sme .tier-hint") == []
    change_firm(engine, division_code=None)
    assert "武昌区" in text_of(administrator.get("/firms/1").select_one("#tier-gazelle .tier-hint"))


def test_a_firm_in_a_zone_is_judged_by_the_standard_of_the_zone(administrator: PageReader, engine: Engine) -> None:
    change_firm(engine, park="东湖高新区")
    words = text_of(administrator.get("/firms/1").select_one("#tier-gazelle"))
    assert "光谷瞪羚企业认定条件" in words
    assert "适用于东湖高新区" in words


def test_a_missing_input_leads_to_the_field_that_fills_it(officer: PageReader, engine: Engine) -> None:
    change_figures(engine, 2024, rd_expense=None)
    change_firm(engine, niche_market_since=None)
    panel = officer.get("/firms/1").select_one("#tier-little_giant")
    assert panel is not None
    links = [link["href"] for link in panel.select(".conditions a")]
    assert "/firms/1/figures/2024#rd_expense" in links
    assert officer.get("/firms/1/figures/2024").select_one("#rd_expense") is not None
    assert "请补：研发费用（ 2024 年）" in text_of(panel)


def test_an_enterprise_is_led_only_to_fields_it_may_fill(enterprise: PageReader, engine: Engine) -> None:
    change_firm(engine, founded_on=None)
    change_figures(engine, 2025, rd_expense=None)
    page = enterprise.get("/firms/1")
    links = [link["href"] for link in page.select(".conditions a")]
    assert "/firms/1/report/2025#rd_expense" in links
    form = enterprise.get("/firms/1/report")
    own = [link.partition("#")[2] for link in links if link.startswith("/firms/1/report#")]
    assert all(form.select_one(f"#{code}") is not None for code in own)


def test_a_ratio_is_short_in_the_unit_of_its_numerator_too(officer: PageReader, engine: Engine) -> None:
    change_figures(engine, 2025, main_revenue=3000.0)
    panel = text_of(officer.get("/firms/1").select_one("#tier-srdi_sme"))
    assert "百分点" in panel
    assert "主营业务收入还差" in panel


def test_a_ratio_that_may_not_be_exceeded_is_too_much_not_short(officer: PageReader, engine: Engine) -> None:
    change_figures(engine, 2025, total_liabilities=7600.0)
    panel = text_of(officer.get("/firms/1").select_one("#tier-srdi_sme"))
    assert "负债总额超出 1,200" in panel
    assert "负债总额还差" not in panel


def test_the_easiest_way_of_several_is_marked(officer: PageReader, engine: Engine) -> None:
    change_figures(engine, 2025, market_share=0.09, market_rank_national=50.0)
    marked = [text_of(mark.parent) for mark in officer.get("/firms/1").select("#tier-little_giant .conditions .mark")]
    assert [words for words in marked if words.startswith("主导产品市场占有率 最容易的一条")]


def test_what_was_assumed_is_gathered_once_per_tier(officer: PageReader) -> None:
    foot = text_of(officer.get("/firms/1").select_one("#tier-srdi_sme .tier-foot"))
    assert "假定：没有以下" in foot
    assert "未列入经营异常名录" in foot


def test_the_last_day_of_the_old_law_and_the_first_of_the_new_show_their_own_standard(officer: PageReader) -> None:
    old = officer.get("/firms/1?as_of=2026-03-31&data_year=2025").select_one("#tier-srdi_sme")
    new = officer.get("/firms/1?as_of=2026-04-01&data_year=2025").select_one("#tier-srdi_sme")
    assert old is not None
    assert new is not None
    assert "2022-08-01 – 2026-03-31" in text_of(old.select_one("summary"))
    assert "工信部企业〔2026〕2号" not in text_of(old)
    assert "工信部企业〔2026〕2号 附件1 · 2026-04-01 起" in text_of(new.select_one("summary"))


def test_a_day_before_any_standard_says_so(officer: PageReader) -> None:
    page = officer.get("/firms/1?as_of=2001-01-01")
    assert "这一天没有适用的认定标准" in text_of(page)
    assert "（这一天没有生效的标准）" in text_of(page.select_one(".silent"))


def _set(record: object, session: Session, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    session.add(record)
    journal.note(session, SYSTEM, "firm.edit", now=NOW)
