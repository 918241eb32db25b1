"""People are masked until somebody says what for; taking them away is a permission of its own; attempts can be seen."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import select

from registry.store.database import reading, transaction
from registry.store.firms import FirmRecord
from registry.store.journal import JournalEntry
from tests.web.conftest import OTHER_FIRM, PASSWORD
from tests.web.pages import PageReader, text_of

NAME, PHONE = "王小明", "13807191234"


def add_contact(engine: Engine) -> None:
    with transaction(engine) as session:
        firm = session.get_one(FirmRecord, 1)
        firm.contact_name, firm.contact_phone = NAME, PHONE


def test_contacts_are_opened_with_a_reason_and_nobody_else_sees_them(officer: PageReader, engine: Engine) -> None:
    add_contact(engine)
    for address in ("/firms/1", "/firms/1/sources", "/firms/1/contacts", "/missing"):
        assert NAME not in (told := text_of(officer.get(address))), address
        assert PHONE not in told, address
    asked = officer.get("/firms/1/contacts")
    assert "138******34" in text_of(asked)
    assert "4 到 200 个字" in text_of(officer.refused(asked, {"reason": "看"}))
    answer = officer.send(asked, {"reason": "核对 2025 年研发费用"}, 200)
    assert NAME in answer.text
    assert PHONE in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    with reading(engine) as session:
        entry = session.exec(select(JournalEntry).where(JournalEntry.action == "personal.open")).one()
    assert (entry.firm_id, entry.actor_name, entry.note) == (1, "示例park", "核对 2025 年研发费用")
    assert "核对 2025 年研发费用" in text_of(officer.get("/firms/1"))


def test_contacts_are_erased_after_a_question(administrator: PageReader, engine: Engine) -> None:
    add_contact(engine)
    asked = administrator.get("/firms/1/contacts/erase")
    assert "4 到 200 个字" in text_of(administrator.refused(asked, {"reason": ""}))
    told = administrator.follow(administrator.send(asked, {"reason": "本人要求删除"}))
    assert "联系人信息已删除" in text_of(told)
    assert "没有登记联系人" in text_of(administrator.get("/firms/1/contacts"))
    with reading(engine) as session:
        assert session.get_one(FirmRecord, 1).contact_phone is None


def test_a_park_officer_may_open_contacts_but_not_take_them_away(officer: PageReader) -> None:
    assert officer.client.get("/firms/ledger.xlsx?personal=yes").status_code == 403
    assert 'name="personal"' not in officer.client.get("/firms/export").text


def test_what_was_asked_for_outside_the_scope_is_seen_by_administrators(office: None, page: PageReader) -> None:
    page.sign_in("park", PASSWORD)
    for _ in range(3):
        page.get(f"/firms/{OTHER_FIRM}?secret=1", 404)
    page.send(page.get("/account"), {}, action="/account/sign-out")
    page.sign_in("admin", PASSWORD)
    told = text_of(page.get("/settings/accounts/attempts"))
    assert f"企业 GET /firms/{OTHER_FIRM} 3" in told
    assert "secret" not in told
