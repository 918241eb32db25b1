"""Official lists of recognised firms: names, old names, names without a level; leftovers, renewals, undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from importers.listed import ListedTitle
from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM
from registry.services import imports, name_decisions, undo
from registry.store.firms import FirmRecord, FormerName
from registry.store.restrictions import Restriction
from registry.store.titles import TitleRecord
from tests.factories import NOW
from tests.services.conftest import A, B, C, Send, ledger

LIST = ListedTitle(
    "srdi_sme",
    "2026年第一批",
    "鄂经信〔2026〕9号",
    date(2026, 5, 1),
    date(2026, 5, 1),
    date(2029, 4, 30),
)
Stage = Callable[..., int]


@pytest.fixture
def registered(session: Session, send: Send) -> None:
    """The two firms of the ledger, the second under a former name too."""
    told = ledger()
    told.pop("称号")
    send(told)
    second = session.exec(select(FirmRecord).where(FirmRecord.credit_code == B)).one()
    session.add(FormerName(firm_id=second.id, name="武汉示例旧名有限公司", name_key="武汉示例旧名有限公司"))
    session.flush()


@pytest.fixture
def take(session: Session, catalogue: Catalogue, stage: Stage, registered: None) -> Callable[..., Any]:
    """Stage and commit a list; returns the batch and the counts."""

    def taken(rows: list[list[Any]], listed: ListedTitle = LIST) -> tuple[int, imports.ImportCounts]:
        batch_id = stage({"名单": rows}, title=listed.as_options())
        counts = imports.commit(session, SYSTEM, catalogue, batch_id, now=NOW)
        session.expire_all()
        return batch_id, counts

    return taken


def titles(session: Session) -> list[TitleRecord]:
    return list(session.exec(select(TitleRecord).order_by(TitleRecord.id)))


def test_a_list_of_names_becomes_titles_with_what_it_says_once(session: Session, take: Callable[..., Any]) -> None:
    rows = [["序号", "企业名称"], [1, "武汉示例甲有限公司"], [2, "武汉示例旧名有限公司"], [3, "宜昌谁也不认识的机床厂"]]
    _, counts = take(rows)
    assert (counts.changed + counts.new, counts.rejected) == (2, 1)
    first, second = titles(session)
    assert (first.tier, first.batch, first.document) == ("srdi_sme", "2026年第一批", "鄂经信〔2026〕9号")
    assert (first.recognised_on, first.valid_from, first.valid_to) == (
        date(2026, 5, 1),
        date(2026, 5, 1),
        date(2029, 4, 30),
    )
    assert first.recognised_as is None
    assert second.firm_id != first.firm_id
    assert take(rows)[1].new == 0
    assert len(titles(session)) == 2


def test_what_a_row_says_itself_counts_more(session: Session, take: Callable[..., Any]) -> None:
    rows = [
        ["企业名称", "称号", "证书编号", "有效期起"],
        ["武汉示例甲有限公司", "省级专精特新“小巨人”", "HB-1", "2026-06-01"],
        ["武汉示例乙有限公司", None, "HB-2", None],
    ]
    take(rows)
    first, second = titles(session)
    assert (first.recognised_as, first.number) == ("省级专精特新“小巨人”", "HB-1")
    assert (first.valid_from, first.valid_to) == (date(2026, 6, 1), date(2029, 5, 31))
    assert (second.tier, second.valid_to) == ("srdi_sme", date(2029, 4, 30))


@pytest.mark.parametrize(("chosen", "taken"), [("srdi_sme", 1), ("little_giant", 1), ("hnte", 0)])
def test_a_name_without_its_level_is_answered_by_the_list(
    session: Session, take: Callable[..., Any], chosen: str, taken: int
) -> None:
    rows = [["企业名称", "称号"], ["武汉示例甲有限公司", "小巨人"]]
    _, counts = take(rows, ListedTitle(chosen, recognised_on=date(2026, 5, 1)))
    assert [(title.tier, title.recognised_as) for title in titles(session)] == [(chosen, "小巨人")] * taken
    assert counts.rejected == 1 - taken


def test_an_old_name_of_a_title_is_kept_as_the_list_wrote_it(session: Session, take: Callable[..., Any]) -> None:
    rows = [["企业名称", "称号"], ["武汉示例甲有限公司", "隐形冠军示范企业"]]
    take(rows, ListedTitle("provincial_champion", recognised_on=date(2021, 5, 1)))
    assert [(one.tier, one.recognised_as) for one in titles(session)] == [("provincial_champion", "隐形冠军示范企业")]


def test_firms_that_the_registry_lacks_are_left_over_unless_they_are_wanted(
    session: Session, take: Callable[..., Any]
) -> None:
    rows = [["统一社会信用代码", "企业名称"], [C, "十堰示例丙有限公司"], [A, "武汉示例甲有限公司"]]
    assert take(rows)[1].rejected == 1
    assert len(session.exec(select(FirmRecord)).all()) == 2
    wanted = ListedTitle("hnte", recognised_on=date(2026, 5, 1), makes_firms=True)
    assert take(rows, wanted)[1].rejected == 0
    assert len(session.exec(select(FirmRecord)).all()) == 3


def test_leftovers_are_decided_like_every_name(
    session: Session, catalogue: Catalogue, stage: Stage, registered: None
) -> None:
    batch_id = stage({"名单": [["企业名称"], ["武汉示例甲有限责任公司"]]}, title=LIST.as_options())
    waiting = name_decisions.unsettled(session, SYSTEM, batch_id)
    assert [name.name for name in waiting] == ["武汉示例甲有限责任公司"]
    answers = {waiting[0].key: waiting[0].offers[0].firm_id}
    name_decisions.settle(session, SYSTEM, batch_id, answers, now=NOW)
    imports.commit(session, SYSTEM, catalogue, batch_id, now=NOW)
    assert [title.firm_id for title in titles(session)] == list(answers.values())


def test_a_title_that_follows_on_another_renews_it_and_undo_takes_it_back(
    session: Session, catalogue: Catalogue, take: Callable[..., Any]
) -> None:
    rows = [["企业名称"], ["武汉示例甲有限公司"]]
    take(rows)
    again = ListedTitle("srdi_sme", "2029年复核", None, date(2029, 4, 20), date(2029, 5, 1), date(2032, 4, 30))
    batch_id, _ = take(rows, again)
    first, second = titles(session)
    assert second.renews == first.id
    counts = undo.undo(session, SYSTEM, catalogue, batch_id, now=NOW)
    session.expire_all()
    assert counts.kept == 0
    assert [title.id for title in titles(session)] == [first.id]


def test_a_title_within_the_bar_of_a_revocation_is_pointed_out(
    session: Session, catalogue: Catalogue, take: Callable[..., Any], stage: Stage
) -> None:
    take([["企业名称"], ["武汉示例旧名有限公司"]])
    [held] = titles(session)
    held.revoked_on, held.revoke_reason, held.barred_until = date(2026, 5, 2), "示例", date(2029, 5, 1)
    session.flush()
    later = replace(LIST, recognised_on=date(2026, 6, 1), valid_from=date(2026, 6, 1))
    batch_id = stage({"名单": [["企业名称"], ["武汉示例旧名有限公司"]]}, title=later.as_options())
    told = [
        issue for issue in imports.preview(session, SYSTEM, catalogue, batch_id).issues if issue.code == "barred_title"
    ]
    assert [(issue.row, issue.level, issue.header) for issue in told] == [(2, "warning", "企业名称")]
    assert "在 2026-05-02 被撤销，至 2029-05-01 不得再次申报" in told[0].sentence()


@pytest.mark.parametrize(
    ("last_on", "said"), [(date(2027, 12, 31), "自 2026-01-01 至 2027-12-31 被限制"), (None, "没有到期日")]
)
def test_a_title_within_a_restriction_is_pointed_out(
    session: Session, catalogue: Catalogue, take: Callable[..., Any], stage: Stage, last_on: date | None, said: str
) -> None:
    take([["企业名称"], ["武汉示例旧名有限公司"]])
    [held] = titles(session)
    told = {"reason": "项目未履约", "document": "示例", "created_by": "x", "created_at": NOW}
    session.add(Restriction(firm_id=held.firm_id, first_on=date(2026, 1, 1), last_on=last_on, **told))
    session.flush()
    later = replace(LIST, recognised_on=date(2026, 6, 1), valid_from=date(2026, 6, 1))
    batch_id = stage({"名单": [["企业名称"], ["武汉示例旧名有限公司"]]}, title=later.as_options())
    [issue] = [one for one in imports.preview(session, SYSTEM, catalogue, batch_id).issues if "restricted" in one.code]
    assert (issue.row, issue.level) == (2, "warning")
    assert said in issue.sentence()
    assert "项目未履约" in issue.sentence()


def test_the_options_of_a_list_survive_their_batch() -> None:
    assert ListedTitle.of_options(LIST.as_options()) == LIST
    assert ListedTitle("hnte").as_options() == {"tier": "hnte"}
