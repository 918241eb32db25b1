"""The main job on PostgreSQL: import, import again, evaluate, edit, list, export."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM
from registry.services import accounts, candidates, evaluations, firms, imports, ladder, name_decisions
from registry.services.candidates import CandidateQuery
from registry.services.catalogue import publish_catalogue
from registry.services.exports import write_candidates_of
from registry.services.firm_search import FirmQuery
from registry.services.ledger_export import extent, write_ledger_of
from registry.store.database import reading, transaction
from registry.store.firms import FirmRecord, FormerName
from registry.store.journal import JournalEntry
from registry.store.schema import upgrade
from tests.factories import NOW, TODAY, add_ripe_firm, make_workbook
from tests.services.conftest import A, ledger

pytestmark = pytest.mark.postgres


@pytest.fixture
def store(postgres: Engine) -> Engine:
    upgrade(postgres)
    return postgres


def send(session: Session, catalogue: Catalogue, sheets: dict, tmp_path: Path) -> imports.ImportCounts:
    settings = Settings(data_dir=tmp_path, database_url="")
    content = make_workbook(sheets)
    batch = imports.stage(session, SYSTEM, catalogue, content, "a.xlsx", today=TODAY, now=NOW, settings=settings)
    return imports.commit(session, SYSTEM, catalogue, batch, now=NOW)


def test_an_import_is_new_then_unchanged_then_changed(store: Engine, catalogue: Catalogue, tmp_path: Path) -> None:
    changed = ledger()
    changed["企业"][1][1] = changed["2025年"][1][1] = changed["2024年"][1][1] = changed["称号"][1][0] = (
        "武汉示例新名公司"
    )
    changed["2025年"][2][2] = 2222.22
    statuses = []
    for sheets in (ledger(), ledger(), changed):
        with transaction(store) as session:
            counts = send(session, catalogue, sheets, tmp_path)
            statuses.append((counts.new, counts.changed, counts.unchanged))
    assert statuses == [(8, 0, 0), (0, 0, 8), (0, 5, 3)]
    with reading(store) as session:
        renamed = session.exec(select(FirmRecord).where(FirmRecord.credit_code == A)).one()
        assert (renamed.name, renamed.version, renamed.is_listed) == ("武汉示例新名公司", 2, False)
        assert session.exec(select(FormerName.name)).all() == ["武汉示例甲有限公司"]
        entry = session.exec(select(JournalEntry).where(JournalEntry.action == "figures.update")).one()
        assert entry.changes == {"revenue": [2000.0, 2222.22]}


def test_evaluating_listing_and_exporting(store: Engine, catalogue: Catalogue) -> None:
    with transaction(store) as session:
        assert publish_catalogue(session, catalogue, now=NOW) == len(catalogue.rule_sets)
        add_ripe_firm(session, 1)
        add_ripe_firm(session, 2, market_share=None)
        summary = evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
        assert summary.tiers["little_giant"].candidates["review"] == 1
        firms.save_figures(session, SYSTEM, catalogue, 2, 2025, {"market_share": "15%"}, now=NOW)
    with reading(store) as session:
        page = candidates.candidates(session, SYSTEM, catalogue, CandidateQuery("little_giant"))
        assert [row.candidate_class for row in page.rows] == ["review", "review"]
        assert ladder.overview(session, SYSTEM, catalogue, today=TODAY).firms == 2
        assert firms.search(session, SYSTEM, firms.FirmQuery(text="示例", today=TODAY)).total == 2
    with transaction(store) as session:
        stream, query = io.BytesIO(), CandidateQuery("little_giant")
        write_candidates_of(session, SYSTEM, catalogue, query, stream, suffix=".json", as_of=TODAY)
        assert len(json.loads(stream.getvalue())) == 2


def test_signing_in(store: Engine) -> None:
    with transaction(store) as session:
        password = accounts.add_account(session, SYSTEM, accounts.NewAccount("zhang", "bureau"), now=NOW)
    with transaction(store) as session:
        assert accounts.authenticate(session, "zhang", "wrong", now=NOW).person is None
        assert accounts.authenticate(session, "zhang\0", "wrong", now=NOW).person is None
    with transaction(store) as session:
        assert accounts.authenticate(session, "zhang", password, now=NOW).person is not None


def test_the_own_ledger_imported_again_changes_nothing(store: Engine, catalogue: Catalogue, tmp_path: Path) -> None:
    with transaction(store) as session:
        send(session, catalogue, ledger(), tmp_path)
    settings, stream = Settings(data_dir=tmp_path, database_url=""), io.BytesIO()
    with reading(store) as session:
        assert extent(session, SYSTEM, catalogue, FirmQuery(text="示例")).years == ((2025, 2), (2024, 2))
        done = write_ledger_of(session, SYSTEM, catalogue, FirmQuery(sort="-founded_on"), stream, now=NOW)
        readout = imports.read(catalogue, stream.getvalue(), "台账.xlsx", today=TODAY, settings=settings)
        counts = imports.examine(session, SYSTEM, catalogue, readout).counts
    assert (done.firms, done.figures, done.titles) == (2, 4, 2)
    assert (counts.read, counts.unchanged) == (8, 8)


def test_a_name_is_settled_once_for_all_files(store: Engine, catalogue: Catalogue, tmp_path: Path) -> None:
    rows = [["企业名称", "营业收入（万元）"], ["武汉示例甲技术公司", 7000]]
    settings = Settings(data_dir=tmp_path, database_url="")
    with transaction(store) as session:
        send(session, catalogue, ledger(), tmp_path)
    with transaction(store) as session:
        content = make_workbook({"2023年": rows})
        batch = imports.stage(session, SYSTEM, catalogue, content, "b.xlsx", today=TODAY, now=NOW, settings=settings)
        (name,) = name_decisions.unsettled(session, SYSTEM, batch)
        firm_id = next(offer.firm_id for offer in name.offers if offer.credit_code == A)
        name_decisions.settle(session, SYSTEM, batch, {name.key: firm_id}, now=NOW)
        assert imports.commit(session, SYSTEM, catalogue, batch, now=NOW).new == 1
    with transaction(store) as session:
        assert send(session, catalogue, {"2023年": rows}, tmp_path).unchanged == 1


def test_a_kept_plan_serves_preview_and_commit(store: Engine, catalogue: Catalogue, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="")
    with transaction(store) as session:
        send(session, catalogue, ledger(), tmp_path)
        evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    changed = ledger()
    changed["2025年"][1][2] = 6300
    content = make_workbook(changed)
    readout = imports.read(catalogue, content, "a.xlsx", today=TODAY, settings=settings)
    with reading(store) as session:
        made = imports.prepare(session, SYSTEM, catalogue, readout)
    kept = {"options": {}, "source": "ledger", "prepared": made, "now": NOW}
    with transaction(store) as session:
        batch = imports.store(session, SYSTEM, content, "a.xlsx", readout, **kept)
    with reading(store) as session:
        seen = imports.preview(session, SYSTEM, catalogue, batch)
        assert (seen.is_kept, seen.counts.changed, seen.lines("changed", "示例甲").total) == (True, 1, 1)
        assert seen.effects is not None
    with transaction(store) as session:
        assert imports.commit(session, SYSTEM, catalogue, batch, now=NOW).changed == 1
