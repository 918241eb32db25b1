"""Publishing the catalogue: once, word for word, never changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.services.catalogue import VersionAlreadyPublished, publish_catalogue
from registry.store.rulesets import RuleSetVersion
from tests.factories import NOW, TODAY


def test_every_rule_set_is_kept_word_for_word(session: Session, catalogue: Catalogue) -> None:
    assert publish_catalogue(session, catalogue, now=NOW) == len(catalogue.rule_sets)
    kept = {version.id: version for version in session.exec(select(RuleSetVersion))}
    for rule_set in catalogue.rule_sets:
        assert (kept[rule_set.id].text, kept[rule_set.id].hash) == (rule_set.text, rule_set.hash)
        assert kept[rule_set.id].known_from == TODAY


def test_publishing_twice_does_nothing(session: Session, catalogue: Catalogue) -> None:
    publish_catalogue(session, catalogue, now=NOW)
    assert publish_catalogue(session, catalogue, now=NOW) == 0


def test_a_published_version_never_changes(session: Session, catalogue: Catalogue) -> None:
    publish_catalogue(session, catalogue, now=NOW)
    first, *others = catalogue.rule_sets
    changed = replace(catalogue, rule_sets=(replace(first, hash="another"), *others))
    with pytest.raises(VersionAlreadyPublished, match=first.id):
        publish_catalogue(session, changed, now=NOW)
