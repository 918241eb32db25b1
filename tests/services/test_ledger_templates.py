"""Templates by role: who may take which, and that the form of a firm goes back into the register."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services import imports, ledger_templates
from registry.store.firms import FirmRecord
from registry.store.journal import JournalEntry
from tests.factories import CODES, NOW, TODAY, add_ripe_firm, make_person

YEARS = (2025, 2024, 2023)
SETTINGS = Settings(data_dir=Path(), database_url="sqlite://")
ENTERPRISE = make_person(Role.ENTERPRISE, firm_id=1)


@pytest.fixture
def firm(session: Session) -> FirmRecord:
    firm = add_ripe_firm(session, 1)
    firm.contact_phone, firm.is_listed, firm.serious_violation = "13800000000", False, True
    session.flush()
    return firm


def form_of(session: Session, catalogue: Catalogue, person: Any = SYSTEM) -> bytes:
    made = ledger_templates.form_of_firm(session, person, catalogue, 1, YEARS, today=TODAY, now=NOW)
    assert made.name == "武汉示例光电有限公司"
    return made.content


def examined(session: Session, catalogue: Catalogue, content: bytes) -> imports.Preview:
    readout = imports.read(catalogue, content, "填报表.xlsx", today=TODAY, settings=SETTINGS)
    return imports.examine(session, SYSTEM, catalogue, readout)


def test_a_form_handed_back_as_it_was_changes_nothing(session: Session, firm: FirmRecord, catalogue: Catalogue) -> None:
    counts = examined(session, catalogue, form_of(session, catalogue)).counts
    assert (counts.new, counts.changed, counts.rejected, counts.read) == (0, 0, 0, counts.unchanged)


def test_a_filled_form_changes_what_was_filled_in(session: Session, firm: FirmRecord, catalogue: Catalogue) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(form_of(session, catalogue, ENTERPRISE)))
    sheet = workbook["年度数据"]
    row = next(cell.row for (cell,) in sheet["A5:A60"] if cell.value == "净利润")
    sheet.cell(row, 4).value = 321.5
    stream = io.BytesIO()
    workbook.save(stream)
    found = examined(session, catalogue, stream.getvalue())

    assert (found.counts.changed, found.counts.rejected, found.counts.figures_changed) == (1, 0, 1)


def test_a_form_holds_people_but_not_what_officers_keep(
    session: Session, firm: FirmRecord, catalogue: Catalogue
) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(form_of(session, catalogue, ENTERPRISE)))
    heads, values = (list(row) for row in workbook["企业信息"].iter_rows(max_row=2, values_only=True))
    row = dict(zip(heads, values, strict=True))

    assert (row["统一社会信用代码"], row["联系电话"], row["是否上市"]) == (CODES[0], "13800000000", "否")
    assert not {"严重违法失信", "所属园区", "行政区划代码"} & set(heads)


def test_taking_a_form_is_noted(session: Session, firm: FirmRecord, catalogue: Catalogue) -> None:
    form_of(session, catalogue, ENTERPRISE)
    entry = session.exec(select(JournalEntry)).one()
    assert (entry.action, entry.firm_id, entry.note) == ("firm.form", 1, "years=2025,2024,2023")


def test_a_firm_out_of_scope_has_no_form(session: Session, firm: FirmRecord, catalogue: Catalogue) -> None:
    for person in (make_person(Role.PARK_OFFICER, division="4203"), make_person(Role.ENTERPRISE, firm_id=2)):
        with pytest.raises(NotFound):
            form_of(session, catalogue, person)


def test_an_enterprise_takes_no_template_of_officers(catalogue: Catalogue) -> None:
    for take in (ledger_templates.park_ledger, ledger_templates.blank_firm_form):
        with pytest.raises(NotAllowed):
            take(ENTERPRISE, catalogue, YEARS, today=TODAY)
    with pytest.raises(NotAllowed):
        ledger_templates.titles_list(ENTERPRISE, catalogue, "")


@pytest.mark.parametrize("years", [(), (1989,), (2027,), range(2014, 2027)])
def test_years_that_cannot_be_are_refused(years: Any) -> None:
    with pytest.raises(InvalidInput, match="年度"):
        ledger_templates.checked_years(years, TODAY)


def test_the_years_offered_hold_this_one_and_the_usual() -> None:
    assert ledger_templates.offered_years(2025, TODAY) == (2026, 2025, 2024, 2023, 2022, 2021, 2020)
    assert ledger_templates.usual_years(2025) == YEARS
