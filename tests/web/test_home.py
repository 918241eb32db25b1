from __future__ import annotations

from tests.web.pages import PageReader, text_of


def test_the_ladder_counts_holders_and_candidates_and_leads_to_them(officer: PageReader) -> None:
    page = officer.get("/")
    row = next(row for row in page.select("tbody tr") if "专精特新“小巨人”" in text_of(row))
    link = row.select_one("a[href*='class=review']")
    assert link is not None
    assert link.get_text() == "1"
    assert "武汉示例光电有限公司" in text_of(officer.get(link["href"]))
    holders = page.select_one("a[href='/firms?tier=srdi_sme']")
    assert holders is not None
    assert "武汉示例光电有限公司" in text_of(officer.get(holders["href"]))


def test_the_page_says_how_many_firms_have_figures_for_the_data_year(officer: PageReader) -> None:
    assert "数据年 2025 有 2025 年数据 1 截止日 2026-06-30" in text_of(officer.get("/").select_one(".facts"))


def test_only_those_who_may_evaluate_see_the_button(officer: PageReader) -> None:
    assert officer.get("/").select_one("form[action='/evaluate']") is None


def test_evaluating_anew_says_how_many_firms_it_judged(administrator: PageReader) -> None:
    answer = administrator.send(administrator.get("/"), {}, action="/evaluate")
    assert "已按截止日 2026-06-30、数据年 2025 重新评估 2 家企业" in text_of(administrator.follow(answer))


def test_early_in_a_year_the_data_year_is_set_by_hand(administrator: PageReader) -> None:
    form = administrator.get("/")
    administrator.send(form, {"as_of": "2026-02-01", "data_year": "2024"}, action="/evaluate")
    facts = text_of(administrator.get("/").select_one(".facts"))
    assert "数据年 2024" in facts
    assert "截止日 2026-02-01" in facts
    page = administrator.refused(form, {"data_year": "last"}, 422, action="/evaluate")
    assert "请填写四位年份" in text_of(page)


def test_tracks_stand_in_order_and_doubtful_standards_are_marked(officer: PageReader) -> None:
    page = officer.get("/")
    assert [text_of(row) for row in page.select(".group-row")] == ["梯度培育", "高成长", "其他"]
    row = next(row for row in page.select("tbody tr") if text_of(row).startswith("独角兽"))
    assert [text_of(mark) for mark in row.select(".mark")] == ["参考", "数字待核实"]
    assert "潜在瞪羚" in text_of(page.select("main > p")[-1])
