from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from tests.web.conftest import signed_in
from tests.web.pages import PageReader, text_of
from tests.web.test_explanations import change_firm

RIPE = "武汉示例光电有限公司"


def test_candidates_opens_the_first_tier_with_a_standard(officer: PageReader) -> None:
    assert officer.client.get("/candidates").headers["Location"] == "/candidates/tech_sme"


def test_a_row_says_what_is_missing_and_opens_its_reasons_in_place(officer: PageReader) -> None:
    row = officer.get("/candidates/little_giant").select_one("tbody tr")
    assert row is not None
    assert RIPE in text_of(row)
    assert "达标待复核" in text_of(row)
    assert "待人工判断：" in text_of(row.select_one("summary"))
    assert "附件2" in text_of(row.select_one("details ul"))


def test_classes_carry_their_counts_and_narrow_the_list(officer: PageReader) -> None:
    page = officer.get("/candidates/little_giant?class=near")
    links = {text_of(link): link["href"] for link in page.select(".class-links a")}
    assert list(links) == ["全部 1", "达标 0", "达标待复核 1", "临近达标 0", "待补数据 0"]
    assert "没有符合条件的候选" in text_of(page)
    assert RIPE in text_of(officer.get(links["达标待复核 1"]))


def test_filters_stay_in_the_address_and_show_as_chips(administrator: PageReader) -> None:
    page = administrator.get("/candidates/little_giant?division=4203&text=示例")
    chips = [text_of(chip) for chip in page.select(".chip")]
    assert chips == ["查找 示例", "地区 十堰市"]
    without = page.select_one(".chip a[aria-label='去掉条件：十堰市']")
    assert without is not None
    assert RIPE in text_of(administrator.get(without["href"]))


@pytest.mark.parametrize("path", ["/candidates/unheard_of", "/candidates/hnte.pdf"])
def test_an_unknown_tier_or_file_type_is_not_found(officer: PageReader, path: str) -> None:
    officer.get(path, 404)


def test_an_unknown_class_is_refused_in_words(officer: PageReader) -> None:
    assert "只能是" in text_of(officer.get("/candidates/hnte?class=golden", 422))


def test_the_list_downloads_as_filtered(administrator: PageReader) -> None:
    page = administrator.get("/candidates/little_giant?class=review&division=4201")
    link = page.select_one("main a[href*='.xlsx']")
    assert link is not None
    answer = administrator.client.get(link["href"])
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert RIPE in rows[1]
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(("suffix", "start"), [("csv", b"\xef\xbb\xbf"), ("json", b"[")])
def test_the_list_downloads_as_csv_and_json(officer: PageReader, suffix: str, start: bytes) -> None:
    assert officer.client.get(f"/candidates/little_giant.{suffix}").data.startswith(start)


def test_tiers_to_choose_from_stand_by_track(officer: PageReader) -> None:
    tabs = officer.get("/candidates/gazelle").select(".tier-tabs .tabs")
    assert [text_of(tab.select_one(".track")) for tab in tabs] == ["梯度培育", "高成长", "其他"]
    assert text_of(tabs[0].select("a")[0]) == "科技型中小企业"
    assert text_of(tabs[1].select_one("a[aria-current]")) == "瞪羚企业"


def test_a_tier_without_published_numbers_says_so_instead_of_an_empty_table(officer: PageReader) -> None:
    page = officer.get("/candidates/moose")
    assert "驼鹿企业在截止日 2026-06-30 没有可用的认定标准，所以没有候选：没有公布量化标准" in text_of(page)
    assert page.select("table") == []
    assert text_of(page.select_one(".tier-tabs a[aria-current]")) == "驼鹿企业"


def test_a_tier_whose_standard_is_not_in_force_on_the_day_says_so(administrator: PageReader) -> None:
    form = administrator.get("/ladder")
    administrator.send(form, {"as_of": "2015-06-30", "data_year": "2014"}, action="/evaluate")
    words = text_of(administrator.get("/candidates/little_giant"))
    assert "没有可用的认定标准，所以没有候选：这一天没有生效的标准" in words


def test_a_reference_standard_is_marked_above_its_list(officer: PageReader) -> None:
    assert [text_of(mark) for mark in officer.get("/candidates/unicorn").select(".page-head .mark")] == [
        "参考",
        "数字待核实",
    ]


def test_a_firm_known_by_its_city_carries_the_hint_in_the_list(administrator: PageReader, engine: Engine) -> None:
    assert "可能适用地方标准" not in text_of(administrator.get("/candidates/gazelle"))
    change_firm(engine, firm_id=2, division_code="420000")
    row = administrator.get("/candidates/gazelle").select_one("tbody tr")
    assert row is not None
    assert "区县未填，可能适用地方标准" in text_of(row.select_one(".area"))


def test_a_page_is_kept_for_those_who_reach_the_same_firms_until_anything_changes(
    administrator: PageReader, engine: Engine
) -> None:
    path, other = "/candidates/hnte", "十堰示例汽车部件有限公司"
    everybody = text_of(administrator.get(path))
    assert other in everybody
    assert text_of(administrator.get(path)) == everybody
    assert other not in text_of(signed_in(administrator, "park").get(path))
    signed_in(administrator, "admin")
    change_firm(engine, firm_id=2, park="车城示例工业园二期")
    assert "车城示例工业园二期" in text_of(administrator.get(path).select_one("tbody"))
    assert text_of(administrator.get(f"{path}?column=score").select_one("thead tr")) == "选择 企业名称 得分"
    administrator.send(administrator.get(path), {"language": "en"}, action="/account/language")
    assert "See every condition" in text_of(administrator.get(path).select_one("tbody"))
