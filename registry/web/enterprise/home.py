"""The firm's home page in words: where it stands, what to do next, what came back from the park."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from registry.domain.access import Person
from registry.services.enterprise.news import News, news
from registry.services.occasions import Occasion
from registry.services.standings import current_occasion
from registry.web.enterprise.correction_lines import year_words
from registry.web.firms.page import FirmPageData, firm_page
from registry.web.firms.panels import Panel
from registry.web.formats import day
from registry.web.languages import in_words
from registry.web.names import tier_label
from registry.web.occasions import asked_occasion
from registry.web.site import browsing, site

MOST = 2
RIPE, NEAR = lazy_gettext("可以准备申报：%(tier)s"), lazy_gettext("临近达标：%(tier)s")
NEAREST = lazy_gettext("离得最近的一级：%(tier)s")


@dataclass(frozen=True)
class Step:
    """One thing to do next: what, why or how far, and where."""

    text: str
    detail: str
    url: str
    is_urgent: bool = False


@dataclass(frozen=True)
class Message:
    """Something that the park sent back, with its reason."""

    text: str
    reason: str
    url: str


def own_home(who: Person) -> str:
    """The page of the firm that the visitor's account belongs to."""
    firm_id = who.firm_id or 0
    with browsing() as session:
        occasion = asked_occasion(current_occasion(session))
        firm = firm_page(session, who, firm_id, occasion, "")
        told = news(session, who, now=site().now(), today=site().today())
    steps = [*_rounds(told), *_titles(firm), *_figures(firm, occasion), *_nearest(firm), *_plan(firm, told)]
    return render_template(
        "enterprise/home.html",
        firm=firm,
        occasion=occasion,
        steps=steps,
        messages=_messages(firm, told),
        waiting=_waiting(firm, told),
        papers=told.papers,
    )


def _rounds(told: News) -> list[Step]:
    return [
        Step(
            gettext("确认申报：%(name)s", name=one.round.name),
            gettext("%(day)s 截止", day=day(one.round.closes_on))
            + (gettext("；确认后数据有变动，请重新确认") if one.has_moved else ""),
            url_for("own_rounds.show", round_id=one.round.id),
            is_urgent=True,
        )
        for one in told.rounds
    ]


def _titles(firm: FirmPageData) -> list[Step]:
    soon = [title for title in firm.titles if title.state == "soon"]
    url = url_for("titles.of_firm", firm_id=firm.id)
    return [Step(gettext("准备%(title)s复核", title=title.label), title.remark, url, is_urgent=True) for title in soon]


def _figures(firm: FirmPageData, occasion: Occasion) -> list[Step]:
    url = url_for("reports.figures", firm_id=firm.id, year=occasion.data_year)
    if occasion.data_year in firm.years:
        return []
    return [
        Step(
            gettext("填报 %(year)s 年数据", year=occasion.data_year), gettext("没有这一年的数据，很多条件算不出来"), url
        )
    ]


def _nearest(firm: FirmPageData) -> list[Step]:
    """Tiers that the firm could apply for, then those that it is near to."""
    panels = [panel for _, row in firm.tracks for panel in row]
    ripe = [_step(firm, panel, RIPE) for panel in panels if panel.state == "eligible"]
    near = [_step(firm, panel, NEAR) for panel in panels if panel.state == "near"]
    other = [_step(firm, panel, NEAREST) for panel in panels if panel.is_open and panel.lacking]
    return [*ripe[-MOST:], *near[:MOST]] or other


def _step(firm: FirmPageData, panel: Panel, text: LazyString) -> Step:
    url = url_for("firms.show", firm_id=firm.id, tier=panel.tier, _anchor=f"tier-{panel.tier}")
    detail = panel.lacking or gettext("条件已达标；是否认定以主管部门公布为准")
    return Step(str(text) % {"tier": tier_label(panel.tier)}, detail, url)


def _plan(firm: FirmPageData, told: News) -> list[Step]:
    if not told.actions:
        return []
    text = ngettext("一企一策：%(num)d 项措施待办", "一企一策：%(num)d 项措施待办", told.actions)
    return [Step(text, gettext("园区为本企业制定的措施"), url_for("plans.show", firm_id=firm.id))]


def _messages(firm: FirmPageData, told: News) -> list[Message]:
    url, indicators = url_for("corrections.of_firm", firm_id=firm.id), site().catalogue.indicators
    refused = [
        Message(
            gettext(
                "更正申请已驳回：%(label)s（%(year)s）",
                label=in_words(indicators[one.code].label) if one.code in indicators else one.code,
                year=year_words(one.year),
            ),
            one.answer,
            url,
        )
        for one in told.refused
    ]
    returned = [
        Message(gettext("提交已退回：回执号 %(number)s", number=one.number), one.answer, url_for("receipts.find"))
        for one in told.returned
    ]
    return [*returned, *refused]


def _waiting(firm: FirmPageData, told: News) -> list[tuple[str, int, str]]:
    lines = [
        (gettext("更正申请待园区答复"), told.asked, url_for("corrections.of_firm", firm_id=firm.id)),
        (gettext("提交待园区核对"), told.handed, url_for("receipts.find")),
    ]
    return [line for line in lines if line[1]]
