"""Imports: staged, previewed, committed as a whole or discarded, on a three-part ledger."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import NotAllowed, NotFound
from registry.services import evaluations, imports
from registry.services.importing.fresh_changes import tell_changes
from registry.store.evaluations import Standing
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord, FormerName
from registry.store.imports import ImportBatch, ImportPayload
from registry.store.journal import JournalEntry
from registry.store.titles import TitleRecord
from tests.factories import NOW, TODAY, make_person
from tests.services.conftest import A, B, C, Send, ledger


def rows(counts: imports.ImportCounts) -> tuple[int, int, int, int, int]:
    assert counts.read == counts.new + counts.changed + counts.unchanged + counts.rejected + counts.merged
    return counts.read, counts.new, counts.changed, counts.unchanged, counts.rejected


def firm(session: Session, code: str) -> FirmRecord:
    return session.exec(select(FirmRecord).where(FirmRecord.credit_code == code)).one()


def test_a_new_ledger_makes_firms_years_and_titles(session: Session, send: Send) -> None:
    counts = send(ledger())
    assert rows(counts) == (8, 8, 0, 0, 0)
    assert (counts.firms_new, counts.figures_new, counts.titles_new) == (2, 4, 2)
    one = firm(session, A)
    assert (one.name, one.division_code, one.park, one.founded_on) == (
        "武汉示例甲有限公司",
        "420111",
        "甲园",
        date(2015, 3, 1),
    )
    assert (one.registered_capital, one.is_listed, one.initials) == (1000.0, False, "whsljyxgs")
    assert session.get_one(YearlyFigures, (one.id, 2025)).staff == 120
    made = session.exec(select(JournalEntry).where(JournalEntry.action == "firm.create", JournalEntry.row == 2)).one()
    tell_changes(session, [made])
    assert (made.changes["credit_code"], made.changes["park"], made.sheet) == ([None, A], [None, "甲园"], "企业")
    title = session.exec(select(TitleRecord).where(TitleRecord.firm_id == one.id)).one()
    assert (title.tier, title.number, title.valid_to) == ("srdi_sme", "HB-1", date(2027, 6, 30))


def test_the_same_file_twice_changes_nothing(session: Session, send: Send) -> None:
    send(ledger())
    before = session.exec(select(JournalEntry)).all()
    assert rows(send(ledger())) == (8, 0, 0, 8, 0)
    assert len(session.exec(select(JournalEntry)).all()) == len(before) + 1  # only the note of the import itself
    assert firm(session, A).version == 1


def test_a_blank_cell_never_erases(session: Session, send: Send) -> None:
    send(ledger())
    blank = ledger()
    blank["企业"][1][3:] = [None, None, None, None]
    blank["2025年"][1][2:] = [None, 650, None]
    assert rows(send(blank)) == (8, 0, 0, 8, 0)
    assert firm(session, A).park == "甲园"
    assert session.get_one(YearlyFigures, (firm(session, A).id, 2025)).revenue == 6230


def test_changed_cells_are_written_and_journalled_with_their_place(session: Session, send: Send) -> None:
    send(ledger())
    changed = ledger()
    changed["企业"][2][5] = 600
    changed["2025年"][1][2] = 6300
    changed["称号"][2][7] = "2027-12-31"
    counts = send(changed)
    assert rows(counts) == (8, 0, 3, 5, 0)
    entries = session.exec(select(JournalEntry).where(JournalEntry.batch_id == 2, JournalEntry.door == "import")).all()
    found = {(entry.action, entry.sheet, entry.row, entry.year): entry.changes for entry in entries}
    assert found == {
        ("firm.update", "企业", 3, None): {"registered_capital": [500.5, 600.0]},
        ("figures.update", "2025年", 2, 2025): {"revenue": [6230.0, 6300.0]},
        ("title.update", "称号", 3, None): {"valid_to": ["2026-12-31", "2027-12-31"]},
    }
    assert firm(session, A).version == 2
    assert firm(session, B).version == 2


def test_a_new_year_of_a_known_firm_is_new(session: Session, send: Send) -> None:
    send(ledger())
    later = {"2023年": [["统一社会信用代码", "营业收入(万元)"], [A, 5000]]}
    counts = send(later)
    assert rows(counts) == (1, 1, 0, 0, 0)
    assert (counts.firms_new, counts.figures_new) == (0, 1)


def test_a_row_without_code_updates_the_firm_of_that_exact_name(session: Session, send: Send) -> None:
    send(ledger())
    counts = send({"2025年": [["企业名称", "营业收入(万元)"], ["武汉 示例甲有限公司", 7000]]})
    assert rows(counts) == (1, 0, 1, 0, 0)
    assert session.get_one(YearlyFigures, (firm(session, A).id, 2025)).revenue == 7000


def test_a_row_without_code_finds_a_firm_by_its_former_name(session: Session, send: Send) -> None:
    send(ledger())
    send({"企业": [["统一社会信用代码", "企业名称", "园区"], [A, "武汉示例新名有限公司", "甲园"]]})
    assert firm(session, A).name == "武汉示例新名有限公司"
    assert session.exec(select(FormerName.name)).all() == ["武汉示例甲有限公司"]
    assert rows(send({"2025年": [["企业名称", "营业收入(万元)"], ["武汉示例甲有限公司", 7000]]})) == (1, 0, 1, 0, 0)


def test_an_old_ledger_does_not_bring_the_old_name_back(session: Session, send: Send) -> None:
    send(ledger())
    send({"企业": [["统一社会信用代码", "企业名称", "园区"], [A, "武汉示例新名有限公司", "甲园"]]})
    assert rows(send(ledger())) == (8, 0, 0, 8, 0)
    assert firm(session, A).name == "武汉示例新名有限公司"


def test_former_names_listed_in_the_file_are_kept_once(session: Session, send: Send) -> None:
    listed = {
        "企业": [["统一社会信用代码", "企业名称", "曾用名"], [A, "武汉示例甲有限公司", "武汉旧名公司；武汉老名公司"]]
    }
    send(listed)
    assert rows(send(listed)) == (1, 0, 0, 1, 0)
    assert sorted(session.exec(select(FormerName.name))) == ["武汉旧名公司", "武汉老名公司"]


def test_a_row_without_code_makes_no_firm_and_says_why(session: Session, catalogue: Catalogue, stage) -> None:
    batch = stage({"2025年": [["企业名称", "营业收入(万元)"], ["没有这家公司", 7000]]})
    seen = imports.preview(session, SYSTEM, catalogue, batch)
    assert rows(seen.counts) == (1, 0, 0, 0, 1)
    assert "信用代码" in seen.errors[-1].sentence()
    assert (seen.errors[-1].row, seen.errors[-1].column) == (2, "A")
    assert seen.missing == ("credit_code",)


def test_a_name_that_fits_several_firms_is_refused(session: Session, catalogue: Catalogue, send: Send, stage) -> None:
    twins = ledger()
    twins["企业"][2][1] = "武汉示例甲有限公司"
    for sheet in ("2025年", "2024年", "称号"):
        del twins[sheet]
    send(twins)
    seen = imports.preview(
        session, SYSTEM, catalogue, stage({"2025年": [["企业名称", "营业收入"], ["武汉示例甲有限公司", 1]]})
    )
    assert rows(seen.counts) == (1, 0, 0, 0, 1)
    assert "2 家企业" in seen.errors[-1].sentence()


def test_a_code_given_once_serves_the_other_sheets(session: Session, send: Send) -> None:
    named = ledger()
    named["2025年"] = [["企业名称", "营业收入(万元)"], ["武汉示例甲有限公司", 6230], ["武汉示例乙有限公司", 2000]]
    assert rows(send(named)) == (8, 8, 0, 0, 0)


def test_a_new_firm_needs_a_name(session: Session, catalogue: Catalogue, stage) -> None:
    seen = imports.preview(session, SYSTEM, catalogue, stage({"2025年": [["统一社会信用代码", "营业收入"], [A, 1]]}))
    assert rows(seen.counts) == (1, 0, 0, 0, 1)
    assert seen.errors[-1].code == "new_without_name"


def test_a_row_with_a_faulty_cell_is_refused_as_a_whole(
    session: Session, catalogue: Catalogue, send: Send, stage
) -> None:
    faulty = ledger()
    faulty["企业"][2][5] = "约30万"
    seen = imports.preview(session, SYSTEM, catalogue, stage(faulty))
    assert rows(seen.counts) == (8, 7, 0, 0, 1)
    assert [(issue.sheet, issue.row, issue.column) for issue in seen.errors] == [("企业", 3, "F")]
    send(faulty)
    assert firm(session, B).park is None


def test_all_or_nothing_takes_nothing_when_a_row_is_refused(session: Session, catalogue: Catalogue, stage) -> None:
    faulty = ledger()
    faulty["企业"][2][5] = "约30万"
    batch = stage(faulty)
    with pytest.raises(imports.RowsRefused, match="1 行"):
        imports.commit(session, SYSTEM, catalogue, batch, accept="all-or-nothing", now=NOW)
    assert session.exec(select(FirmRecord)).all() == []
    assert session.get_one(ImportBatch, batch).status == "staged"


def test_sheets_that_disagree_are_a_conflict(session: Session, catalogue: Catalogue, stage) -> None:
    torn = ledger()
    torn["企业二"] = [["统一社会信用代码", "企业名称", "所属园区"], [A, "武汉示例甲有限公司", "丙园"]]
    seen = imports.preview(session, SYSTEM, catalogue, stage(torn))
    assert (seen.counts.conflicting, seen.counts.rejected) == (2, 2)
    assert "「所属园区」“甲园”≠“丙园”" in seen.errors[0].sentence()


def test_repeated_rows_are_merged_and_counted(session: Session, send: Send) -> None:
    repeated = ledger()
    repeated["企业"].append(repeated["企业"][1])
    counts = send(repeated)
    assert rows(counts) == (9, 8, 0, 0, 0)
    assert counts.merged == 1


def test_an_ambiguous_division_is_settled_by_the_code_or_left_out(
    session: Session, catalogue: Catalogue, stage
) -> None:
    places = {
        "企业": [
            ["统一社会信用代码", "企业名称", "所属地区"],
            [A, "武汉示例甲有限公司", "没有这个地方"],
            [B, "武汉示例乙有限公司", "鼓楼区"],
        ]
    }
    seen = imports.preview(session, SYSTEM, catalogue, stage(places))
    found = {issue.code: issue for issue in seen.issues if issue.code.startswith("place_")}
    assert set(found) == {"place_unknown", "place_ambiguous"}
    assert "徐州市鼓楼区" in found["place_ambiguous"].sentence()
    assert rows(seen.counts) == (2, 2, 0, 0, 0)


def test_a_firm_outside_the_scope_is_refused_and_not_hidden(
    session: Session, catalogue: Catalogue, send: Send, stage
) -> None:
    send(ledger())
    officer = make_person(Role.PARK_OFFICER, division="4201", park="甲园")
    changed = ledger()
    changed["2025年"][1][2] = changed["2025年"][2][2] = 9000
    seen = imports.preview(session, officer, catalogue, stage(changed, officer))
    assert rows(seen.counts) == (8, 0, 1, 3, 4)
    assert {issue.code for issue in seen.errors} == {"out_of_scope"}
    assert "数据范围" in seen.errors[0].sentence()


def test_a_new_firm_of_another_park_is_refused(session: Session, send: Send) -> None:
    officer = make_person(Role.PARK_OFFICER, division="4201", park="甲园")
    assert rows(send(ledger(), officer)) == (8, 4, 0, 0, 4)
    assert session.exec(select(FirmRecord.credit_code)).all() == [A]


def test_a_new_firm_without_a_park_belongs_to_the_importers(session: Session, send: Send) -> None:
    officer = make_person(Role.PARK_OFFICER, division="4203", park="东风示例园区")
    send({"企业": [["统一社会信用代码", "企业名称"], [C, "十堰示例丙有限公司"]]}, officer)
    assert (firm(session, C).park, firm(session, C).division_code) == ("东风示例园区", "420300")


def test_nobody_moves_a_firm_out_of_scope_by_import(session: Session, catalogue: Catalogue, send: Send, stage) -> None:
    send(ledger())
    officer = make_person(Role.PARK_OFFICER, park="甲园")
    moved = {"企业": [["统一社会信用代码", "企业名称", "所属园区"], [A, "武汉示例甲有限公司", "乙园"]]}
    assert rows(imports.preview(session, officer, catalogue, stage(moved, officer)).counts) == (1, 0, 0, 0, 1)


def test_titles_are_the_same_by_number_or_by_start(session: Session, send: Send) -> None:
    send(ledger())
    head = ledger()["称号"][0]
    again = [
        ["武汉示例甲有限公司", A, "专精特新中小企业", None, "HB-1", None, "2024-07-02", None],
        ["武汉示例乙有限公司", B, "高新技术企业", "第二批", None, None, "2024-01-01", None],
    ]
    assert rows(send({"称号": [head, *again]})) == (2, 0, 2, 0, 0)
    assert len(session.exec(select(TitleRecord)).all()) == 2
    renewed = ["武汉示例甲有限公司", A, "专精特新中小企业", "第四批", "HB-9", None, "2027-07-01", "2030-06-30"]
    assert rows(send({"称号": [head, renewed]})) == (1, 1, 0, 0, 0)
    bare = ["武汉示例甲有限公司", A, "专精特新中小企业", None, None, None, None, None]
    assert rows(send({"称号": [head, bare]})) == (1, 0, 0, 1, 0)


def test_an_import_brings_the_standings_up_to_date(session: Session, catalogue: Catalogue, send: Send) -> None:
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    send(ledger())
    standings = session.exec(select(Standing).where(Standing.firm_id == firm(session, A).id)).all()
    assert {standing.tier for standing in standings} >= {"srdi_sme", "little_giant"}
    assert next(standing.holds for standing in standings if standing.tier == "srdi_sme")


def test_a_preview_shows_old_and_new_cell_by_cell(session: Session, catalogue: Catalogue, send: Send, stage) -> None:
    send(ledger())
    changed = ledger()
    changed["2025年"][1][2] = 6300
    seen = imports.preview(session, SYSTEM, catalogue, stage(changed))
    (line,) = seen.lines("changed").items
    assert (line.sheet, line.row, line.credit_code, line.name) == ("2025年", 2, A, "武汉示例甲有限公司")
    (record,) = line.records
    assert (record.year, record.is_new, record.changes) == (2025, False, {"revenue": (6230.0, 6300.0)})


def test_staging_and_previewing_touch_no_firm(session: Session, catalogue: Catalogue, stage) -> None:
    seen = imports.preview(session, SYSTEM, catalogue, stage(ledger()))
    assert rows(seen.counts) == (8, 8, 0, 0, 0)
    assert session.exec(select(FirmRecord)).all() == []


def test_the_same_file_again_is_recognised(session: Session, catalogue: Catalogue, send: Send, stage) -> None:
    send(ledger())
    seen = imports.preview(session, SYSTEM, catalogue, stage(ledger()))
    assert seen.twin is not None
    assert (seen.twin.id, seen.twin.status) == (1, "committed")


def test_a_batch_is_committed_or_discarded_once(session: Session, catalogue: Catalogue, stage) -> None:
    batch = stage(ledger())
    imports.commit(session, SYSTEM, catalogue, batch, now=NOW)
    with pytest.raises(imports.NotStaged):
        imports.commit(session, SYSTEM, catalogue, batch, now=NOW)
    with pytest.raises(imports.NotStaged):
        imports.discard(session, SYSTEM, batch, now=NOW)


def test_a_discarded_file_is_gone_but_noted(session: Session, stage) -> None:
    batch = stage(ledger())
    imports.discard(session, SYSTEM, batch, now=NOW)
    assert session.get_one(ImportBatch, batch).status == "discarded"
    assert session.get(ImportPayload, batch) is None
    assert session.exec(select(JournalEntry.action)).all() == ["import.discard"]


def test_a_batch_belongs_to_whoever_uploaded_it(session: Session, catalogue: Catalogue, stage) -> None:
    mine, other = make_person(Role.PARK_OFFICER, account_id=2), make_person(Role.PARK_OFFICER, account_id=3)
    batch = stage(ledger(), mine)
    assert [each.id for each in imports.recent(session, mine)] == [batch]
    assert imports.recent(session, other) == []
    for verb in (imports.preview, imports.commit):
        with pytest.raises(NotFound):
            verb(session, other, catalogue, batch, **({"now": NOW} if verb is imports.commit else {}))


def test_a_firm_imports_nothing(session: Session, catalogue: Catalogue, stage) -> None:
    with pytest.raises(NotAllowed, match="导入"):
        stage(ledger(), make_person(Role.ENTERPRISE, firm_id=1))


def test_the_firm_sheet_may_hold_figures_too(session: Session, send: Send) -> None:
    mixed = {
        "台账": [
            ["统一社会信用代码", "企业名称", "所属园区", "2025年营业收入(万元)", "2024年营业收入(万元)"],
            [A, "武汉示例甲有限公司", "甲园", 10, 9],
        ]
    }
    counts = send(mixed)
    assert rows(counts) == (1, 1, 0, 0, 0)
    assert counts.figures_new == 2
    mixed["台账"][1][4] = 8
    assert rows(send(mixed)) == (1, 0, 1, 0, 0)
