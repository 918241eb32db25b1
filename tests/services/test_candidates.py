"""Candidate lists: the ripest first, with the shortest true sentence of what is missing, within scope."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import InvalidInput, NotAllowed, NotFound
from registry.services import candidate_rows, evaluations, ladder
from registry.services import candidates as service
from registry.services.candidate_table import CandidateTable, candidate_table
from registry.services.candidates import CandidateQuery
from registry.services.shortfalls import sentence
from registry.services.wording import CHINESE, Wording
from tests.databases import template_for
from tests.factories import NOW, TODAY, add_ripe_firm, make_person, make_title


def evaluate_firms(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1, srdi_score=55.5, total_liabilities=6200.0)
    add_ripe_firm(session, 2)
    add_ripe_firm(session, 3, ip_class1=None).division_code = "420300"
    add_ripe_firm(session, 4)
    session.add(make_title(4, "little_giant", valid_from=date(2025, 1, 1)))
    session.flush()
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)


@pytest.fixture
def database_template(request: pytest.FixtureRequest) -> str:
    return template_for(request, evaluated=evaluate_firms)


@pytest.fixture
def evaluated(session: Session) -> Session:
    return session


def listed(session: Session, catalogue: Catalogue, person=SYSTEM, **query) -> list[int]:
    page = service.candidates(session, person, catalogue, CandidateQuery("little_giant", **query))
    return [row.firm_id for row in page.rows]


def test_the_ripest_come_first_and_holders_not_at_all(evaluated: Session, catalogue: Catalogue) -> None:
    assert listed(evaluated, catalogue) == [2, 1, 3]


def test_pages_of_the_usual_order_join_into_the_whole_list(evaluated: Session, catalogue: Catalogue) -> None:
    pages = [listed(evaluated, catalogue, page=page, per_page=1) for page in (1, 2, 3)]
    assert [*pages[0], *pages[1], *pages[2]] == listed(evaluated, catalogue)
    assert listed(evaluated, catalogue, page=2, per_page=2) == [3]


def test_classes_and_filters_narrow(evaluated: Session, catalogue: Catalogue) -> None:
    assert listed(evaluated, catalogue, classes=("near", "incomplete")) == [1, 3]
    assert listed(evaluated, catalogue, division="4203") == [3]
    assert listed(evaluated, catalogue, park="没有这个园区") == []
    assert listed(evaluated, catalogue, text="没有这家") == []


def test_counts_cover_all_classes_whatever_is_shown(evaluated: Session, catalogue: Catalogue) -> None:
    page = service.candidates(evaluated, SYSTEM, catalogue, CandidateQuery("little_giant", classes=("near",)))
    assert page.counts == {"eligible": 0, "review": 1, "near": 1, "incomplete": 1}
    assert (page.total, page.as_of, page.data_year) == (1, TODAY, 2025)
    assert (page.firms, page.firms_with_figures) == (4, 4)


def test_what_is_missing_is_said_in_units(evaluated: Session, catalogue: Catalogue) -> None:
    page = service.candidates(evaluated, SYSTEM, catalogue, CandidateQuery("little_giant"))
    said = {row.firm_id: sentence(row.lacks, CHINESE) for row in page.rows}
    assert said[1] == "资产负债率超出 2.5 个百分点；专精特新发展评价得分还差 4.5 分；待人工判断：主导产品属重点领域"
    assert said[2] == "待人工判断：主导产品属重点领域"
    assert said[3].startswith("缺数据：与主导产品相关的Ⅰ类知识产权")


def test_the_sentence_takes_the_labels_of_the_language(evaluated: Session, catalogue: Catalogue) -> None:
    page = service.candidates(evaluated, SYSTEM, catalogue, CandidateQuery("little_giant", classes=("review",)))
    english = Wording("en", {"待人工判断：{label}": "for a person to judge: {label}"}.get)
    assert page.rows[0].lacks[0].sentence(english) == "for a person to judge: Leading product in a priority field"


def test_a_list_stays_within_scope(evaluated: Session, catalogue: Catalogue) -> None:
    officer = make_person(Role.PARK_OFFICER, division="4203")
    assert listed(evaluated, catalogue, officer) == [3]
    with pytest.raises(NotAllowed):
        listed(evaluated, catalogue, make_person(Role.ENTERPRISE, firm_id=1))


def test_unknown_tiers_and_classes_are_refused(evaluated: Session, catalogue: Catalogue) -> None:
    with pytest.raises(NotFound):
        service.candidates(evaluated, SYSTEM, catalogue, CandidateQuery("no_such_tier"))
    with pytest.raises(InvalidInput, match="候选类别"):
        listed(evaluated, catalogue, classes=("ripe",))


def test_a_file_counts_firms_and_their_figures_among_those_asked_for(evaluated: Session, catalogue: Catalogue) -> None:
    query = CandidateQuery("little_giant", division="4203")
    table = candidate_table(evaluated, SYSTEM, catalogue, query, as_of=TODAY)
    assert (table.firms, table.firms_with_figures) == (1, 1)


def test_before_the_first_evaluation_the_list_is_empty(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1)
    page = service.candidates(session, SYSTEM, catalogue, CandidateQuery("little_giant"))
    assert (page.rows, page.as_of, page.firms) == ((), None, 1)


def test_the_overview_counts_holders_and_candidates(evaluated: Session, catalogue: Catalogue) -> None:
    seen = ladder.overview(evaluated, SYSTEM, catalogue, today=TODAY)
    rung = next(rung for rung in seen.rungs if rung.tier.code == "little_giant")
    assert (rung.holding, rung.candidates["review"], rung.is_rated) == (1, 1, True)
    unrated = next(rung for rung in seen.rungs if rung.tier.code == "moose")
    assert not unrated.is_rated
    assert (seen.firms, seen.data_year, seen.firms_with_figures) == (4, 2025, 4)


def test_the_overview_stays_within_scope(evaluated: Session, catalogue: Catalogue) -> None:
    seen = ladder.overview(evaluated, make_person(Role.BUREAU, division="4203"), catalogue, today=TODAY)
    assert seen.firms == 1
    assert sum(rung.holding for rung in seen.rungs) == 1  # the srdi_sme title of the one firm in scope


def test_the_number_of_conditions_to_mend_narrows_list_and_file_alike(evaluated: Session, catalogue: Catalogue) -> None:
    fixes = {row.firm_id: row.fixes for row in service.candidates(
        evaluated, SYSTEM, catalogue, CandidateQuery("little_giant")).rows}  # fmt: skip
    wanted = [firm_id for firm_id, count in fixes.items() if count == fixes[1]]
    assert listed(evaluated, catalogue, fixes=fixes[1]) == wanted
    table = candidate_table(
        evaluated, SYSTEM, catalogue, CandidateQuery("little_giant", fixes=fixes[1]), as_of=TODAY, data_year=2025
    )
    assert len(table.rows) == len(wanted)


@pytest.mark.parametrize(
    "sort", ["name", "-name", "area", "-area", "fixes", "-fixes", "score", "-score", "class", "-class"]
)
def test_a_file_has_the_order_of_the_page(evaluated: Session, catalogue: Catalogue, sort: str) -> None:
    page = service.candidates(evaluated, SYSTEM, catalogue, CandidateQuery("little_giant", sort=sort))
    table = candidate_table(evaluated, SYSTEM, catalogue, CandidateQuery("little_giant", sort=sort), as_of=TODAY)

    def keys(rows):
        told = {
            "fixes": lambda row: row.fixes,
            "class": lambda row: row.candidate_class,
            "score": lambda row: row.score_low,
        }
        return [told.get(sort.removeprefix("-"), lambda row: row.credit_code)(row) for row in rows]

    if sort.removeprefix("-") in ("fixes", "class", "score"):
        assert keys(page.rows) == keys(table.rows)
    else:
        assert {*keys(page.rows)} == {*keys(table.rows)}


@pytest.mark.parametrize("by_id", [0, 9])
@pytest.mark.parametrize("sort", ["", "name", "-area", "-fixes", "-score", "class"])
def test_a_file_is_the_same_however_many_firms_are_judged_at_once(
    evaluated: Session, catalogue: Catalogue, sort: str, by_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> CandidateTable:
        query = CandidateQuery("little_giant", sort=sort)
        return candidate_table(evaluated, SYSTEM, catalogue, query, as_of=TODAY, tell=lambda *far: told.append(far))

    told: list[tuple[int, int]] = []
    whole = asked()
    rows = list(whole.rows)
    monkeypatch.setattr(candidate_rows, "JUDGED_AT_ONCE", 1)
    monkeypatch.setattr(candidate_rows, "READ_AT_ONCE", 1)
    monkeypatch.setattr(candidate_rows, "READ_BY_ID", by_id)
    portioned = asked()

    assert list(portioned.rows) == rows
    assert (len(portioned.rows), portioned.columns, portioned.is_scored) == (3, whole.columns, whole.is_scored)
    assert told == [(0, 0)] * 5


def test_a_file_without_an_order_begins_with_the_ripest_as_the_page_does(
    evaluated: Session, catalogue: Catalogue
) -> None:
    page = service.candidates(evaluated, SYSTEM, catalogue, CandidateQuery("little_giant"))
    table = candidate_table(evaluated, SYSTEM, catalogue, CandidateQuery("little_giant"), as_of=TODAY)
    assert [row.credit_code for row in table.rows] == [row.credit_code for row in page.rows]


def test_a_file_of_many_firms_stays_within_scope_too(
    evaluated: Session, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, query = make_person(Role.PARK_OFFICER, division="4203"), CandidateQuery("little_giant")
    few = [row.credit_code for row in candidate_table(evaluated, officer, catalogue, query, as_of=TODAY).rows]
    monkeypatch.setattr(candidate_rows, "READ_BY_ID", 0)
    many = [row.credit_code for row in candidate_table(evaluated, officer, catalogue, query, as_of=TODAY).rows]
    assert len(many) == 1
    assert many == few
