"""A rule is changed in the browser: copied, a threshold moved, impact seen, published by a second person, a firm judged anew."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.conftest import OFFICE, sign_in

BASE, NEW = "listing_reserve/4201/2021-01-01", "listing_reserve/4201/2026-06-01"


def test_a_rule_is_changed_published_and_withdrawn(browser: Browser, server: str) -> None:
    contexts = [browser.new_context(base_url=server, viewport=OFFICE, locale="zh-CN") for _ in range(2)]  # type: ignore[arg-type]
    author, second = (sign_in(each.new_page(), name) for each, name in zip(contexts, ("bureau", "admin"), strict=True))
    author.goto(f"/policy/versions/{BASE}")
    author.get_by_role("link", name="复制为草稿").click()
    author.get_by_label("草稿名称").fill("武汉市上市后备企业条件")
    author.get_by_label("适用地区").fill("武汉市")
    author.get_by_label("生效日期").fill("2026-06-01")
    author.get_by_role("button", name="建立草稿").click()
    address = author.url.removeprefix(server)
    expect(author.get_by_role("status")).to_contain_text("草稿已建立")
    author.goto(f"{address}/text")
    text = author.get_by_label("文本", exact=True).input_value()
    author.get_by_label("文本", exact=True).fill(stricter(text))
    author.get_by_role("button", name="保存").click()
    author.get_by_role("link", name="影响").click()
    author.get_by_role("button", name="测算影响").click()
    expect(author.get_by_role("main")).to_contain_text("家企业适用")
    author.goto(f"{address}/head")
    for label, value in (
        ("文号", "武金〔2026〕1号"),
        ("文件名称", "办法"),
        ("发文单位", "武汉市"),
        ("发文日期", "2026-05-01"),
    ):
        author.get_by_label(label, exact=True).fill(value)
    author.get_by_role("button", name="保存").click()
    author.goto(f"{address}/publish")
    author.get_by_role("button", name="提交发布").click()
    expect(author.get_by_role("main")).to_contain_text("另一个有权限的账号来发布")
    second.goto(f"{address}/publish")
    second.get_by_role("button", name="发布", exact=True).click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("武汉市 · 2026-06-01")
    for _ in range(60):
        second.reload()
        if second.get_by_role("link", name="看哪些企业因此变动").count():
            break
        second.wait_for_timeout(1000)
    second.get_by_role("link", name="看哪些企业因此变动").click()
    second.locator("tbody th a").first.click()
    expect(second.locator("#tier-listing_reserve")).to_contain_text("武金〔2026〕1号")
    second.goto(f"/policy/withdraw/{NEW}")
    second.get_by_label("撤回原因").fill("演练结束")
    second.get_by_role("button", name="撤回", exact=True).click()
    expect(second.get_by_role("main")).to_contain_text("已撤回的版本")
    for context in contexts:
        context.close()


def stricter(text: str) -> str:
    """The first threshold in 万元 a hundred times as high."""
    line = next(line for line in text.splitlines() if "at_least:" in line and line.rstrip().endswith("万元"))
    return text.replace(line, line.replace(" 万元", "00 万元"), 1)
