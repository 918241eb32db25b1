"""The list of candidates: its query from the address, its rows in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext
from markupsafe import Markup
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.candidates import SORTS, CandidatePage, CandidateQuery, CandidateRow, candidates
from registry.services.occasions import Occasion
from registry.services.plans.officers import officer_names
from registry.services.pools.memberships import in_pool_since
from registry.services.titles.bars import bars_on
from registry.web.addresses import is_number
from registry.web.candidates.lines import candidate_line
from registry.web.choices import division_choices, park_choices
from registry.web.languages import in_words
from registry.web.listing import Chip, Choice, Pages, address, asked, asked_page, chips_of, pages_of
from registry.web.patterns import url_for
from registry.web.remembered_pages import written_once
from registry.web.remembered_rows import row_of
from registry.web.security import allowed
from registry.web.shown_columns import ShownColumn, chosen, shown_columns
from registry.web.site import site
from registry.web.statuses import CLASSES, status_word
from registry.web.tracks import by_track, tiers_in_order

FORMATS = ("xlsx", "csv", "json")
USUAL = ("area", "park", "class", "lacks", "score", "data_year", "officer")


@dataclass(frozen=True)
class ClassLink:
    """One candidate class with its count, as a link that narrows the list to it."""

    code: str
    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class WrittenPage:
    """What a page says of its firms, as written: `found` without its rows, the rows, and the documents they are judged by."""

    found: CandidatePage
    rows: tuple[Markup, ...]
    document: str


@dataclass(frozen=True)
class CandidateList:
    """Everything the page shows."""

    query: CandidateQuery
    found: CandidatePage
    rows: tuple[Markup, ...]
    pages: Pages
    classes: list[ClassLink]
    chips: list[Chip]
    divisions: list[Choice]
    parks: list[Choice]
    document: str
    downloads: dict[str, str]
    columns: list[ShownColumn]


def asked_candidates(tier: str) -> CandidateQuery:
    """The query of the address; several classes may be joined by commas."""
    classes = [part for part in ",".join(request.args.getlist("class")).split(",") if part]
    return CandidateQuery(
        tier=tier,
        classes=tuple(dict.fromkeys(classes)),
        division=asked("division", 6),
        park=asked("park"),
        text=asked("text"),
        fixes=_whole("fixes"),
        after=_whole("after"),
        sort=asked("sort", 20) if asked("sort", 20) in SORTS else "",
        columns=tuple(chosen(shown_columns(offered_columns(), USUAL), USUAL)),
        page=asked_page(),
    )


def candidate_list(session: Session, person: Person, query: CandidateQuery, occasion: Occasion) -> CandidateList:
    """The list that the address asks for."""
    columns = shown_columns(offered_columns(), USUAL)
    written = _written(session, person, query, occasion, tuple(each.code for each in columns if each.is_shown))
    found, divisions = written.found, division_choices(session, person)
    return CandidateList(
        query=query,
        found=found,
        rows=written.rows,
        pages=pages_of(found.page, found.pages),
        classes=_class_links(query, found),
        chips=chips_of(_active(query), {"division": divisions}),
        divisions=divisions,
        parks=park_choices(session, person),
        document=written.document,
        downloads={suffix: _download(query, suffix) for suffix in FORMATS},
        columns=columns,
    )


def _written(
    session: Session, person: Person, query: CandidateQuery, occasion: Occasion, shown: tuple[str, ...]
) -> WrittenPage:
    """The page as it was written since anything was last changed."""
    catalogue = site().catalogue

    def write() -> WrittenPage:
        found = candidates(session, person, catalogue, query)
        rows = _rows(session, found, query.tier, occasion, shown)
        documents = dict.fromkeys(catalogue.rule_set(row.rule_set).source.number for row in found.rows)
        return WrittenPage(replace(found, rows=()), rows, "、".join(documents))

    return written_once(session, person, "candidates", (query, occasion, shown), write)


def _rows(
    session: Session, found: CandidatePage, tier: str, occasion: Occasion, shown: tuple[str, ...]
) -> tuple[Markup, ...]:
    """The lines of the page as they are written."""
    firm_ids = [row.firm_id for row in found.rows]
    bars, officers = bars_on(session, firm_ids, site().today()), officer_names(session, firm_ids)
    since, picks = in_pool_since(session, tier, firm_ids), allowed("pools.keep")

    def written(row: CandidateRow) -> Markup:
        barred, officer = bars.get(row.firm_id, ()), officers.get(row.firm_id, "")
        rest = (tier, shown, picks, since.get(row.firm_id), found.data_year)
        key = (row, barred, officer, occasion, *rest)
        return row_of("candidates/_row.html", key, lambda: (candidate_line(row, occasion, barred, officer), *rest))

    return tuple(written(row) for row in found.rows)


def offered_columns() -> dict[str, str]:
    """The columns that the list can show beside the name."""
    return {
        "area": gettext("地区"),
        "park": gettext("园区"),
        "class": gettext("类别"),
        "lacks": gettext("差什么"),
        "fixes": gettext("要补的条件"),
        "score": gettext("得分"),
        "data_year": gettext("数据年"),
        "officer": gettext("服务专员"),
    }


def rated_tiers(occasion: Occasion) -> list[str]:
    """The tiers that have a standard in force on the day of the current evaluation, in the order of every page."""
    rated = occasion.rated(site().catalogue)
    return [tier for tier in tiers_in_order() if tier in rated]


def tier_tabs(occasion: Occasion, tier: str) -> list[tuple[str, list[Choice]]]:
    """The tiers to choose from by track, with the one that is open even where it has no standard."""
    ladder = site().catalogue.ladder
    listed = [*rated_tiers(occasion), *([tier] if tier in ladder else [])]
    choices = [(code, in_words(ladder[code].label)) for code in dict.fromkeys(listed)]
    return by_track(choices, lambda choice: choice[0])


def _download(query: CandidateQuery, suffix: str) -> str:
    """The address of the list as filtered, all pages of it, as a file."""
    filters = {"class": ",".join(query.classes), "division": query.division, "park": query.park, "text": query.text}
    filters |= {"fixes": query.fixes, "after": query.after, "sort": query.sort, "column": query.columns}
    kept = {name: value for name, value in filters.items() if value not in ("", None, ())}
    return url_for("candidates.download", tier=query.tier, suffix=suffix, **kept)


def _class_links(query: CandidateQuery, found: CandidatePage) -> list[ClassLink]:
    every = ClassLink("", gettext("全部"), sum(found.counts.values()), address(**{"class": None}), not query.classes)
    return [every] + [
        ClassLink(code, status_word(code), found.counts[code], address(**{"class": code}), query.classes == (code,))
        for code in CLASSES
    ]


def _active(query: CandidateQuery) -> list[tuple[str, str, str]]:
    return [
        ("text", gettext("查找"), query.text),
        ("division", gettext("地区"), query.division),
        ("park", gettext("园区"), query.park),
        ("fixes", gettext("要补的条件"), str(query.fixes) if query.fixes is not None else ""),
        ("after", gettext("新达标"), gettext("上次看过以后") if query.after is not None else ""),
    ]


def _whole(name: str) -> int | None:
    text = asked(name, 9)
    return int(text) if is_number(text) else None
