"""The policy desk in the browser's eyes: versions to read and compare, a draft from its copy to its publication."""

from __future__ import annotations

from tests.web.pages import PageReader, text_of

CURRENT = "little_giant/CN/2026-04-01"
BEFORE = "little_giant/CN/2026-01-01"


def test_everybody_reads_versions_in_words(officer: PageReader) -> None:
    page = officer.get("/policy")
    assert page.select_one(f'a[href="/policy/versions/{CURRENT}"]')
    told = text_of(officer.get(f"/policy/versions/{CURRENT}"))
    for words in ("工信部企业〔2026〕2号 附件2", "研发费用 ÷ 营业收入 近 2 年每年都要达到 ≥ 3%", "通行理解，待核"):
        assert words in told
    officer.get("/policy/versions/no/such/thing", 404)
    assert officer.get("/firms/1").select_one(f'a[href="/policy/versions/{CURRENT}"]')


def test_two_versions_are_held_against_each_other(officer: PageReader) -> None:
    assert "选择两个版本" in text_of(officer.get("/policy/compare"))
    told = text_of(officer.get(f"/policy/compare?before={BEFORE}&after={CURRENT}"))
    assert "影响结论的变化" in told
    assert "主营业务收入占营业收入 修改 门槛 ≥ 70% ≥ 90%" in told
    assert "没有不同" in text_of(officer.get(f"/policy/compare?before={CURRENT}&after={CURRENT}"))
    officer.get("/policy/compare?before=nothing", 404)
