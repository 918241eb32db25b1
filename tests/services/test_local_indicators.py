"""Indicators added in the browser: part of the catalogue at once, importable, editable, usable in rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from registry.app import create_app
from registry.catalogue.reader import Catalogue, load_catalogue
from registry.cli.context import Registry
from registry.config import Settings
from registry.domain.access import SYSTEM, Role
from registry.domain.errors import InvalidInput, NotAllowed
from registry.domain.indicators import Indicator, Kind, Level
from registry.services import evaluations, firms, imports
from registry.services.local_indicators import (
    IndicatorKnown,
    NewIndicator,
    add_indicator,
    current_catalogue,
    stored_indicators,
)
from registry.services.local_values import local_values
from registry.store.database import make_engine, transaction
from registry.store.journal import JournalEntry
from tests.factories import LOCAL_RULE_SET, NOW, TODAY, add_ripe_firm, make_person, make_workbook

WATER = NewIndicator("年用水量", Level.ANNUAL, Kind.NUMBER, "吨", "Water use", ("用水(吨)",))


def added(session: Session, catalogue: Catalogue, **values: Any) -> Indicator:
    fields = {"label": "年用水量", "level": Level.ANNUAL, "kind": Kind.NUMBER} | values
    return add_indicator(session, SYSTEM, catalogue, NewIndicator(**fields), now=NOW)


def test_its_code_is_the_pinyin_of_its_name_and_never_used_twice(session: Session, catalogue: Catalogue) -> None:
    assert added(session, catalogue).code == "local_nianyongshuiliang"
    assert added(session, catalogue, label="年用水 量").code == "local_nianyongshuiliang_2"
    assert added(session, catalogue, label="（）").code == "local_indicator"
    assert len(added(session, catalogue, label="绿" * 60).code) == 48


def test_adding_one_is_journalled_with_code_and_name(session: Session, catalogue: Catalogue) -> None:
    added(session, catalogue)
    entry = session.exec(select(JournalEntry).where(JournalEntry.action == "indicators.create")).one()
    assert (entry.actor_name, entry.note) == ("tidu", "local_nianyongshuiliang 年用水量")


def test_units_follow_the_kind(session: Session, catalogue: Catalogue) -> None:
    kinds = {Kind.AMOUNT: "万元", Kind.RATIO: "%", Kind.COUNT: "吨", Kind.FLAG: "", Kind.DATE: ""}
    found = {kind: added(session, catalogue, label=f"指标{kind}", kind=kind, unit=" 吨 ").unit for kind in kinds}
    assert found == kinds


def test_without_an_english_name_the_chinese_one_serves(session: Session, catalogue: Catalogue) -> None:
    assert added(session, catalogue).label.en == "年用水量"
    assert add_indicator(session, SYSTEM, catalogue, WATER, now=NOW).label.en == "Water use"


@pytest.mark.parametrize("label", ["营业收入", "营 收", "营业收入："])
def test_a_name_that_means_an_indicator_already_is_refused(session: Session, catalogue: Catalogue, label: str) -> None:
    with pytest.raises(IndicatorKnown, match="已经是指标「营业收入」的名称"):
        added(session, catalogue, label=label)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"label": " "}, "指标名称"),
        ({"label": "长" * 61}, "指标名称"),
        ({"label_en": "l" * 61}, "英文名称"),
        ({"kind": Kind.PERSONAL}, "数据类型"),
        ({"unit": "很长很长很长很长很长的"}, "单位"),
    ],
)
def test_what_cannot_be_taken_is_said_by_field(
    session: Session, catalogue: Catalogue, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        added(session, catalogue, **values)
    assert refused.value.facts["field"] == field


def test_an_enterprise_adds_none(session: Session, catalogue: Catalogue) -> None:
    with pytest.raises(NotAllowed):
        add_indicator(session, make_person(Role.ENTERPRISE, firm_id=1), catalogue, WATER, now=NOW)


def test_a_database_without_the_table_or_without_a_file_adds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "none.sqlite3"
    assert stored_indicators(make_engine(f"sqlite:///{file}")) == ()
    assert not file.exists()
    file.touch()
    assert stored_indicators(make_engine(f"sqlite:///{file}")) == ()


def test_the_catalogue_knows_it_after_the_commit(engine: Engine, catalogue: Catalogue, tmp_path: Path) -> None:
    with transaction(engine) as session:
        made = add_indicator(session, SYSTEM, catalogue, WATER, now=NOW)
    found = current_catalogue(engine, tmp_path)
    assert found.indicators[made.code] == made
    assert made.local
    assert (made.unit, made.synonyms) == ("吨", ("用水(吨)",))
    assert current_catalogue(engine, tmp_path) is found


def test_pages_and_commands_know_it_at_once(engine: Engine, catalogue: Catalogue, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=str(engine.url), demo=True)
    app, command = create_app(settings), Registry(settings)
    site = app.extensions["tidu"]
    with app.app_context():
        assert "local_nianyongshuiliang" not in site.catalogue.indicators
        with transaction(engine) as session:
            code = add_indicator(session, SYSTEM, catalogue, WATER, now=NOW).code
        assert code not in site.catalogue.indicators  # one request sees one catalogue
        assert code in site.fresh_catalogue().indicators
        assert code in site.catalogue.indicators
    with app.app_context():
        assert code in site.catalogue.indicators
    assert code in command.catalogue.indicators


def test_an_indicator_of_the_bureaus_file_counts_before_one_of_the_same_code(tmp_path: Path) -> None:
    text = "indicators:\n  - {code: local_water, label: {zh: 取水量, en: W}, level: annual, kind: number, unit: 吨}\n"
    (tmp_path / "indicators.yaml").write_text(text, encoding="utf-8")
    kept = load_catalogue(tmp_path).indicators["local_water"]
    assert (
        load_catalogue(tmp_path, (Indicator("local_water", kept.label, Level.FIRM, Kind.TEXT),)).indicators[
            "local_water"
        ]
        == kept
    )


def test_it_is_imported_edited_and_judged_by_rules(engine: Engine, catalogue: Catalogue, tmp_path: Path) -> None:
    with transaction(engine) as session:
        firm = add_ripe_firm(session)
        code = add_indicator(session, SYSTEM, catalogue, WATER, now=NOW).code
    folder = tmp_path / "rulesets" / "moose"
    folder.mkdir(parents=True)
    rules = LOCAL_RULE_SET.format(least=100).replace("value: revenue", f"value: {code}").replace("万元", "吨")
    (folder / "4201.yaml").write_text(rules, encoding="utf-8")
    known = current_catalogue(engine, tmp_path)
    content = make_workbook(
        {"2025年": [["统一社会信用代码", "企业名称", "用水（吨）"], [firm.credit_code, firm.name, 90]]}
    )
    settings = Settings(data_dir=tmp_path, database_url="sqlite://")
    with transaction(engine) as session:
        batch = imports.stage(session, SYSTEM, known, content, "水.xlsx", today=TODAY, now=NOW, settings=settings)
        imports.commit(session, SYSTEM, known, batch, now=NOW)
        assert local_values(session, known.indicators, 1) == {2025: {code: 90}}
    assert verdict(engine, known) == "ineligible"
    with transaction(engine) as session:
        version = firms.get_firm(session, SYSTEM, known, 1).firm.version
        firms.save_figures(session, SYSTEM, known, 1, 2025, {code: "120"}, now=NOW, today=TODAY, version=version)
    assert verdict(engine, known) == "eligible"


def verdict(engine: Engine, catalogue: Catalogue) -> str:
    with transaction(engine) as session:
        rows = evaluations.verdicts(session, SYSTEM, catalogue, as_of=TODAY, data_year=2025)
    return rows.filter(rows["tier"] == "moose")["verdict"].item()
