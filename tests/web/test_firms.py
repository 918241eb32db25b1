from __future__ import annotations

import pytest

from tests.web.pages import PageReader, text_of

RIPE = "武汉示例光电有限公司"
OTHER = "十堰示例汽车部件有限公司"


@pytest.mark.parametrize("text", ["示例光电", "91420100MA4K", "whslgd", "武汉 示例"])
def test_a_firm_is_found_by_name_code_and_initials(administrator: PageReader, text: str) -> None:
    page = administrator.get(f"/firms?text={text}")
    assert RIPE in text_of(page)
    assert OTHER not in text_of(page.select_one("tbody"))


def test_filters_show_as_chips_that_can_be_removed(administrator: PageReader) -> None:
    page = administrator.get("/firms?division=420111&park=东湖示例园区&industry=39&tier=srdi_sme")
    assert [text_of(chip) for chip in page.select(".chip")][:2] == ["地区 洪山区", "园区 东湖示例园区"]
    assert page.select_one("#filter-tier option[selected]")["value"] == "srdi_sme"


def test_an_empty_result_says_what_to_do(officer: PageReader) -> None:
    page = officer.get("/firms?text=没有这家")
    assert "没有符合条件的企业" in text_of(page)
    assert page.select_one(".empty a.btn")["href"] == "/firms"


def test_an_officer_sees_only_firms_in_scope(officer: PageReader) -> None:
    page = officer.get("/firms")
    assert "共 1 家企业" in text_of(page)
    assert "洪山区 · 东湖示例园区" in text_of(page.select_one(".scope"))


def test_one_firm_shows_every_condition_with_value_threshold_and_citation(officer: PageReader) -> None:
    panel = officer.get("/firms/1").select_one("#tier-little_giant")
    assert panel is not None
    words = text_of(panel)
    assert "工信部企业〔2026〕2号" in words
    row = next(text_of(row) for row in panel.select("tbody tr") if "6,230.00 万元" in text_of(row))
    assert row.startswith("达标")
    assert "≥ 5,000 万元" in row
    assert "余 1,230.00 万元" in row
    assert "待人工" in words
    assert "满足其一" in words
    assert "假定：没有以下" in words


def test_a_firm_can_be_judged_by_another_year(officer: PageReader) -> None:
    page = officer.get("/firms/1?data_year=2024")
    assert "数据年 2024" in text_of(page.select_one("#tier-little_giant summary"))
    assert "请按 2026-06-30 的样子填写" in text_of(officer.get("/firms/1?as_of=yesterday", 422))


def test_figures_stand_side_by_side_with_their_change(officer: PageReader) -> None:
    page = officer.get("/firms/1")
    row = next(row for row in page.select(".figures tbody tr") if text_of(row).startswith("营业收入"))
    assert text_of(row) == "营业收入 万元 6,230.00 +7.4% 5,800.00 +7.4% 5,400.00"


def test_a_condition_is_decided_by_a_person_with_a_note(officer: PageReader) -> None:
    page = officer.get("/firms/1")
    form = page.select_one("#tier-little_giant .decision form")
    assert form is not None
    sent = {field["name"]: field.get("value", "") for field in form.select("input")}
    answer = officer.client.post("/firms/1/decisions", data=sent | {"note": "查看了产品目录", "met": "yes"})
    assert answer.status_code == 303
    assert "已人工判断：符合" in text_of(officer.follow(answer))
    refused = officer.client.post("/firms/1/decisions", data=sent | {"note": " ", "met": "yes"})
    assert "请写明依据" in text_of(officer.follow(refused))


def test_editing_saves_and_is_written_down(officer: PageReader) -> None:
    form = officer.get("/firms/1/edit")
    answer = officer.send(form, {"main_product": "激光雷达", "legal_representative": "王示例"})
    page = officer.follow(answer)
    assert "激光雷达" in text_of(page)
    assert "王**" in text_of(page)
    assert "王示例" not in text_of(page)
    assert "修改企业信息" in text_of(page.select_one(".timeline"))


def test_personal_data_left_blank_stays(officer: PageReader) -> None:
    officer.send(officer.get("/firms/1/edit"), {"contact_phone": "13800001234"})
    form = officer.get("/firms/1/edit")
    assert form.select_one("#contact_phone")["value"] == ""
    page = officer.follow(officer.send(form, {"main_product": "激光雷达"}))
    assert "138******34" in text_of(page)


