"""The firms behind a number, and in words which number it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.dashboards.behind import SORTS, Behind, FirmsBehind, firms_behind
from registry.services.dashboards.gap_rows import BETWEEN, OPEN
from registry.services.dashboards.kept import kept_moments
from registry.services.dashboards.rises import NO_FEEDER
from registry.web.dashboards.board import place_label
from registry.web.languages import in_words
from registry.web.listing import Pages, asked, asked_page, pages_of
from registry.web.names import tier_label
from registry.web.remembered_pages import written_once
from registry.web.remembered_rows import row_of
from registry.web.site import site
from registry.web.statuses import CLASSES, status_word


@dataclass(frozen=True)
class FirmsPage:
    """Everything the page shows."""

    title: str
    place: str
    found: FirmsBehind
    rows: tuple[Markup, ...]
    pages: Pages
    downloads: dict[str, str]


def asked_behind(kind: str) -> Behind:
    """The number that the address asks for."""
    year, sort = asked("year", 4), asked("sort", 10)
    return Behind(
        kind=kind,
        tier=asked("tier", 40),
        word=asked("word", 120),
        year=int(year) if year.isdecimal() else 0,
        division=asked("division", 6),
        park=asked("park"),
        sort=sort if sort in SORTS else "name",
        page=asked_page(),
    )


def firms_page(session: Session, person: Person, kind: str) -> FirmsPage:
    """The page that the address asks for."""
    query = asked_behind(kind)
    said = (query, kept_moments(session))
    found, rows = written_once(session, person, "behind", said, lambda: _written(session, person, query))
    facts = {**query.as_facts(), "sort": query.sort}
    return FirmsPage(
        title=number_words(query),
        place=place_label(query.division, query.park),
        found=found,
        rows=rows,
        pages=pages_of(found.page, found.pages),
        downloads={suffix: url_for("dashboards.firms_file", suffix=suffix, **facts) for suffix in ("xlsx", "csv")},
    )


def _written(session: Session, person: Person, query: Behind) -> tuple[FirmsBehind, tuple[Markup, ...]]:
    """The page without its rows, and the rows as they are written."""
    found = firms_behind(session, person, site().catalogue, query, site().today())
    rows = tuple(row_of("dashboards/_firm_row.html", (row,), lambda row=row: (row,)) for row in found.rows)
    return replace(found, rows=()), rows


def number_words(asked: Behind) -> str:
    """Which number it is."""
    tier, year = tier_label(asked.tier), asked.year
    match asked.kind:
        case "firms":
            return gettext("全部企业")
        case "held":
            return gettext("目前持有%(tier)s", tier=tier)
        case "candidates":
            word = status_word(asked.word) if asked.word in CLASSES else asked.word
            return gettext("%(tier)s：%(word)s", tier=tier, word=word)
        case "pool":
            return gettext("在%(tier)s培育库", tier=tier)
        case "stock":
            return gettext("%(year)s 年末持有%(tier)s", year=year, tier=tier)
        case "entered":
            again = {"again": gettext("再次取得"), "first": gettext("首次取得")}.get(asked.word, gettext("新进"))
            return gettext("%(year)s 年%(way)s%(tier)s", year=year, way=again, tier=tier)
        case "left":
            return _left(asked, tier)
        case "rose":
            below = gettext("此前没有下一级称号") if asked.word == NO_FEEDER else tier_label(asked.word)
            return gettext("%(year)s 年首次取得%(tier)s，来自：%(below)s", year=year, tier=tier, below=below)
        case "unfilled":
            return gettext("没有填“%(indicator)s”", indicator=_indicator(asked.word, year))
        case "filled" | "paired" | "sharing":
            return _ranked(asked)
        case "alone" | "open":
            return _gap(asked, tier)
        case "lacking":
            return gettext("%(tier)s：缺“%(indicator)s”，结论未定", tier=tier, indicator=_indicator(asked.word, year))
        case _:
            return gettext("%(tier)s在 %(month)s 到期", tier=tier, month=asked.word)


def _indicator(code: str, year: int) -> str:
    known = site().catalogue.indicators
    label = in_words(known[code].label) if code in known else code
    return gettext("%(indicator)s（%(year)s 年）", indicator=label, year=year) if year else label


def _ranked(asked: Behind) -> str:
    """The firms that a ranking of areas counts."""
    if asked.kind == "sharing":
        target = site().catalogue.targets.find(asked.word)
        label = in_words(target.label) if target else asked.word
        return gettext("按目标“%(target)s”计入（%(year)s 年）", target=label, year=asked.year)
    named = _indicator(asked.word, asked.year)
    both = gettext("当年和上年都填了“%(indicator)s”", indicator=named)
    return both if asked.kind == "paired" else gettext("填了“%(indicator)s”", indicator=named)


def _left(asked: Behind, tier: str) -> str:
    way = {"revoked": gettext("被撤销"), "expired": gettext("到期")}.get(asked.word, gettext("离开"))
    return gettext("%(year)s 年离开%(tier)s：%(way)s", year=asked.year, tier=tier, way=way)


def _gap(asked: Behind, tier: str) -> str:
    rule_set, code, *_ = [*asked.word.split(BETWEEN), ""]
    known = {each.id: each for each in site().catalogue.rule_sets}
    leaves = {leaf.code: leaf for leaf in known[rule_set].conditions()} if rule_set in known else {}
    label = in_words(leaves[code].label) if code in leaves else code
    if asked.kind == OPEN:
        return gettext("%(tier)s：“%(condition)s”缺数据，结论未定", tier=tier, condition=label)
    return gettext("%(tier)s：只差“%(condition)s”", tier=tier, condition=label)
