"""The left bar: which places there are, and which of them a role may open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request
from flask_babel import gettext, lazy_gettext, lazy_pgettext
from flask_babel.speaklater import LazyString
from flask_login import current_user

from registry.domain.access import LABELS, Action, Role, may
from registry.web.languages import translated
from registry.web.names import office_name
from registry.web.patterns import url_for
from registry.web.security import person


@dataclass(frozen=True)
class Place:
    """One entry of the left bar: its endpoint, and the action that opens it."""

    endpoint: str
    label: LazyString
    icon: str
    action: Action


@dataclass(frozen=True)
class Link:
    """One entry as shown."""

    url: str
    label: str
    icon: str
    is_current: bool


PLACES = (
    Place("home.index", lazy_gettext("今日"), "house", Action.VIEW_CANDIDATES),
    Place("firms.index", lazy_pgettext("several", "企业"), "buildings", Action.VIEW_FIRMS),
    Place("submissions.index", lazy_gettext("受理"), "inbox", Action.REVIEW_SUBMISSIONS),
    Place("titles.index", lazy_gettext("称号"), "award", Action.VIEW_CANDIDATES),
    Place("imports.index", lazy_gettext("导入"), "file-earmark-arrow-up", Action.USE_IMPORTS),
    Place("candidates.index", lazy_gettext("候选"), "bar-chart-steps", Action.VIEW_CANDIDATES),
    Place("pools.index", lazy_gettext("培育库"), "collection", Action.KEEP_POOLS),
    Place("tasks.index", lazy_gettext("任务"), "check2-square", Action.KEEP_PLANS),
    Place("rounds.index", lazy_gettext("批次"), "send", Action.VIEW_ROUNDS),
    Place("targets.index", lazy_gettext("目标"), "bullseye", Action.VIEW_TARGETS),
    Place("dashboards.index", lazy_gettext("看板"), "graph-up", Action.VIEW_DASHBOARDS),
    Place("policy.index", lazy_gettext("政策"), "journal-text", Action.VIEW_RULES),
    Place("layouts.index", lazy_gettext("表样"), "table", Action.EXPORT_LISTS),
    Place("account_keeping.index", lazy_gettext("账号"), "people", Action.MANAGE_ACCOUNTS),
)
BESIDE = {
    "jobs": "imports",
    "institution_list": "firms",
    "groupings": "firms",
    "restriction_list": "titles",
    "restrictions": "firms",
}  # blueprints without an entry of their own


OWN_PAGES = ("firms", "titles", "plans", "institutions", "restrictions")  # what an enterprise opens from its own page


def places() -> list[Link]:
    """What the visitor may open; an enterprise sees its own firm and nothing else."""
    role = current_user.role
    if role is Role.ENTERPRISE:
        return _own_places()
    return [_link(place) for place in PLACES if may(role, place.action)]


def standing_place() -> tuple[Role, int | None, str | None, str]:
    """All that the left bar goes by: who asks, and which part of the site this page is of."""
    who = person()
    return who.role, who.firm_id, _blueprint(), _first_word()


def _first_word() -> str:
    return request.path.split("/", 2)[1]


def _blueprint() -> str | None:
    """The part that the page is of; a view may say so itself."""
    part: str | None = g.get("part") or BESIDE.get(request.blueprint or "", request.blueprint)
    return part


def place_of(blueprint: str) -> Place:
    """The entry that leads to a part of the program."""
    return next(place for place in PLACES if place.endpoint.partition(".")[0] == blueprint)


def _link(place: Place) -> Link:
    """A page belongs to the place whose blueprint it is of, or with whose word its address begins."""
    url = url_for(place.endpoint)
    is_current = _blueprint() == place.endpoint.partition(".")[0] or url == f"{request.root_path}/{_first_word()}"
    return Link(url, str(place.label), place.icon, is_current)


def _own_places() -> list[Link]:
    """The few places of a firm: all of them about itself."""
    own = {"firm_id": person().firm_id}
    places = (
        (url_for("home.index"), gettext("首页"), "house", ("home",)),
        (url_for("firms.show", **own), gettext("本企业"), "buildings", OWN_PAGES),
        (url_for("reports.own", **own), gettext("填报"), "pencil-square", ("reports",)),
        (url_for("corrections.of_firm", **own), gettext("更正申请"), "arrow-left-right", ("corrections",)),
        (url_for("evidence.index", **own), gettext("佐证材料"), "paperclip", ("evidence",)),
        (url_for("own_rounds.index"), gettext("申报批次"), "send", ("own_rounds",)),
    )
    return [Link(url, label, icon, request.blueprint in blueprints) for url, label, icon, blueprints in places]


def scope_label() -> str:
    """The data scope in words: division and park, or everything."""
    who = person()
    if who.role is Role.ENTERPRISE:
        return gettext("本企业")
    return office_name(who.division, who.park)


def role_label(role: Role) -> str:
    """A role in words."""
    return translated(LABELS[role])
