"""Taking an import back: what stands is put back, what changed since is kept, what is out of reach is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.errors import NotFound
from registry.services import accounts, evaluations, firms, undo
from registry.services.titles.fields import renewal_of
from registry.services.titles.keeping import add_title
from registry.services.titles.revoking import Revocation, revoke_title
from registry.store.evaluations import Standing
from registry.store.figures import YearlyFigures
from registry.store.firms import FirmRecord, FormerName
from registry.store.imports import ImportBatch, ImportPayload
from registry.store.journal import JournalEntry
from registry.store.origins import ValueOrigin
from registry.store.titles import TitleRecord
from tests.factories import NOW, TODAY, make_person
from tests.services.conftest import A, B, Send, ledger

LATER = NOW + timedelta(hours=1)
TakeBack = Callable[..., undo.UndoCounts]


@pytest.fixture
def take_back(session: Session, catalogue: Catalogue) -> TakeBack:
    def undone(batch_id: int, person: Person = SYSTEM) -> undo.UndoCounts:
        session.flush()
        foreseen = undo.preview(session, person, catalogue, batch_id)
        counts = undo.undo(session, person, catalogue, batch_id, now=LATER)
        session.expire_all()
        assert counts.numbers == foreseen.numbers
        assert counts.left.equals(foreseen.left)
        assert undo.preview(session, person, catalogue, batch_id).numbers == counts.numbers
        return counts

    return undone


def firm(session: Session, code: str = A) -> FirmRecord:
    return session.exec(select(FirmRecord).where(FirmRecord.credit_code == code)).one()


def figures(session: Session, code: str = A, year: int = 2025) -> YearlyFigures:
    return session.get_one(YearlyFigures, (firm(session, code).id, year))


def origins(session: Session, year: int = 2025) -> dict[str, str]:
    found = session.get(ValueOrigin, (firm(session).id, year))
    return json.loads(found.sources) if found else {}


def numbers(counts: undo.UndoCounts) -> tuple[int, int, int, int]:
    return counts.put_back, counts.kept, counts.could_not, counts.firms_removed


def with_revenue(revenue: float) -> dict[str, list[list[Any]]]:
    sheets = ledger()
    sheets["2025年"][1][2] = revenue
    return sheets


def test_firms_that_the_import_made_go_with_all_they_brought(session: Session, send: Send, take_back: TakeBack) -> None:
    send(ledger())
    counts = take_back(1)
    assert (counts.kept, counts.could_not, counts.firms_removed) == (0, 0, 2)
    for table in (FirmRecord, YearlyFigures, TitleRecord, ValueOrigin, FormerName):
        assert session.exec(select(table)).all() == []
    batch = session.get_one(ImportBatch, 1)
    assert (batch.status, batch.undone_at, batch.undone_by) == ("undone", LATER, "tidu")
    assert batch.counts["undo"] == counts.numbers
    gone = session.exec(select(JournalEntry).where(JournalEntry.action == "import.undo", JournalEntry.row == 2)).all()
    assert gone[0].changes["credit_code"] == [A, None]


def test_ids_of_removed_firms_are_not_given_again(
    session: Session, catalogue: Catalogue, send: Send, take_back: TakeBack
) -> None:
    send(ledger())
    known = {firm(session, code).id for code in (A, B)}
    take_back(1)
    send(ledger())
    assert known.isdisjoint({firm(session, code).id for code in (A, B)})
    take_back(2)
    filled_in = {"credit_code": A, "name": "武汉示例甲有限公司"}
    assert firms.create_firm(session, SYSTEM, catalogue, filled_in, now=NOW, today=TODAY) > max(known)


def test_changed_values_are_put_back_with_their_origins(session: Session, send: Send, take_back: TakeBack) -> None:
    send(ledger())
    changed = with_revenue(6300)
    changed["企业"][1][5], changed["2025年"][2][3] = 1200, 77
    send(changed)
    assert numbers(take_back(2)) == (3, 0, 0, 0)
    assert (figures(session).revenue, figures(session, B).rd_expense) == (6230, None)
    assert firm(session).registered_capital == 1000
    assert origins(session) == {"*": "ledger"}
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "import.undo", JournalEntry.row == 2)).all()
    assert {"revenue": [6300, 6230]} in [each.changes for each in entry]
    assert entry[0].batch_id == 2


def test_a_value_edited_later_is_kept(session: Session, catalogue: Catalogue, send: Send, take_back: TakeBack) -> None:
    send(ledger())
    changed = with_revenue(6300)
    changed["2025年"][1][4] = 125
    send(changed)
    one = firm(session)
    firms.save_figures(session, SYSTEM, catalogue, one.id, 2025, {"revenue": "6400"}, now=NOW, today=TODAY)
    counts = take_back(2)
    assert numbers(counts) == (1, 1, 0, 0)
    assert (figures(session).revenue, figures(session).staff) == (6400, 120)
    cell = counts.left.row(0, named=True)
    assert (cell["credit_code"], cell["year"], cell["code"], cell["reason"]) == (A, 2025, "revenue", "edited")
    assert (json.loads(cell["written"]), json.loads(cell["now"])) == (6300, 6400)


def test_a_value_that_an_officer_changed_and_changed_back_is_theirs(
    session: Session, catalogue: Catalogue, send: Send, take_back: TakeBack
) -> None:
    send(ledger())
    send(with_revenue(6300))
    for text in ("6400", "6300"):
        firms.save_figures(session, SYSTEM, catalogue, firm(session).id, 2025, {"revenue": text}, now=NOW, today=TODAY)
    assert numbers(take_back(2)) == (0, 1, 0, 0)
    assert figures(session).revenue == 6300


def test_a_value_that_a_later_import_was_first_to_bring_counts_as_set_later(
    session: Session, send: Send, take_back: TakeBack
) -> None:
    send({"企业": ledger()["企业"]})
    send({"2025年": ledger()["2025年"]})
    counts = take_back(1)
    assert counts.firms_removed == 0
    assert figures(session).revenue == 6230


def test_a_value_that_a_later_import_changed_is_kept(session: Session, send: Send, take_back: TakeBack) -> None:
    send(ledger())
    send(with_revenue(6300))
    send(with_revenue(6400))
    assert numbers(take_back(2)) == (0, 1, 0, 0)
    assert figures(session).revenue == 6400


def test_once_the_later_import_is_undone_the_value_goes_back(session: Session, send: Send, take_back: TakeBack) -> None:
    send(ledger())
    send(with_revenue(6300))
    send(with_revenue(6400))
    assert numbers(take_back(3)) == (1, 0, 0, 0)
    assert figures(session).revenue == 6300
    assert numbers(take_back(2)) == (1, 0, 0, 0)
    assert figures(session).revenue == 6230


def test_undone_in_the_wrong_order_the_values_go_back_as_well(
    session: Session, send: Send, take_back: TakeBack
) -> None:
    send(ledger())
    send(with_revenue(6300))
    send(with_revenue(6400))
    assert numbers(take_back(2)) == (0, 1, 0, 0)
    assert numbers(take_back(3)) == (1, 0, 0, 0)
    assert figures(session).revenue == 6230
    assert session.get_one(ImportBatch, 2).counts["undo"] == {
        "put_back": 1,
        "kept": 0,
        "could_not": 0,
        "firms_removed": 0,
    }


def test_a_firm_kept_for_a_later_import_goes_when_that_is_undone(
    session: Session, send: Send, take_back: TakeBack
) -> None:
    send(ledger())
    send(with_revenue(6300))
    assert take_back(1).firms_removed == 1
    assert firm(session).name == "武汉示例甲有限公司"
    take_back(2)
    assert session.exec(select(FirmRecord)).all() == []
    assert session.get_one(ImportBatch, 1).counts["undo"]["kept"] == 0


def test_a_confirmed_value_is_kept(session: Session, send: Send, take_back: TakeBack) -> None:
    send(ledger())
    send(with_revenue(6300))
    session.get_one(ValueOrigin, (firm(session).id, 2025)).sources = '{"*":"ledger","revenue":"ledger!"}'
    counts = take_back(2)
    assert numbers(counts) == (0, 1, 0, 0)
    assert counts.left["reason"].to_list() == ["confirmed"]
    assert figures(session).revenue == 6300


def test_titles_go_back_and_new_ones_go(session: Session, send: Send, take_back: TakeBack) -> None:
    send(ledger())
    changed = ledger()
    changed["称号"][1][7] = "2028-06-30"
    changed["称号"].append(["武汉示例甲有限公司", A, "高新技术企业", None, "GR-9", None, "2025-01-01", "2027-12-31"])
    send(changed)
    assert numbers(take_back(2)) == (2, 0, 0, 0)
    held = session.exec(select(TitleRecord).where(TitleRecord.firm_id == firm(session).id)).all()
    assert [(title.tier, title.valid_to) for title in held] == [("srdi_sme", date(2027, 6, 30))]


def test_titles_that_somebody_touched_are_kept(
    session: Session, catalogue: Catalogue, send: Send, take_back: TakeBack
) -> None:
    send(ledger())
    title = session.exec(select(TitleRecord).where(TitleRecord.tier == "srdi_sme")).one()
    revocation = Revocation(TODAY, "抽查不合格", is_free=True)
    revoke_title(session, SYSTEM, catalogue, title.id, revocation, now=NOW)
    counts = take_back(1)
    assert counts.firms_removed == 1
    assert counts.left.filter(tier="srdi_sme")["reason"].to_list() == ["edited"]
    assert session.exec(select(TitleRecord)).one().revoked_on == TODAY


def test_titles_that_another_renews_are_kept(
    session: Session, catalogue: Catalogue, send: Send, take_back: TakeBack
) -> None:
    send(ledger())
    title = session.exec(select(TitleRecord).where(TitleRecord.tier == "srdi_sme")).one()
    renewal = renewal_of(catalogue.ladder["srdi_sme"], title)
    add_title(session, SYSTEM, catalogue, title.firm_id, renewal, now=NOW)
    assert take_back(1).left.filter(tier="srdi_sme")["reason"].to_list() == ["edited"]
    assert len(session.exec(select(TitleRecord).where(TitleRecord.tier == "srdi_sme")).all()) == 2


def test_a_rename_is_taken_back_with_its_former_name(session: Session, send: Send, take_back: TakeBack) -> None:
    send(ledger())
    renamed = ledger()
    for sheet, column in (("企业", 1), ("2025年", 1), ("2024年", 1), ("称号", 0)):
        renamed[sheet][1][column] = "武汉示例新名有限公司"
    send(renamed)
    assert numbers(take_back(2)) == (1, 0, 0, 0)
    one = firm(session)
    assert (one.name, one.initials) == ("武汉示例甲有限公司", "whsljyxgs")
    assert session.exec(select(FormerName)).all() == []


def test_listed_former_names_go_unless_somebody_edited_them(
    session: Session, catalogue: Catalogue, send: Send, take_back: TakeBack
) -> None:
    send(ledger())
    listed = ledger()
    listed["企业"] = [[*row, text] for row, text in zip(listed["企业"], ["曾用名", "甲老名", "乙老名"], strict=True)]
    send(listed)
    values = {"former_names": "甲老名；甲旧名"}
    one = firm(session)
    firms.save_firm(session, SYSTEM, catalogue, one.id, values, one.version, now=NOW, today=TODAY)
    assert numbers(take_back(2)) == (1, 1, 0, 0)
    assert sorted(session.exec(select(FormerName.name)).all()) == ["甲旧名", "甲老名"]


def test_a_firm_used_since_stays_with_its_name_and_place(
    session: Session, catalogue: Catalogue, send: Send, take_back: TakeBack
) -> None:
    send(ledger())
    accounts.add_account(session, SYSTEM, accounts.NewAccount("jia", "enterprise", firm_id=firm(session).id), now=NOW)
    counts = take_back(1)
    assert counts.firms_removed == 1
    one = firm(session)
    assert (one.name, one.park, one.division_code, one.founded_on) == ("武汉示例甲有限公司", "甲园", "420111", None)
    assert counts.left.filter(credit_code=A)["code"].sort().to_list() == ["division_code", "name", "park"]
    assert set(counts.left["reason"]) == {"in_use"}
    assert session.exec(select(YearlyFigures)).all() == []


def test_a_year_that_somebody_added_to_keeps_that(
    session: Session, catalogue: Catalogue, send: Send, take_back: TakeBack
) -> None:
    send(ledger())
    firms.save_figures(session, SYSTEM, catalogue, firm(session).id, 2025, {"net_profit": "9"}, now=NOW, today=TODAY)
    take_back(1)
    assert (figures(session).net_profit, figures(session).revenue) == (9, None)
    assert session.get(YearlyFigures, (firm(session).id, 2024)) is None


def test_another_officer_does_not_find_it(
    session: Session, catalogue: Catalogue, send: Send, take_back: TakeBack
) -> None:
    park = make_person(Role.PARK_OFFICER, account_id=1, park="甲园")
    sheets = {"企业": ledger()["企业"][:2]}
    send(sheets, park)
    for ask in (
        lambda person: undo.preview(session, person, catalogue, 1),
        lambda person: undo.undo(session, person, catalogue, 1, now=LATER),
    ):
        with pytest.raises(NotFound):
            ask(make_person(Role.PARK_OFFICER, account_id=2, park="甲园"))
    assert take_back(1, park).firms_removed == 1


def test_a_firm_that_left_the_scope_is_out_of_reach(
    session: Session, catalogue: Catalogue, send: Send, take_back: TakeBack
) -> None:
    park = make_person(Role.PARK_OFFICER, account_id=1, park="甲园")
    send({"企业": ledger()["企业"][:2], "2025年": ledger()["2025年"][:2]}, park)
    one = firm(session)
    firms.save_firm(session, SYSTEM, catalogue, one.id, {"park": "乙园"}, one.version, now=NOW, today=TODAY)
    counts = take_back(1, park)
    assert (counts.put_back, counts.kept, counts.firms_removed) == (0, 0, 0)
    assert counts.could_not > 5
    cell = counts.left.row(0, named=True)
    assert (cell["credit_code"], cell["reason"], cell["now"]) == (A, "unreachable", None)
    assert figures(session).revenue == 6230


def test_standings_follow(session: Session, catalogue: Catalogue, send: Send, take_back: TakeBack) -> None:
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    send(ledger())
    assert session.exec(select(Standing)).all()
    take_back(1)
    assert session.exec(select(Standing)).all() == []


def test_an_import_is_undone_once_and_only_when_committed(
    session: Session, catalogue: Catalogue, stage: Callable[..., int], send: Send, take_back: TakeBack
) -> None:
    staged = stage(ledger())
    with pytest.raises(undo.NotCommitted):
        undo.preview(session, SYSTEM, catalogue, staged)
    send(ledger())
    take_back(2)
    with pytest.raises(undo.NotCommitted):
        undo.undo(session, SYSTEM, catalogue, 2, now=LATER)


def test_an_import_of_which_nothing_was_kept_cannot_be_undone(
    session: Session, catalogue: Catalogue, send: Send
) -> None:
    send(ledger())
    session.get_one(ImportPayload, 1).written = None
    with pytest.raises(undo.NothingKept, match="逐项更正"):
        undo.preview(session, SYSTEM, catalogue, 1)


def test_the_same_file_comes_in_again_after_an_undo(session: Session, send: Send, take_back: TakeBack) -> None:
    send(ledger())
    take_back(1)
    assert send(ledger()).new == 8
