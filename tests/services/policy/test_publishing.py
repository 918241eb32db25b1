"""From draft to version: the second person, the document, the days; what ends, what comes back, who moved; a kill in the middle."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person, Role
from registry.domain.choosing import in_force
from registry.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from registry.domain.outcomes import Case
from registry.services import evaluations
from registry.services.catalogue import VersionAlreadyPublished
from registry.services.local_indicators import current_catalogue
from registry.services.policy import (
    changing,
    documents,
    drafts,
    moves,
    outlooks,
    publications,
    publishing,
    reevaluating,
    starting,
    submitting,
    withdrawing,
)
from registry.services.policy.heads import Head, head_of, save_head
from registry.services.policy.published import with_published
from registry.store.database import transaction
from registry.store.evaluations import Standing
from registry.store.jobs import Job
from registry.store.policy import RuleDraft, RulePublication
from registry.store.rulesets import RuleSetVersion
from tests.factories import NOW, TODAY, add_ripe_firm, make_person
from tests.services.policy.conftest import CURRENT, beginning

NEW = "little_giant/CN/2026-06-01"


def fill_head(session: Session, catalogue: Catalogue, person: Person, draft_id: int, **changes: object) -> None:
    held = head_of(session.get_one(RuleDraft, draft_id), catalogue)
    document = {"number": "示例〔2026〕9号", "title": "办法", "issuer": "示例部", "issued_on": date(2026, 5, 20)}
    save_head(session, person, catalogue, draft_id, Head(**(vars(held) | document | changes)), now=NOW)  # type: ignore[arg-type]


def hand_in(session: Session, catalogue: Catalogue, person: Person, draft_id: int) -> None:
    version = session.get_one(RuleDraft, draft_id).version
    submitting.submit(session, person, catalogue, draft_id, version=version, now=NOW, filename="文件.pdf", file=b"%PDF")


def raise_revenue(session: Session, catalogue: Catalogue, person: Person, draft_id: int) -> None:
    def change(document: documents.Document) -> None:
        documents.node(document, "revenue")["at_least"] = "9000 万元"

    version = session.get_one(RuleDraft, draft_id).version
    changing.change_draft(session, person, catalogue, draft_id, change, version=version, now=NOW)


def published(
    session: Session, catalogue: Catalogue, author: Person, second: Person, draft_id: int, becomes: str = NEW
) -> Catalogue:
    raise_revenue(session, catalogue, author, draft_id)
    fill_head(session, catalogue, author, draft_id)
    hand_in(session, catalogue, author, draft_id)
    assert publishing.publish(session, second, catalogue, draft_id, now=NOW) == becomes
    return with_published(session, catalogue)


def test_a_version_needs_a_document(session: Session, catalogue: Catalogue, ministry: Person, draft_id: int) -> None:
    with pytest.raises(outlooks.DocumentMissing, match="文号、文件名称、发文单位、发文日期"):
        hand_in(session, catalogue, ministry, draft_id)
    fill_head(session, catalogue, ministry, draft_id)
    hand_in(session, catalogue, ministry, draft_id)
    with pytest.raises(Conflict):
        fill_head(session, catalogue, ministry, draft_id, number="改")


def test_what_is_cited_must_be_the_document(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int
) -> None:
    def uncited(document: documents.Document) -> None:
        documents.node(document, "revenue")["article"] = starting.UNCITED

    fill_head(session, catalogue, ministry, draft_id, checked_on=date(2026, 5, 19))
    changing.change_draft(session, ministry, catalogue, draft_id, uncited, version=3, now=NOW)
    told = [str(each) for each in outlooks.outlook(session.get_one(RuleDraft, draft_id), catalogue).obstacles]
    assert told == [
        "还有 1 条没有写依据条款：上年度营业收入。",
        "核对原文日期（2026-05-19）早于发文日期（2026-05-20）：请对照新文件核对，再改日期。",
    ]
    with pytest.raises(outlooks.CitationsMissing):
        hand_in(session, catalogue, ministry, draft_id)


def test_a_second_person_publishes(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person, draft_id: int
) -> None:
    fill_head(session, catalogue, ministry, draft_id)
    with pytest.raises(submitting.NotSubmitted):
        publishing.publish(session, colleague, catalogue, draft_id, now=NOW)
    hand_in(session, catalogue, ministry, draft_id)
    with pytest.raises(publishing.SecondPersonNeeded):
        publishing.publish(session, ministry, catalogue, draft_id, now=NOW)
    submitting.give_back(session, colleague, catalogue, draft_id, "请补  说明", now=NOW)
    assert session.get_one(RuleDraft, draft_id).remark == "请补 说明"
    raise_revenue(session, catalogue, colleague, draft_id)
    hand_in(session, catalogue, ministry, draft_id)
    with pytest.raises(publishing.SecondPersonNeeded):  # the colleague has written in it by now
        publishing.publish(session, colleague, catalogue, draft_id, now=NOW)
    publishing.publish(session, ministry, catalogue, draft_id, single_person=True, now=NOW)


def test_only_those_of_the_place_publish_and_withdraw(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person, city: Person, draft_id: int
) -> None:
    fill_head(session, catalogue, ministry, draft_id)
    hand_in(session, catalogue, ministry, draft_id)
    with pytest.raises(NotFound):
        publishing.publish(session, city, catalogue, draft_id, now=NOW)
    publishing.publish(session, colleague, catalogue, draft_id, now=NOW)
    for person in (city, make_person(Role.PARK_OFFICER)):
        with pytest.raises(NotAllowed):
            withdrawing.withdraw(session, person, with_published(session, catalogue), NEW, "原因", now=NOW)


def test_what_is_published_joins_the_catalogue_and_ends_the_version_before(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person, draft_id: int
) -> None:
    found = published(session, catalogue, ministry, colleague, draft_id)
    assert found.rule_set(NEW).source.number == "示例〔2026〕9号"
    assert found.rule_set(CURRENT).effective.end == date(2026, 5, 31)
    assert catalogue.rule_set(CURRENT).effective.end is None
    for day, wanted in ((date(2026, 5, 31), CURRENT), (date(2026, 6, 1), NEW)):
        assert [each.id for each in in_force(found.rule_sets, "little_giant", Case.NEW, day)] == [wanted]
    assert with_published(session, catalogue) is found
    stored = session.get_one(RuleSetVersion, NEW)
    assert (stored.hash, stored.document) == (found.rule_set(NEW).hash, "示例〔2026〕9号")
    assert publications.document_file(session, draft_id) == ("文件.pdf", b"%PDF")
    with pytest.raises(drafts.DraftNotOpen):
        raise_revenue(session, found, ministry, draft_id)


def test_every_process_sees_a_publication_and_a_withdrawal(
    engine: Engine, catalogue: Catalogue, ministry: Person, colleague: Person, tmp_path: Path
) -> None:
    with transaction(engine) as session:
        draft_id = starting.start_draft(session, ministry, catalogue, beginning(), now=NOW)
        published(session, catalogue, ministry, colleague, draft_id)
    found = current_catalogue(engine, tmp_path / "none")
    assert found.rule_set(NEW).effective.end is None
    with transaction(engine) as session:
        withdrawing.withdraw(session, ministry, found, NEW, "文件作废", now=NOW)
    after = current_catalogue(engine, tmp_path / "none")
    assert after.rule_set(CURRENT).effective.end is None
    with pytest.raises(NotFound):
        after.rule_set(NEW)
    with transaction(engine) as session:
        assert publications.find_rule_set(session, after, NEW).id == NEW
        assert [each.reason for each in publications.withdrawn(session)] == ["文件作废"]


def test_the_evaluation_that_follows_says_who_moved(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person, draft_id: int
) -> None:
    add_ripe_firm(session)
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    found = published(session, catalogue, ministry, colleague, draft_id)
    job = session.exec(select(Job)).one()
    assert (job.kind, job.arguments) == ("policy.reevaluate", {"rule_set": NEW})
    reevaluating.evaluate_anew(session, SYSTEM, found, NEW, today=TODAY, now=NOW)
    assert session.get(Standing, (1, "little_giant")) is None  # ineligible by far: no list shows it
    (tally,) = moves.recent_moves(session, ministry, now=NOW)
    assert (tally.rule_set, tally.effects) == (NEW, {"lost": 1})
    (row,) = moves.moves_of(session, ministry, NEW).rows
    assert (row.name, row.before, row.after) == ("武汉示例光电有限公司", "review", "ineligible")
    assert moves.recent_moves(session, make_person(Role.BUREAU, division="4203"), now=NOW) == []
    withdrawing.withdraw(session, ministry, found, NEW, "文件作废", now=NOW)
    reevaluating.evaluate_anew(session, SYSTEM, with_published(session, catalogue), NEW, today=TODAY, now=NOW)
    assert session.get_one(Standing, (1, "little_giant")).rule_set == CURRENT
    assert [tally.effects for tally in moves.recent_moves(session, ministry, now=NOW)] == [{"gained": 1}]


def test_a_used_version_is_never_replaced_by_another_text(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person, draft_id: int
) -> None:
    add_ripe_firm(session)
    found = published(session, catalogue, ministry, colleague, draft_id)
    reevaluating.evaluate_anew(session, SYSTEM, found, NEW, today=TODAY, now=NOW)
    withdrawing.withdraw(session, ministry, found, NEW, "写错", now=NOW)
    again = starting.start_draft(session, ministry, catalogue, beginning(), now=NOW)
    fill_head(session, catalogue, ministry, again)
    hand_in(session, catalogue, ministry, again)
    with pytest.raises(VersionAlreadyPublished):
        publishing.publish(session, colleague, catalogue, again, now=NOW)


def test_a_publication_since_the_look_is_told(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person, draft_id: int
) -> None:
    published(session, catalogue, ministry, colleague, draft_id)
    other = starting.start_draft(session, ministry, catalogue, beginning(effective_from=date(2026, 6, 2)), now=NOW)
    fill_head(session, catalogue, ministry, other)
    hand_in(session, catalogue, ministry, other)
    with pytest.raises(publishing.PublishedMeanwhile):
        publishing.publish(session, colleague, catalogue, other, now=NOW)
    publishing.publish(session, colleague, with_published(session, catalogue), other, now=NOW)
    found = with_published(session, catalogue)
    assert found.rule_set(NEW).effective.end == date(2026, 6, 1)
    assert found.rule_set(CURRENT).effective.end == date(2026, 5, 31)


def test_days_that_another_version_holds_are_refused(
    session: Session, catalogue: Catalogue, ministry: Person, draft_id: int
) -> None:
    fill_head(session, catalogue, ministry, draft_id, effective_from=date(2026, 2, 1))
    with pytest.raises(outlooks.DaysTaken, match="2026-04-01"):
        hand_in(session, catalogue, ministry, draft_id)
    gazelle = starting.start_draft(
        session, ministry, catalogue, beginning(source="gazelle/CN/2018-01-01", tier="gazelle"), now=NOW
    )
    fill_head(session, catalogue, ministry, gazelle, cases=["new"])
    with pytest.raises(outlooks.CasesLeftOut):
        hand_in(session, catalogue, ministry, gazelle)


def test_a_withdrawal_needs_a_reason_and_a_publication(
    session: Session, catalogue: Catalogue, ministry: Person, colleague: Person, draft_id: int
) -> None:
    with pytest.raises(withdrawing.NotPublishedHere):
        withdrawing.withdraw(session, ministry, catalogue, CURRENT, "原因", now=NOW)
    found = published(session, catalogue, ministry, colleague, draft_id)
    with pytest.raises(InvalidInput):
        withdrawing.withdraw(session, ministry, found, NEW, "  ", now=NOW)


KILLED = """
import os, signal, sys
from registry.catalogue.reader import load_catalogue
from registry.services.policy import publishing, starting
from registry.store.database import make_engine, transaction
from tests.factories import NOW, make_person
with transaction(make_engine(sys.argv[1])) as session:
    publishing.publish(session, make_person(account_id=99), load_catalogue(), 1, now=NOW)
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_in_the_middle_leaves_everything_as_it_was(
    engine: Engine, database_url: str, catalogue: Catalogue, ministry: Person
) -> None:
    with transaction(engine) as session:
        draft_id = starting.start_draft(session, ministry, catalogue, beginning(), now=NOW)
        fill_head(session, catalogue, ministry, draft_id)
        hand_in(session, catalogue, ministry, draft_id)
    engine.dispose()
    run = subprocess.run([sys.executable, "-c", KILLED, database_url], cwd=Path(__file__).parents[3], check=False)
    assert run.returncode == -9
    with transaction(engine) as session:
        assert session.get_one(RuleDraft, draft_id).status == "submitted"
        assert session.exec(select(RulePublication)).all() == []
        assert session.exec(select(Job)).all() == []
        assert session.get(RuleSetVersion, NEW) is None
