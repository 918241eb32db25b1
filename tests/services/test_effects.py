"""What an import would change in verdicts, told before it is written and found true afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from sqlmodel import Session, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.services import evaluations, imports
from registry.services.importing import effects as module
from registry.services.importing.batches import readout_of
from registry.services.importing.effects import BECAME, CEASED, RECOGNISED, Effects, effects
from registry.services.importing.planning import make_plan
from registry.services.titles import valid_on, valid_rows_on
from registry.store.bulk import read_frame
from registry.store.evaluations import OF_THE_FIRM, Standing
from registry.store.imports import ImportBatch
from registry.store.titles import TitleRecord
from tests.databases import numbers_go_on
from tests.factories import CODES, NOW, TODAY, add_ripe_firm, make_title

NEW = "91420303MA4KCCCC2Q"
Foresee = Callable[[dict], Effects | None]


@pytest.fixture
def three_firms(session: Session, catalogue: Catalogue) -> None:
    """The first is a candidate of little_giant, the second lacks a figure, the third is near."""
    add_ripe_firm(session, 1)
    add_ripe_firm(session, 2, market_share=None)
    add_ripe_firm(session, 3, srdi_score=55.0)
    numbers_go_on(session.connection())
    evaluations.run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)


@pytest.fixture
def foresee(session: Session, catalogue: Catalogue, stage: Callable[..., int]) -> Foresee:
    def foreseen(sheets: dict) -> Effects | None:
        readout = readout_of(session, session.get_one(ImportBatch, stage(sheets)))
        return effects(session, catalogue, make_plan(session, SYSTEM, catalogue, readout))

    return foreseen


def figures(*rows: list) -> dict:
    return {"台账": [["统一社会信用代码", "年度", "营业收入(万元)", "国内市场占有率(%)"], *rows]}


def told(found: Effects | None, tier: str, change: str) -> list[str]:
    assert found is not None
    return [code for _, code, _ in found.names(tier, change)]


def test_a_missing_figure_makes_a_candidate_and_a_lower_one_ends_it(
    session: Session, catalogue: Catalogue, three_firms: None, foresee: Foresee
) -> None:
    found = foresee(figures([CODES[0], 2025, 6230, 1], [CODES[1], 2025, 6230, 12]))
    assert told(found, "little_giant", BECAME) == [CODES[1]]
    assert told(found, "little_giant", CEASED) == [CODES[0]]
    (tier,) = [each for each in found.tiers(catalogue) if each.tier == "little_giant"]
    assert (tier.became, tier.ceased, tier.recognised) == (1, 1, 0)
    assert (found.as_of, found.data_year) == (TODAY, 2025)
    assert set(found.matching().rows()) == set(found.changes.rows())
    assert found.matching(CODES[1].lower()).height == found.matching("", tier="little_giant", change=BECAME).height


def test_a_firm_that_gets_the_title_is_no_candidate_lost(three_firms: None, foresee: Foresee) -> None:
    titles = [
        ["统一社会信用代码", "称号", "证书编号", "有效期起"],
        [CODES[0], "专精特新“小巨人”企业", "XJR-1", "2026-01-01"],
    ]
    found = foresee({"称号": titles})
    assert told(found, "little_giant", RECOGNISED) == [CODES[0]]
    assert told(found, "little_giant", CEASED) == []


def test_looking_ahead_writes_nothing(session: Session, three_firms: None, foresee: Foresee) -> None:
    before = classes(session)
    foresee(figures([CODES[1], 2025, 6230, 12]))
    assert classes(session).equals(before)


def test_without_an_evaluation_there_is_nothing_to_tell(foresee: Foresee) -> None:
    assert foresee({"台账": [["统一社会信用代码", "企业名称"], [NEW, "十堰示例丙有限公司"]]}) is None


@pytest.mark.parametrize("at_once", [1, 1000])
def test_what_was_foreseen_is_what_the_commit_does(
    session: Session,
    catalogue: Catalogue,
    three_firms: None,
    foresee: Foresee,
    stage: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    sheets = figures([CODES[0], 2025, 1000, None], [CODES[1], 2025, 6230, 12], [NEW, 2025, 100, None]) | {
        "企业": [["统一社会信用代码", "企业名称", "成立日期"], [NEW, "十堰示例丙有限公司", "2020-01-01"]],
        "称号": [["统一社会信用代码", "称号", "有效期起"], [NEW, "创新型中小企业", "2025-01-01"]],
    }
    found = foresee(sheets)
    assert found is not None
    before = classes(session)
    imports.commit(session, SYSTEM, catalogue, stage(sheets), now=NOW)
    session.expire_all()
    after = classes(session)
    keys = ["credit_code", "tier"]
    foreseen = set(found.changes.filter(pl.col("change") != RECOGNISED).select(*keys, "change").iter_rows())
    both = before.join(after, on=keys, how="full", suffix="_after", coalesce=True).fill_null(False)
    done = {(code, tier, BECAME) for code, tier, was, _, now, _ in both.iter_rows() if now and not was}
    done |= {
        (code, tier, CEASED) for code, tier, was, _, now, holds in both.iter_rows() if was and not now and not holds
    }
    assert foreseen == done
    assert done
    assert told(found, "innovative_sme", RECOGNISED) == [NEW]


def classes(session: Session) -> pl.DataFrame:
    """credit_code, tier, whether a ripe candidate, whether the title is held."""
    from registry.store.firms import FirmRecord

    session.flush()
    ripe = Standing.candidate_class.in_(module.RIPE)  # type: ignore[union-attr]
    rows = session.exec(
        select(FirmRecord.credit_code, Standing.tier, ripe, Standing.holds).join(FirmRecord, OF_THE_FIRM)
    ).all()
    schema = {"credit_code": pl.String, "tier": pl.String, "ripe": pl.Boolean, "holds": pl.Boolean}
    frame = pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row").fill_null(False)
    return frame.sort("credit_code", "tier")


def test_a_title_is_valid_on_the_same_days_in_the_database_and_in_a_frame(session: Session) -> None:
    add_ripe_firm(session, 1)
    days = [None, date(2026, 6, 29), TODAY, date(2026, 7, 1)]
    for start in days:
        for end in days:
            for revoked in days:
                session.add(make_title(1, "hnte", valid_from=start, valid_to=end, revoked_on=revoked))
    session.flush()
    table = TitleRecord.__table__  # type: ignore[attr-defined]
    stored = set(session.exec(select(TitleRecord.id).where(valid_on(TODAY))))
    every = read_frame(session, table.select())
    assert set(every.filter(valid_rows_on(TODAY))["id"]) == stored
