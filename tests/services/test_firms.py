"""Firms through the form: the same checks as import, scope on every write, nobody overwritten unseen."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, delete
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from registry.services import firms
from registry.services.firm_search import divisions_in_scope, parks_in_scope
from registry.store.database import transaction
from registry.store.firms import FirmRecord, FormerName
from registry.store.journal import JournalEntry
from tests.factories import CODES, NOW, make_figures, make_firm, make_person, make_title

VALID_CODE = "91420300MA4KTEXT28"


@pytest.fixture
def firm(session: Session) -> FirmRecord:
    firm = make_firm(id=1)
    session.add(firm)
    session.flush()
    return firm


def save(session: Session, catalogue: Catalogue, version: int = 1, **values: str | None) -> bool:
    return firms.save_firm(session, SYSTEM, catalogue, 1, values, version, now=NOW)


def test_a_new_firm_is_found_again_with_all_its_values(session: Session, catalogue: Catalogue) -> None:
    values = {
        "credit_code": VALID_CODE.lower(),
        "name": "十堰示例汽车有限公司",
        "division_name": "湖北省十堰市张湾区",
        "founded_on": "2018年5月1日",
        "registered_capital": "0.5亿元",
        "is_listed": "否",
        "former_names": "十堰旧名公司；十堰老名公司",
    }
    firm_id = firms.create_firm(session, SYSTEM, catalogue, values, now=NOW)
    detail = firms.get_firm(session, SYSTEM, catalogue, firm_id)
    assert detail.firm.credit_code == VALID_CODE
    assert detail.values["division_code"] == "420303"
    assert detail.values["founded_on"] == date(2018, 5, 1)
    assert detail.values["registered_capital"] == 5000.0
    assert detail.values["is_listed"] is False
    assert detail.former_names == ("十堰旧名公司", "十堰老名公司")
    assert detail.journal[0].changes["registered_capital"] == [None, 5000.0]


@pytest.mark.parametrize("missing", ["credit_code", "name"])
def test_a_new_firm_needs_code_and_name(session: Session, catalogue: Catalogue, missing: str) -> None:
    values = {"credit_code": VALID_CODE, "name": "十堰示例有限公司"} | {missing: " "}
    with pytest.raises(InvalidInput, match="必须填写"):
        firms.create_firm(session, SYSTEM, catalogue, values, now=NOW)


def test_a_code_belongs_to_one_firm(session: Session, catalogue: Catalogue) -> None:
    values = {"credit_code": VALID_CODE, "name": "十堰示例有限公司"}
    firms.create_firm(session, SYSTEM, catalogue, values, now=NOW)
    with pytest.raises(Conflict, match="统一社会信用代码"):
        firms.create_firm(session, SYSTEM, catalogue, values | {"name": "另一家"}, now=NOW)


def test_every_faulty_field_is_told_and_nothing_is_saved(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    with pytest.raises(firms.FieldFaults) as raised:
        save(session, catalogue, founded_on="昨天", registered_capital="约30万", main_product="示例产品")
    assert set(raised.value.faults) == {"founded_on", "registered_capital"}
    assert firm.main_product is None


def test_a_blank_field_of_a_form_erases(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    assert save(session, catalogue, park="")
    assert firm.park is None


def test_saving_what_is_stored_changes_nothing(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    assert not save(session, catalogue, name=firm.name, park=firm.park, main_product="")
    assert firm.version == 1
    assert session.exec(select(JournalEntry)).all() == []


def test_a_save_is_journalled_with_old_and_new(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    save(session, catalogue, park="光谷示例园", founded_on="2019-03-02")
    entry = session.exec(select(JournalEntry)).one()
    assert (entry.action, entry.firm_id) == ("firm.update", 1)
    assert entry.changes == {"park": ["东湖示例园区", "光谷示例园"], "founded_on": [None, "2019-03-02"]}


def test_the_second_of_two_officers_is_told(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    save(session, catalogue, park="甲园")
    with pytest.raises(firms.StaleEdit):
        save(session, catalogue, version=1, park="乙园")
    assert save(session, catalogue, version=2, park="乙园")


def test_the_old_name_becomes_a_former_name_that_still_finds(
    session: Session, catalogue: Catalogue, firm: FirmRecord
) -> None:
    save(session, catalogue, name="武汉示例新名有限公司")
    assert firms.get_firm(session, SYSTEM, catalogue, 1).former_names == ("武汉示例光电有限公司",)
    found = firms.search(session, SYSTEM, firms.FirmQuery(text="示例光电"))
    assert [row.name for row in found.rows] == ["武汉示例新名有限公司"]


@pytest.mark.parametrize(
    ("sent", "kept"), [("", ("武汉示例光电有限公司",)), ("武汉老名公司", ("武汉老名公司", "武汉示例光电有限公司"))]
)
def test_a_form_that_was_opened_before_the_new_name_does_not_forget_the_old_one(
    session: Session, catalogue: Catalogue, firm: FirmRecord, sent: str, kept: tuple[str, ...]
) -> None:
    values = {"name": "武汉示例新名有限公司", "former_names": sent}
    assert firms.save_firm(session, SYSTEM, catalogue, 1, values, 1, now=NOW)
    assert firms.get_firm(session, SYSTEM, catalogue, 1).former_names == kept


def test_another_spelling_is_no_former_name(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    save(session, catalogue, name="武汉 示例光电有限公司")
    assert firms.get_firm(session, SYSTEM, catalogue, 1).former_names == ()


def test_a_firm_outside_the_scope_is_not_found(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    stranger = make_person(Role.PARK_OFFICER, division="4203")
    with pytest.raises(NotFound):
        firms.get_firm(session, stranger, catalogue, 1)
    with pytest.raises(NotFound):
        firms.save_firm(session, stranger, catalogue, 1, {"park": "甲园"}, 1, now=NOW)
    with pytest.raises(NotFound):
        firms.save_figures(session, stranger, catalogue, 1, 2025, {"revenue": "1"}, now=NOW)


def test_nobody_moves_a_firm_out_of_their_own_scope(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    officer = make_person(Role.PARK_OFFICER, division="4201")
    with pytest.raises(InvalidInput, match="数据范围"):
        firms.save_firm(session, officer, catalogue, 1, {"division_code": "420300"}, 1, now=NOW)


def test_nobody_creates_a_firm_outside_their_scope(session: Session, catalogue: Catalogue) -> None:
    officer = make_person(Role.PARK_OFFICER, division="4201")
    values = {"credit_code": VALID_CODE, "name": "十堰示例有限公司", "division_code": "420300"}
    with pytest.raises(InvalidInput, match="数据范围"):
        firms.create_firm(session, officer, catalogue, values, now=NOW)


def test_a_firm_edits_nothing_by_itself(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    own = make_person(Role.ENTERPRISE, firm_id=1)
    with pytest.raises(NotAllowed, match="修改企业"):
        firms.save_firm(session, own, catalogue, 1, {"main_product": "示例"}, 1, now=NOW)
    with pytest.raises(NotAllowed, match="修改企业"):
        firms.save_figures(session, own, catalogue, 1, 2025, {"revenue": "1"}, now=NOW)
    with pytest.raises(NotAllowed, match="新增企业"):
        firms.create_firm(session, own, catalogue, {}, now=NOW)


def test_figures_are_saved_by_year(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    values = {"revenue": "1.2亿元", "market_share": "35%", "staff": "120", "is_above_scale": "是", "rd_expense": ""}
    assert firms.save_figures(session, SYSTEM, catalogue, 1, 2025, values, now=NOW)
    assert not firms.save_figures(session, SYSTEM, catalogue, 1, 2025, values, now=NOW)
    figures = firms.get_firm(session, SYSTEM, catalogue, 1).figures[2025]
    assert (figures["revenue"], figures["market_share"], figures["staff"]) == (12000.0, 0.35, 120)
    assert figures["is_above_scale"] is True
    assert figures["rd_expense"] is None
    assert session.exec(select(JournalEntry)).one().year == 2025


def test_figures_of_years_to_come_are_refused(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    with pytest.raises(InvalidInput, match="年度"):
        firms.save_figures(session, SYSTEM, catalogue, 1, 2027, {"revenue": "1"}, now=NOW)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [1, 2, 3]),
        ({"text": "示例光电"}, [1]),
        ({"text": "whslgd"}, [1]),
        ({"text": "91420300"}, [3]),
        ({"text": "旧名"}, [2]),
        ({"text": "%"}, []),
        ({"text": "没有这家"}, []),
        ({"division": "4203"}, [3]),
        ({"park": "甲园"}, [2]),
        ({"industry": "C39"}, [1, 2]),
        ({"industry": "39"}, [1, 2]),
        ({"industry": "C"}, [1, 2]),
        ({"industry": "I"}, []),
        ({"industry": "97"}, []),
        ({"tier": "hnte", "today": date(2026, 6, 30)}, [1]),
        ({"tier": "hnte", "today": date(2027, 1, 1)}, []),
        ({"sort": "-founded_on"}, [2, 1, 3]),
        ({"sort": "no such order"}, [1, 2, 3]),
    ],
)
def test_firms_are_found(session: Session, query: dict[str, object], found: list[int]) -> None:
    session.add_all(
        [
            make_firm(id=1, name="武汉示例光电有限公司", industry_code="C3973", founded_on=date(2018, 1, 1)),
            make_firm(
                id=2,
                credit_code=CODES[1],
                name="武汉示例医药公司",
                park="甲园",
                founded_on=date(2020, 1, 1),
                industry_code="3973",
            ),
            make_firm(id=3, credit_code=CODES[2], name="武汉示例重工公司", division_code="420300"),
        ]
    )
    session.flush()
    session.add(FormerName(firm_id=2, name="旧名公司", name_key="旧名公司"))
    session.add(make_title(1, valid_from=date(2024, 1, 1), valid_to=date(2026, 12, 31)))
    session.flush()
    page = firms.search(session, SYSTEM, firms.FirmQuery(**query))
    ids = [row.id for row in page.rows]
    assert (ids if "sort" in query and query["sort"].startswith("-") else sorted(ids)) == found
    assert page.total == len(found)


def test_a_page_holds_fifty_and_the_last_page_the_rest(session: Session) -> None:
    session.add_all(make_firm(credit_code=f"91420100MA4{number:06d}X") for number in range(120))
    session.flush()
    last = firms.search(session, SYSTEM, firms.FirmQuery(page=99))
    assert (last.total, last.pages, last.page, len(last.rows)) == (120, 3, 3, 20)


def test_a_list_shows_the_titles_of_today(session: Session, firm: FirmRecord) -> None:
    session.add(make_title(1, "srdi_sme", valid_to=date(2026, 6, 29)))
    session.add(make_title(1, "hnte", valid_to=date(2026, 6, 30)))
    session.flush()
    page = firms.search(session, SYSTEM, firms.FirmQuery(today=date(2026, 6, 30)))
    assert page.rows[0].titles == ("hnte",)


def test_local_indicators_are_kept_like_the_others(session: Session, tmp_path, firm: FirmRecord) -> None:
    from registry.catalogue.reader import load_catalogue

    shipped = load_catalogue()
    local = _with_local(shipped)
    firms.save_firm(session, SYSTEM, local, 1, {"bureau_note": "示例备注", "bureau_flag": "是"}, 1, now=NOW)
    firms.save_figures(session, SYSTEM, local, 1, 2025, {"energy_use": "1,200.5"}, now=NOW)
    detail = firms.get_firm(session, SYSTEM, local, 1)
    assert (detail.values["bureau_note"], detail.values["bureau_flag"]) == ("示例备注", True)
    assert detail.figures[2025]["energy_use"] == 1200.5
    assert not firms.save_figures(session, SYSTEM, local, 1, 2025, {"energy_use": "1200.5"}, now=NOW)
    firms.save_firm(session, SYSTEM, local, 1, {"bureau_note": ""}, detail.firm.version, now=NOW)
    assert "bureau_note" not in firms.get_firm(session, SYSTEM, local, 1).values


def _with_local(shipped: Catalogue) -> Catalogue:
    from dataclasses import replace

    from registry.domain.indicators import Indicator, Indicators, Kind, Level, Text

    local = (
        Indicator("bureau_note", Text("备注", "Note"), Level.FIRM, Kind.TEXT, local=True),
        Indicator("bureau_flag", Text("重点", "Focus"), Level.FIRM, Kind.FLAG, local=True),
        Indicator("energy_use", Text("能耗", "Energy"), Level.ANNUAL, Kind.NUMBER, local=True),
    )
    return replace(shipped, indicators=Indicators((*shipped.indicators.values(), *local)))


def test_figures_of_several_years_stand_newest_first(session: Session, catalogue: Catalogue, firm: FirmRecord) -> None:
    session.add_all([make_figures(1, 2023, revenue=1.0), make_figures(1, 2025, revenue=3.0)])
    session.flush()
    assert list(firms.get_firm(session, SYSTEM, catalogue, 1).figures) == [2025, 2023]


@pytest.mark.postgres
@pytest.mark.parametrize(("sort", "found"), [("founded_on", [2, 1]), ("-founded_on", [1, 2]), ("park", [2, 1])])
def test_postgresql_puts_the_unknown_where_sqlite_does(
    engine: Engine, postgres: Engine, sort: str, found: list[int]
) -> None:
    for store in (engine, postgres):
        with transaction(store) as session:
            session.add(make_firm(id=1, founded_on=date(2018, 1, 1), park="甲园"))
            session.add(make_firm(id=2, credit_code=CODES[1], name="武汉示例医药公司", founded_on=None, park=None))
            session.flush()
            page = firms.search(session, SYSTEM, firms.FirmQuery(sort=sort))
            assert [row.id for row in page.rows] == found, store.dialect.name


def test_places_on_offer_are_those_of_the_firms_in_scope(session: Session) -> None:
    """Who sees all firms is told from value to value in an index, others by a look at their own firms: both the same."""
    for number, (division, park) in enumerate(
        (("420111", "乙园"), ("420111", None), (None, "甲园"), ("429004", "乙园")), 1
    ):
        session.add(make_firm(id=number, credit_code=CODES[number - 1], division_code=division, park=park))
    session.flush()
    assert parks_in_scope(session, SYSTEM) == ["乙园", "甲园"]
    assert divisions_in_scope(session, SYSTEM) == ["420111", "429004"]
    officer = make_person(Role.PARK_OFFICER, division="420111", park="乙园")
    assert (parks_in_scope(session, officer), divisions_in_scope(session, officer)) == (["乙园"], ["420111"])
    session.execute(delete(FirmRecord))
    assert parks_in_scope(session, SYSTEM) == []
