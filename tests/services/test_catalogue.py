"""Publishing the catalogue: once, word for word, never changed once it was used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.domain.effective import Period
from registry.services import decisions, evaluations
from registry.services.catalogue import VersionAlreadyPublished, publish_catalogue
from registry.services.decisions import Question
from registry.services.recorded import explain_recorded
from registry.store.journal import JournalEntry
from registry.store.rulesets import RuleSetVersion
from tests.factories import NOW, TODAY, add_ripe_firm

USED = "little_giant/CN/2026-04-01"


def test_every_rule_set_is_kept_word_for_word(session: Session, catalogue: Catalogue) -> None:
    assert publish_catalogue(session, catalogue, now=NOW) == len(catalogue.rule_sets)
    kept = {version.id: version for version in session.exec(select(RuleSetVersion))}
    for rule_set in catalogue.rule_sets:
        assert (kept[rule_set.id].text, kept[rule_set.id].hash) == (rule_set.text, rule_set.hash)
        assert kept[rule_set.id].canonical == rule_set.document
        assert kept[rule_set.id].known_from == TODAY


def test_publishing_twice_does_nothing(session: Session, catalogue: Catalogue) -> None:
    publish_catalogue(session, catalogue, now=NOW)
    assert publish_catalogue(session, catalogue, now=NOW) == 0


def test_a_version_that_an_evaluation_used_never_changes(session: Session, catalogue: Catalogue) -> None:
    publish_catalogue(session, catalogue, now=NOW)
    add_ripe_firm(session, 1)
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)
    with pytest.raises(VersionAlreadyPublished, match=USED):
        publish_catalogue(session, changed(catalogue, USED), now=NOW)


def test_a_version_that_a_decision_rests_on_never_changes(session: Session, catalogue: Catalogue) -> None:
    publish_catalogue(session, catalogue, now=NOW)
    add_ripe_firm(session, 1)
    question = Question(1, USED, "product_field", 2025)
    decisions.decide(session, SYSTEM, catalogue, question, met=True, note="属重点领域", now=NOW)
    with pytest.raises(VersionAlreadyPublished, match=USED):
        publish_catalogue(session, changed(catalogue, USED), now=NOW)


def test_a_version_that_nobody_used_is_replaced_and_journalled(session: Session, catalogue: Catalogue) -> None:
    publish_catalogue(session, catalogue, now=NOW)
    later = NOW + timedelta(days=3)
    assert publish_catalogue(session, changed(catalogue, USED), now=later) == 1
    session.expire_all()
    kept = session.get_one(RuleSetVersion, USED)
    assert (kept.hash, kept.known_from) == ("another", TODAY + timedelta(days=3))
    entry = session.exec(select(JournalEntry)).one()
    assert (entry.action, entry.note) == ("rules.replace", USED)
    assert entry.changes == {"hash": [catalogue.rule_set(USED).hash, "another"]}


def test_a_used_version_may_end_when_its_successor_is_known(session: Session, catalogue: Catalogue) -> None:
    add_ripe_firm(session, 1)
    run_id = evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW).run_id
    last = date(2026, 3, 31)
    ended = replace(catalogue.rule_set(USED), effective=Period(date(2026, 4, 1), last))
    publish_catalogue(session, replace(catalogue, rule_sets=(ended,)), now=NOW)
    session.expire_all()
    assert session.get_one(RuleSetVersion, USED).effective_to == last
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "rules.end")).one()
    assert entry.changes == {"effective_to": [None, "2026-03-31"]}
    (told,) = explain_recorded(session, SYSTEM, catalogue, run_id, 1, tiers=("little_giant",)).explanations
    assert told.rule_set.id == USED


def test_a_version_of_an_older_program_gets_its_whole_document(session: Session, catalogue: Catalogue) -> None:
    publish_catalogue(session, catalogue, now=NOW)
    session.get_one(RuleSetVersion, USED).canonical = None
    assert publish_catalogue(session, catalogue, now=NOW) == 0
    session.expire_all()
    assert session.get_one(RuleSetVersion, USED).canonical == catalogue.rule_set(USED).document


def changed(catalogue: Catalogue, rule_set_id: str) -> Catalogue:
    """The catalogue with another text under the same id."""
    rules = (replace(each, hash="another") if each.id == rule_set_id else each for each in catalogue.rule_sets)
    return replace(catalogue, rule_sets=tuple(rules))
