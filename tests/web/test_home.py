from __future__ import annotations

from registry.web.home.morning import titles_url
from tests.web.pages import PageReader, text_of


def test_the_ladder_counts_holders_and_candidates_and_leads_to_them(officer: PageReader) -> None:
    page = officer.get("/ladder")
    row = next(row for row in page.select("tbody tr") if "专精特新“小巨人”" in text_of(row))
    link = row.select_one("a[href*='class=review']")
    assert link is not None
    assert link.get_text() == "1"
    assert "武汉示例光电有限公司" in text_of(officer.get(link["href"]))
    holders = page.select_one("a[href='/firms?tier=srdi_sme']")
    assert holders is not None
    assert "武汉示例光电有限公司" in text_of(officer.get(holders["href"]))


def test_the_page_says_how_many_firms_have_figures_for_the_data_year(officer: PageReader) -> None:
    assert "数据年 2025 有 2025 年数据 1 截止日 2026-06-30" in text_of(officer.get("/ladder").select_one(".facts"))


def test_only_those_who_may_evaluate_see_the_button(officer: PageReader) -> None:
    assert officer.get("/ladder").select_one("form[action='/evaluate']") is None


def test_evaluating_anew_says_how_many_firms_it_judged(administrator: PageReader) -> None:
    answer = administrator.send(administrator.get("/ladder"), {}, action="/evaluate")
    assert "已按截止日 2026-06-30、数据年 2025 重新评估 2 家企业" in text_of(administrator.follow(answer))


def test_early_in_a_year_the_data_year_is_set_by_hand(administrator: PageReader) -> None:
    form = administrator.get("/ladder")
    administrator.send(form, {"as_of": "2026-02-01", "data_year": "2024"}, action="/evaluate")
    facts = text_of(administrator.get("/ladder").select_one(".facts"))
    assert "数据年 2024" in facts
    assert "截止日 2026-02-01" in facts
    page = administrator.refused(form, {"data_year": "last"}, 422, action="/evaluate")
    assert "请填写四位年份" in text_of(page)


def test_tracks_stand_in_order_and_doubtful_standards_are_marked(officer: PageReader) -> None:
    page = officer.get("/ladder")
    assert [text_of(row) for row in page.select(".group-row")] == ["梯度培育", "高成长", "其他"]
    row = next(row for row in page.select("tbody tr") if text_of(row).startswith("独角兽"))
    assert [text_of(mark) for mark in row.select(".mark")] == ["参考", "数字待核实"]
    assert "潜在瞪羚" in text_of(page.select("main > p")[-1])


def test_every_number_of_the_morning_leads_to_its_list(officer: PageReader) -> None:
    officer.send(officer.get("/firms/1/figures/2025"), {"total_liabilities": "6200"})
    page = officer.get("/")
    assert "资产负债率" in text_of(page.select_one(".near-firms"))
    links = {link["href"] for link in page.select(".morning a[href]")}
    assert links
    for link in links:
        assert officer.client.get(link).status_code == 200, link
    with officer.client.application.test_request_context():
        ending = officer.get(titles_url("hnte", 90))
    assert "90 天内到期" in text_of(ending.select_one(".chips"))


def test_whom_to_ask_is_listed_with_masked_contacts(administrator: PageReader) -> None:
    administrator.send(administrator.get("/firms/new"), {"credit_code": "91420100MA4KTEXT9X", "name": "武汉示例三号有限公司",
        "division_name": "武汉市洪山区", "contact_name": "王小明", "contact_phone": "13807191234"})  # fmt: skip
    assert "1 家企业还没有任何数据" in text_of(administrator.get("/").select_one(".morning"))
    page = administrator.get("/missing?sort=-name")
    assert "王** 138******34" in text_of(page.select_one("tbody tr"))
    assert page.select_one("th[aria-sort=descending]") is not None
    assert "没有符合条件的企业" in text_of(administrator.get("/missing?text=没有这家"))


def test_newly_eligible_firms_are_marked_as_seen_and_taken_back(officer: PageReader) -> None:
    officer.send(officer.get("/firms/1/figures/2025"), {"market_share": "1"})
    officer.send(officer.get("/firms/1/figures/2025"), {"market_share": "15"})
    page = officer.get("/")
    link = page.select_one("a[href*='/candidates/little_giant'][href*='after=0']")
    assert link is not None
    assert "武汉示例光电有限公司" in text_of(officer.get(link["href"]))
    marked = officer.follow(officer.send(page, {}, action="/morning/seen"))
    assert "没有新的达标企业" in text_of(marked)
    back = officer.follow(officer.send(marked, {}, action="/morning/unseen"))
    assert back.select_one("a[href*='/candidates/little_giant'][href*='after=0']") is not None
