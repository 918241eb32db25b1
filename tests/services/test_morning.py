"""What waits in the morning: counted in scope, each kind by itself."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.errors import NotAllowed
from registry.services import evaluations, firms
from registry.services.firm_search import FirmQuery
from registry.services.morning import Morning, fresh, mark_seen, mark_taken_back, missing, morning
from registry.services.wording import CHINESE
from registry.store.accounts import Account
from registry.store.imports import ImportBatch
from registry.store.plans import ServiceOfficer
from registry.store.rounds import Round
from tests.databases import template_for
from tests.factories import CODES, NOW, TODAY, add_ripe_firm, make_firm, make_person, make_title

OFFICER = make_person(Role.PARK_OFFICER, division="420111", park="东湖示例园区")
ELSEWHERE = make_person(Role.PARK_OFFICER, division="420302", park="车城示例工业园")


def evaluate_firms(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1, total_liabilities=6200.0)
    session.add(make_firm(id=2, credit_code=CODES[1], name="武汉示例无数据有限公司", contact_name="王小明"))
    session.add(make_title(2, valid_from=date(2023, 9, 1), valid_to=date(2026, 8, 31)))
    session.add(
        Account(id=1, name="officer", display_name="张专员", role="park_officer", password_hash="", created_at=NOW)
    )
    session.flush()
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)


@pytest.fixture
def database_template(request: pytest.FixtureRequest) -> str:
    return template_for(request, evaluated=evaluate_firms)


@pytest.fixture
def evaluated(session: Session) -> Session:
    return session


def page(session: Session, catalogue: Catalogue, person: Person = OFFICER) -> Morning:
    return morning(session, person, catalogue, today=TODAY, now=NOW, task_days=30)


def test_titles_that_expire_are_counted_in_every_window_they_lie_in(evaluated: Session, catalogue: Catalogue) -> None:
    (ending,) = page(evaluated, catalogue).tally.endings
    assert (ending.tier, ending.within, ending.first) == ("hnte", {180: 1, 90: 1, 30: 0}, date(2026, 8, 31))
    assert ending.review_documents


def test_an_open_review_round_tells_when_titles_are_examined_again(evaluated: Session, catalogue: Catalogue) -> None:
    days = {
        "opens_on": date(2026, 7, 1),
        "closes_on": date(2026, 7, 31),
        "as_of": TODAY,
        "data_year": 2025,
        "year": 2026,
    }
    same = {
        "tier": "hnte",
        "rule_set": "x",
        "levels": ["county"],
        "division": "42",
        "created_by": "x",
        "created_at": NOW,
    }
    for name, case, status in (("复核", "review", "open"), ("草稿", "review", "draft"), ("新认定", "new", "open")):
        evaluated.add(Round(name=name, case=case, status=status, **days, **same))
    evaluated.flush()
    (ending,) = page(evaluated, catalogue).tally.endings
    assert [(window.name, window.opens_on) for window in ending.windows] == [("复核", date(2026, 7, 1))]


def test_the_one_thing_missing_is_said(evaluated: Session, catalogue: Catalogue) -> None:
    near = page(evaluated, catalogue).tally.near
    assert near.tiers["little_giant"] == 1
    firm = next(firm for firm in near.firms if firm.tier == "little_giant")
    assert firm.lack is not None
    assert "资产负债率" in firm.lack.sentence(CHINESE)


def test_nothing_of_another_scope_is_counted(evaluated: Session, catalogue: Catalogue) -> None:
    found = page(evaluated, catalogue, ELSEWHERE)
    assert (found.tally.firms, found.tally.missing, found.tally.endings, found.tally.near.tiers) == (0, 0, (), {})


def test_what_is_remembered_is_forgotten_with_the_next_write(evaluated: Session, catalogue: Catalogue) -> None:
    assert page(evaluated, catalogue).tally.missing == 1
    firms.save_figures(evaluated, SYSTEM, catalogue, 2, 2025, {"revenue": "1"}, now=NOW)
    assert page(evaluated, catalogue).tally.missing == 0


def test_new_firms_are_shown_until_they_are_marked_as_seen(evaluated: Session, catalogue: Catalogue) -> None:
    firms.save_figures(evaluated, SYSTEM, catalogue, 1, 2025, {"total_liabilities": "3000"}, now=NOW)
    found = page(evaluated, catalogue).fresh
    assert found.tiers["little_giant"] == 1
    mark_seen(evaluated, OFFICER, found.place, now=NOW)
    assert page(evaluated, catalogue).fresh.tiers == {}
    mark_taken_back(evaluated, OFFICER, 0, now=NOW)
    assert page(evaluated, catalogue).fresh.tiers["little_giant"] == 1


def test_a_mark_never_reaches_beyond_what_is_written_down(evaluated: Session, catalogue: Catalogue) -> None:
    mark_seen(evaluated, OFFICER, 999_999, now=NOW)
    firms.save_figures(evaluated, SYSTEM, catalogue, 1, 2025, {"total_liabilities": "3000"}, now=NOW)
    assert fresh.fresh(evaluated, OFFICER).tiers["little_giant"] == 1


def test_those_to_ask_have_contact_and_officer(evaluated: Session) -> None:
    evaluated.add(ServiceOfficer(firm_id=2, account_id=1, since=TODAY, assigned_by="x", created_at=NOW))
    evaluated.flush()
    (row,) = missing.missing_page(evaluated, OFFICER, 2025, FirmQuery()).rows
    assert (row.name, row.contact, row.officer, row.last_year) == ("武汉示例无数据有限公司", "王小明", "张专员", None)
    assert missing.missing_page(evaluated, OFFICER, 2025, FirmQuery(text="没有这家")).total == 0


def test_only_ones_own_imports_wait(evaluated: Session, catalogue: Catalogue) -> None:
    for account, status in ((1, "staged"), (1, "committed"), (None, "staged")):
        evaluated.add(
            ImportBatch(
                filename=f"{status}.xlsx", sha256="", size=1, status=status, created_by="x", account_id=account,
                created_at=NOW, options={}, sheets=[], counts={},
            )
        )  # fmt: skip
    evaluated.flush()
    assert [each.filename for each in page(evaluated, catalogue).waiting.imports] == ["staged.xlsx"]


def test_an_enterprise_has_no_morning_page(evaluated: Session, catalogue: Catalogue) -> None:
    with pytest.raises(NotAllowed):
        page(evaluated, catalogue, make_person(Role.ENTERPRISE, firm_id=1))
