"""A whole round on PostgreSQL."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from importers.reading import read_file
from registry.catalogue.reader import Catalogue
from registry.services.rounds import amending, drawing, freezing, listing, noticing, recognising, results, workbook
from registry.services.rounds.opinions import Act
from registry.services.rounds.round_list import RoundQuery, round_page
from registry.store.database import reading, transaction
from registry.store.schema import upgrade
from tests.factories import NOW, TODAY, make_workbook
from tests.services.rounds import PARK, PROVINCE, act, add_firms, open_round, rows_of, support_all

LATER = date(2026, 7, 10)


@pytest.mark.postgres
def test_a_round_runs_on_postgresql(postgres: Engine, catalogue: Catalogue) -> None:
    upgrade(postgres)
    with transaction(postgres) as session:
        add_firms(session, catalogue)
    with transaction(postgres) as session:
        round_id = open_round(session, catalogue)
        act(session, PROVINCE, round_id, Act.WITHDRAW, 4, reason="x")
        drawing.draw_firm(session, PROVINCE, catalogue, round_id, 4, now=NOW)
        act(session, PROVINCE, round_id, Act.WITHDRAW, 4, reason="x")
        act(session, PARK, round_id, Act.SUBMIT, 1)
    with transaction(postgres) as session:
        support_all(session, round_id)
        freezing.freeze(session, PROVINCE, catalogue, round_id, now=NOW)
        member = rows_of(session, round_id)[2].id
        when = {"now": NOW, "today": TODAY}
        asked = amending.ask(session, PARK, catalogue, round_id, member, "srdi_score", 2025, "70", "核对", **when)
        amending.decide(session, PROVINCE, catalogue, round_id, asked, approve=True, now=NOW)
        noticing.publish_notice(session, PROVINCE, round_id, since=TODAY, to=date(2026, 7, 7), text="公示", now=NOW)
        book = make_workbook({"名单": [["企业名称"], ["武汉示例光电有限公司"], ["陌生"]]})
        kinds = {"indicators": catalogue.indicators, "ladder": catalogue.ladder}
        readout = read_file(book, "名单.xlsx", today=TODAY, **kinds)
        results.receive_list(session, PROVINCE, round_id, readout, "名单.xlsx", now=NOW)
        lines = results.result_lines(session, round_id)
        results.offers_for(session, PROVINCE, lines)
        results.settle(session, PROVINCE, round_id, {line.id: "1" for line in lines}, now=NOW)
        what = recognising.Recognition("示例〔2026〕1号", LATER)
        done = recognising.recognise(session, PROVINCE, catalogue, round_id, what, now=NOW, today=LATER)
        assert done.written == 1
        recognising.close_round(session, PROVINCE, round_id, now=NOW, today=LATER)
        assert workbook.write_round(session, PROVINCE, catalogue, round_id, now=NOW)
    with reading(postgres) as session:
        page = listing.member_page(session, PROVINCE, round_id, listing.MemberQuery(sort="-class"))
        assert {row.firm_id: row.state for row in page.rows} == {
            1: "recognised",
            2: "not_recognised",
            3: "not_recognised",
            4: "withdrawn",
        }
        assert [row.name for row in round_page(session, PARK, RoundQuery()).rows] == ["2026 年第一批小巨人"]
