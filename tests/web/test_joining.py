"""A firm comes to its account: by the park's link, or by a claim; the officer's pages of both."""

from __future__ import annotations

from registry.web.limits import limiter
from tests.factories import CODES
from tests.web.conftest import OTHER_FIRM, PASSWORD
from tests.web.pages import PageReader, text_of

NEW = "another-good-password-7"


def test_an_invited_firm_makes_its_account_and_sees_itself_only(officer: PageReader) -> None:
    page = officer.get("/firms/1/accounts")
    shown = officer.refused(page, {}, 200, "/accounts/invite")
    link = shown.select_one("#link")["value"].partition("/join/")[2]  # type: ignore[index,union-attr]
    assert link not in text_of(officer.get("/firms/1/accounts"))  # shown this once
    _leave(officer)
    form = officer.get(f"/join/{link}")
    assert "武汉示例光电有限公司" in text_of(form)
    wrong = officer.refused(form, {"name": "optics", "password": NEW, "again": "x"})
    assert "两次输入的密码不一致" in text_of(wrong)
    assert "已经存在" in text_of(officer.refused(form, {"name": "park", "password": NEW, "again": NEW}))
    officer.send(form, {"name": "optics", "password": NEW, "again": NEW})
    assert "邀请链接已经用过" in text_of(officer.get(f"/join/{link}", 409))
    officer.get("/join/guessed", 404)
    officer.sign_in("optics", NEW)
    assert "武汉示例光电有限公司" in text_of(officer.get("/firms/1"))
    officer.get(f"/firms/{OTHER_FIRM}", 404)
    officer.get("/firms/1/accounts", 403)


def test_a_claim_is_approved_and_its_link_makes_the_account(officer: PageReader) -> None:
    limiter.reset()
    _leave(officer)
    form = officer.get("/claims")
    told = {
        "credit_code": CODES[0],
        "firm_name": "武汉示例光电有限公司",
        "contact_name": "王示例",
        "contact_phone": "138",
    }
    assert "「身份说明」必须填写" in text_of(officer.refused(form, told))
    assert "没有代码和名称都相同的企业" in text_of(officer.refused(form, told | {"proof": "财务", "firm_name": "别的"}))
    answer = officer.send(form, told | {"proof": "财务负责人"})
    followed = answer.headers["Location"]
    assert "待审核" in text_of(officer.get(followed))
    officer.sign_in("park", PASSWORD)
    assert "账号申请待审核 1" in text_of(officer.get("/"))
    listed = officer.get("/submissions/claims")
    assert "驳回理由" in text_of(officer.refused(listed, {"act": "refuse", "answer": " "}))
    officer.send(listed, {"act": "approve", "answer": ""})
    _leave(officer)
    assert officer.get(followed).select_one(f"a[href='{followed.replace('/claims/', '/join/')}']")


def test_an_officer_invites_no_firm_of_another_park(officer: PageReader) -> None:
    officer.get(f"/firms/{OTHER_FIRM}/accounts", 404)
    page = officer.get("/firms/1/accounts")
    token = {"csrf_token": page.select_one("[name=csrf_token]")["value"]}  # type: ignore[index]
    assert officer.client.post(f"/firms/{OTHER_FIRM}/accounts/invite", data=token).status_code == 404


def _leave(page: PageReader) -> None:
    page.send(page.get("/firms/1"), {}, action="/account/sign-out")
