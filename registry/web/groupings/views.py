"""The lists by kind, one entry with its firms, and keeping them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action
from registry.domain.errors import ChangedSince, Conflict, InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services.groupings import keeping, listing, members
from registry.services.groupings.keeping import FIELDS
from registry.services.groupings.kinds import (
    LABELS,
    NAMED_BY_FIRMS,
    GroupingKind,
    get_grouping,
    get_grouping_to_keep,
    may_keep,
)
from registry.web.errors_in_forms import Fault
from registry.web.groupings.lists import asked_groupings, asked_members
from registry.web.languages import sentence, translated
from registry.web.listing import asked
from registry.web.meeting import meets, plain
from registry.web.names import office_name
from registry.web.rendering import templates_know
from registry.web.security import allowed, person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("groupings", __name__, url_prefix="/groupings")
OFFERED = {column: kind for kind, column in NAMED_BY_FIRMS.items()}


def offered_names(column: str) -> list[str]:
    """The kept names for a field of a firm."""
    if not allowed(Action.VIEW_CANDIDATES.value):
        return []
    with browsing() as session:
        return listing.kept_names(session, person(), OFFERED[column])


blueprint.record_once(templates_know(offered_names=offered_names, office_of=lambda division: office_name(division, "")))


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, translated(LABELS[kind])) for kind in GroupingKind]


@blueprint.get("")
@requires(Action.VIEW_CANDIDATES)
def index() -> Any:
    with browsing() as session:
        listed = asked_groupings(session, person())
    kind = listed.query.kind
    facts = {"kind": kind, "kinds": _kinds(), "label": translated(LABELS[kind]), "filter": _filter(kind)}
    return render_template("groupings/index.html", list=listed, **facts)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Action.KEEP_GROUPINGS)
def create() -> Any:
    kind = request.values.get("kind", "")
    if kind not in LABELS:
        raise NotFound(what=kind)
    made: list[int] = []

    def save(session: Session) -> None:
        made.append(
            keeping.create_grouping(session, person(), site().catalogue, kind, request.form.to_dict(), now=site().now())
        )

    values = {"name": asked("name")} if request.method == "GET" else request.form.to_dict()
    faults = _attempt(save) if request.method == "POST" else []
    if made and not faults:
        flash(gettext("已列入清单。"), "done")
        return redirect(url_for(".show", grouping_id=made[0]), 303)
    facts = {"kind": kind, "label": translated(LABELS[kind]), "values": values, "grouping": None}
    return render_template("groupings/edit.html", faults=faults, fields=_fields(), **facts), 422 if faults else 200


@blueprint.get("/<int:grouping_id>")
@requires(Action.VIEW_CANDIDATES)
def show(grouping_id: int) -> Any:
    return _shown(grouping_id)


@blueprint.route("/<int:grouping_id>/edit", methods=["GET", "POST"])
@requires(Action.KEEP_GROUPINGS)
def edit(grouping_id: int) -> Any:
    with browsing() as session:
        grouping = get_grouping_to_keep(session, person(), grouping_id)
    version = request.form.get("version", type=int, default=grouping.version)
    fields = {code: plain(label, getattr(grouping, code)) for code, label in _fields()}
    meets(fields, grouping.version, heading=grouping.name, back=url_for(".show", grouping_id=grouping_id))

    def save(session: Session) -> None:
        sent = request.form.to_dict()
        keeping.save_grouping(session, person(), site().catalogue, grouping_id, sent, version, now=site().now())

    if request.method == "POST":
        faults = _attempt(save)
        if not faults:
            flash(gettext("已保存。"), "done")
            return redirect(url_for(".show", grouping_id=grouping_id), 303)
        values = request.form.to_dict()
    else:
        faults, values = [], {code: getattr(grouping, code) for code in FIELDS}
    stored = {code: getattr(grouping, code) for code in FIELDS}
    facts = {
        "stored": stored,
        "kind": grouping.kind,
        "label": translated(LABELS[grouping.kind]),
        "values": values,
        "grouping": grouping,
    }
    return render_template("groupings/edit.html", faults=faults, fields=_fields(), **facts), 422 if faults else 200


@blueprint.post("/<int:grouping_id>/retired")
@requires(Action.KEEP_GROUPINGS)
def retire(grouping_id: int) -> Any:
    """Take the entry off the list, or put it back: either undoes the other."""
    is_retired = request.form.get("retired") == "yes"
    with writing() as session:
        keeping.retire_grouping(
            session, person(), grouping_id, is_retired=is_retired, today=site().today(), now=site().now()
        )
    flash(gettext("已停用，可以随时恢复。") if is_retired else gettext("已恢复。"), "done")
    return redirect(url_for(".show", grouping_id=grouping_id), 303)


@blueprint.post("/<int:grouping_id>/members")
@requires(Action.KEEP_GROUPINGS)
def add_member(grouping_id: int) -> Any:
    def save(session: Session) -> None:
        sent = request.form
        since = _day(sent.get("since", ""))
        members.add_member(
            session, person(), grouping_id, sent.get("firm", ""), sent.get("role", ""), since=since, now=site().now()
        )

    faults = _attempt(save, field="firm")
    if faults:
        return _shown(grouping_id, faults, request.form.to_dict()), 422
    flash(gettext("已加入成员。"), "done")
    return redirect(url_for(".show", grouping_id=grouping_id), 303)


@blueprint.post("/<int:grouping_id>/members/<int:member_id>/end")
@requires(Action.KEEP_GROUPINGS)
def end_member(grouping_id: int, member_id: int) -> Any:
    with writing() as session:
        members.end_member(session, person(), grouping_id, member_id, today=site().today(), now=site().now())
    flash(gettext("成员已退出，记录保留。"), "done")
    return redirect(url_for(".show", grouping_id=grouping_id), 303)


def _shown(grouping_id: int, faults: list[Fault] | None = None, sent: dict[str, str] | None = None) -> str:
    with browsing() as session:
        grouping = get_grouping(session, person(), grouping_id)
        listed = asked_members(session, person(), grouping_id)
    may = allowed(Action.KEEP_GROUPINGS.value) and may_keep(person(), grouping)
    facts = {"label": translated(LABELS[grouping.kind]), "filter": _filter(grouping.kind), "sent": sent or {}}
    return render_template("groupings/show.html", grouping=grouping, list=listed, may=may, faults=faults or [], **facts)


def _attempt(save: Callable[[Session], None], field: str = "name") -> list[Fault]:
    try:
        with writing() as session:
            save(session)
    except InvalidInput as error:
        codes = {label: code for code, label in FIELDS.items()}
        return [Fault(codes.get(str(error.facts["field"]), field), sentence(error))]
    except ChangedSince:
        raise
    except Conflict as error:
        return [Fault(field, sentence(error))]
    return []


def _day(text: str) -> date:
    """The day that was sent; blank is today. Raises InvalidInput."""
    try:
        return date.fromisoformat(text) if text else site().today()
    except ValueError:
        raise InvalidInput(field=mark("加入日期"), reason=mark("请按 2026-06-30 的样子填写。")) from None


def _fields() -> list[tuple[str, str]]:
    return [(code, translated(label)) for code, label in FIELDS.items()]


def _filter(kind: str) -> str:
    """The argument of the list of firms that finds those of a name; blank where there is none."""
    return "park" if kind == GroupingKind.PARK else ""