def test_every_faulty_field_is_named_at_once_and_keeps_its_input(officer: PageReader) -> None:
    form = officer.get("/firms/1/figures/2025")
    page = officer.refused(form, {"revenue": "约30万", "staff": "12.5"})
    links = {link["href"]: link.get_text() for link in page.select(".error-summary a")}
    assert set(links) == {"#revenue", "#staff"}
    assert "约30万" in links["#revenue"]
    assert page.select_one("#revenue")["value"] == "约30万"
    assert page.select_one("#revenue")["aria-invalid"] == "true"


def test_figures_are_entered_in_the_unit_beside_the_field(officer: PageReader) -> None:
    form = officer.get("/firms/1/figures/2025")
    assert form.select_one("#market_share")["value"] == "12"
    page = officer.follow(officer.send(form, {"market_share": "15.5", "revenue": "0.7亿元"}))
    rows = {text_of(row.select_one("th")): text_of(row) for row in page.select(".figures tbody tr")}
    assert "15.5" in rows["主导产品市场占有率"]
    assert "7,000.00" in rows["营业收入"]


def test_a_slower_officer_sees_the_other_change_and_keeps_the_own_input(officer: PageReader) -> None:
    opened = officer.get("/firms/1/edit")
    officer.send(officer.get("/firms/1/edit"), {"main_product": "激光雷达", "cluster": "光电子信息"})
    officer.client_path = "/firms/1/edit"
    page = officer.refused(opened, {"main_product": "光学镜头", "stock_code": "688001"}, 409)
    assert "主导产品： — → 激光雷达" in text_of(page.select_one(".timeline"))
    told = {each["name"]: each["value"] for each in page.select("input[type=radio][checked]")}
    assert told == {"main_product": "光学镜头", "cluster": "光电子信息"}
    officer.send(page, {"stock_code": "688001"})
    kept = officer.get("/firms/1/edit")
    found = {name: kept.select_one(f"#{name}")["value"] for name in ("main_product", "cluster", "stock_code")}
    assert found == {"main_product": "光学镜头", "cluster": "光电子信息", "stock_code": "688001"}


def test_what_others_changed_elsewhere_in_the_firm_stops_nobody(officer: PageReader) -> None:
    opened = officer.get("/firms/1/figures/2025")
    officer.send(officer.get("/firms/1/edit"), {"main_product": "激光雷达"})
    officer.client_path = "/firms/1/figures/2025"
    officer.send(opened, {"staff": "321"})
    assert officer.get("/firms/1/figures/2025").select_one("#staff")["value"] == "321"
    assert officer.get("/firms/1/edit").select_one("#main_product")["value"] == "激光雷达"


def test_a_new_firm_needs_a_code_and_a_name(officer: PageReader) -> None:
    form = officer.get("/firms/new")
    page = officer.refused(form, {"credit_code": "", "name": "武汉示例新材料有限公司"})
    assert "必须填写" in text_of(page.select_one(".error-summary a[href='#credit_code']"))


def test_a_code_in_use_is_refused_at_its_field(officer: PageReader) -> None:
    values = {"credit_code": "91420100MA4KTEXT0X", "name": "武汉示例二号有限公司", "division_name": "420111"}
    page = officer.refused(officer.get("/firms/new"), values | {"park": "东湖示例园区"})
    assert page.select_one(".error-summary a[href='#credit_code']") is not None


def test_a_new_firm_must_lie_in_the_officers_scope(officer: PageReader) -> None:
    values = {"credit_code": "91420300MA4KTEXT3X", "name": "十堰示例二号有限公司", "division_name": "十堰市茅箭区"}
    assert "超出了您的数据范围" in text_of(officer.refused(officer.get("/firms/new"), values))


def test_an_added_firm_opens_at_once(officer: PageReader) -> None:
    values = {
        "credit_code": "91420100MA4KTEXT9X",
        "name": "武汉示例三号有限公司",
        "division_name": "武汉市洪山区",
        "park": "东湖示例园区",
    }
    page = officer.follow(officer.send(officer.get("/firms/new"), values))
    assert "武汉示例三号有限公司" in text_of(page.select_one("h1"))
    assert "数据还没有填报" in text_of(page)
