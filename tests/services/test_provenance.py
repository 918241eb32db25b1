"""Every stored value answers: from which file, sheet and cell, what stood there, by whom and when."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.errors import NotFound
from registry.services import firms, provenance, verifying
from registry.services.importing.batches import UNDONE
from registry.services.provenance import Provenance
from registry.services.title_provenance import TitleProvenance
from registry.services.titles.fields import TitleFields
from registry.services.titles.keeping import save_title
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord
from registry.store.imports import ImportBatch, ImportPayload
from tests.factories import NOW, make_person
from tests.services.conftest import A, B, Send, ledger

OFFICER = make_person(account_id=7, name="专员")
HEADS = ["统一社会信用代码", "企业名称"]
FIRM_A = [A, "武汉示例甲有限公司"]


@pytest.fixture
def told(session: Session, catalogue: Catalogue) -> Callable[..., dict[str, Provenance]]:
    def of(year: int | None = 2025, code: str = A, person: Person = SYSTEM) -> dict[str, Provenance]:
        firm_id = session.exec(select(FirmRecord.id).where(FirmRecord.credit_code == code)).one()
        found = provenance.of_year(session, person, catalogue, firm_id, year)
        return {one.code: one for one in found.values}

    return of


def place(one: Provenance | TitleProvenance) -> tuple[str, str, str | None]:
    assert one.cell is not None
    return one.cell.sheet, one.cell.address, one.cell.text


def test_a_figure_answers_with_its_cell_and_what_stood_there(
    send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    send(ledger() | {"2025年": [[*HEADS, "营业收入(元)", "研发费用(万元)"], [*FIRM_A, "6,230万元", 650]]}, OFFICER)
    revenue = told()["revenue"]
    assert place(revenue) == ("2025年", "C2", "6,230万元")
    assert (revenue.value, revenue.batch.filename, revenue.entry.actor_name) == (6230.0, "台账.xlsx", "专员")
    assert (revenue.entry.door, revenue.source.code, revenue.is_verified) == ("import", "ledger", False)
    assert place(told()["rd_expense"]) == ("2025年", "D2", "650")


def test_facts_of_the_firm_answer_too_and_a_place_by_the_words_that_named_it(
    send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    send(ledger())
    facts = told(None, B)
    assert place(facts["founded_on"]) == ("企业", "E3", "2018年5月1日")
    assert place(facts["division_code"]) == ("企业", "C3", "武汉市江夏区")
    assert place(facts["credit_code"]) == ("企业", "A3", B)
    assert place(facts["name"]) == ("企业", "B3", "武汉示例乙有限公司")


def test_the_year_may_stand_in_the_head_or_in_the_row(send: Send, told: Callable[..., dict[str, Provenance]]) -> None:
    send(ledger() | {"数据": [[*HEADS, "年度", "职工总数", "上年职工总数"], [*FIRM_A, 2023, 90, 80]]})
    assert place(told(2023)["staff"]) == ("数据", "D2", "90")
    assert place(told(2022)["staff"]) == ("数据", "E2", "80")
    send({"汇总": [[*HEADS, "2021年营业收入", "2020年营业收入"], [*FIRM_A, 7000, 6000]]})
    assert place(told(2020)["revenue"]) == ("汇总", "D2", "6000")


def test_years_across_the_top_lead_to_the_line_and_the_column(
    send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    send(ledger())
    title = [f"{FIRM_A[1]}（{A}）近三年数据"]
    send({"近三年": [title, ["指标", "2022年", "2021年"], ["营业收入(万元)", 900, 800], ["职工总数", 40, 30]]})
    assert place(told(2021)["revenue"]) == ("近三年", "C3", "800")
    assert place(told(2021)["staff"]) == ("近三年", "C4", "30")


def test_a_value_of_a_row_that_was_merged_is_found_in_its_own_row(
    send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    rows = [[*HEADS, "营业收入(万元)", "职工总数"], [*FIRM_A, 6230, None], [*FIRM_A, 6230, 120]]
    send(ledger() | {"2025年": rows})
    assert place(told()["staff"]) == ("2025年", "D3", "120")


def test_a_value_of_the_same_firm_on_another_sheet_is_found_there(
    send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    sheets = ledger() | {"2025年人员": [[*HEADS, "研发人员数"], [*FIRM_A, 33]]}
    send(sheets)
    assert place(told()["rd_staff"]) == ("2025年人员", "C2", "33")


def test_a_later_file_answers_only_for_what_it_changed(send: Send, told: Callable[..., dict[str, Provenance]]) -> None:
    send(ledger())
    send({"2025年": [[*HEADS, "职工总数"], [*FIRM_A, 125]]})
    found = told()
    assert found["staff"].batch.id != found["revenue"].batch.id
    assert place(found["staff"]) == ("2025年", "C2", "125")
    assert place(found["revenue"]) == ("2025年", "C2", "6230")


def test_a_form_edit_answers_without_a_file(
    session: Session, catalogue: Catalogue, send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    send(ledger())
    firm = session.exec(select(FirmRecord).where(FirmRecord.credit_code == A)).one()
    firms.save_figures(session, OFFICER, catalogue, firm.id, 2025, {"staff": "130"}, now=NOW)
    staff = told()["staff"]
    assert (staff.value, staff.source.code, staff.entry.door) == (130.0, "officer", "form")
    assert (staff.batch, staff.cell) == (None, None)
    assert told()["revenue"].source.code == "ledger"


def test_an_undone_import_is_no_longer_the_answer(
    session: Session, send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    send(ledger())
    send({"2025年": [[*HEADS, "职工总数"], [*FIRM_A, 125]]})
    batch = session.exec(select(ImportBatch).order_by(ImportBatch.id.desc())).first()
    figures = session.exec(select(YearlyFigures).where(YearlyFigures.staff == 125)).one()
    batch.status, figures.staff = UNDONE, 120.0
    session.flush()
    assert told()["staff"].batch.id < batch.id
    figures.staff = 125.0  # it could not be put back, so the undone import still is where it came from
    session.flush()
    assert told()["staff"].batch.id == batch.id


def test_without_the_raw_cells_the_address_still_stands(
    session: Session, send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    send(ledger())
    session.exec(select(ImportPayload)).one().cells = None
    session.flush()
    assert place(told()["revenue"]) == ("2025年", "C2", None)


def test_only_whoever_brought_a_file_in_and_administrators_may_open_it(
    send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    send(ledger(), OFFICER)
    assert told(person=OFFICER)["revenue"].may_open
    assert told(person=SYSTEM)["revenue"].may_open
    assert not told(person=make_person(Role.BUREAU, account_id=8))["revenue"].may_open


def test_an_outsider_and_a_year_without_data_find_nothing(
    send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    send(ledger())
    with pytest.raises(NotFound):
        told(person=make_person(Role.PARK_OFFICER, division="4203"))
    with pytest.raises(NotFound):
        told(1999)


def test_what_nobody_wrote_down_has_no_entry(
    session: Session, send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    send(ledger())
    session.exec(select(YearlyFigures).where(YearlyFigures.staff == 120)).one().net_profit = 5.0
    session.flush()
    assert told()["net_profit"].entry is None


def test_a_verified_value_names_who_compared_it(
    session: Session, catalogue: Catalogue, send: Send, told: Callable[..., dict[str, Provenance]]
) -> None:
    send(ledger())
    firm = session.exec(select(FirmRecord).where(FirmRecord.credit_code == A)).one()
    verifying.verify(
        session, OFFICER, catalogue, firm.id, 2025, ["revenue"], version=firm.version, note="审计报告", now=NOW
    )
    revenue = told()["revenue"]
    assert (revenue.is_verified, revenue.check.actor_name, revenue.check.note) == (True, "专员", "审计报告")
    assert place(revenue) == ("2025年", "C2", "6230")  # verifying does not take the place of who brought it in


def test_titles_answer_with_the_cell_that_names_them(session: Session, catalogue: Catalogue, send: Send) -> None:
    send(ledger(), OFFICER)
    title = titles_of(session, catalogue, A)[0]
    assert place(title) == ("称号", "C2", "专精特新中小企业")
    assert (title.entry.actor_name, title.batch.filename, title.may_open) == ("专员", "台账.xlsx", True)


def test_a_title_corrected_by_hand_answers_without_a_file(session: Session, catalogue: Catalogue, send: Send) -> None:
    send(ledger())
    title = titles_of(session, catalogue, B)[0].title
    fields = TitleFields(title.tier, number="GR-3", valid_from=title.valid_from, valid_to=title.valid_to)
    save_title(session, OFFICER, catalogue, title.id, fields, now=NOW)
    found = titles_of(session, catalogue, B)[0]
    assert (found.entry.door, found.batch, found.cell) == ("form", None, None)


def titles_of(session: Session, catalogue: Catalogue, code: str) -> tuple[TitleProvenance, ...]:
    firm_id = session.exec(select(FirmRecord.id).where(FirmRecord.credit_code == code)).one()
    return provenance.of_year(session, OFFICER, catalogue, firm_id, None).titles
