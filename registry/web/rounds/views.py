"""The list of rounds, one round, and one firm of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.levels import level_of
from registry.services.enterprise.confirming import confirmations, count_confirmed
from registry.services.rounds import reach, snapshots
from registry.services.rounds.events import facts_for, timeline
from registry.services.rounds.opinions import Act, opinions_of
from registry.services.rounds.states import Status, Step, allows
from registry.store.rounds import Round
from registry.web.firms.conditions import lines
from registry.web.firms.fields import fields_of_firm
from registry.web.listing import address, asked
from registry.web.rendering import templates_know
from registry.web.rounds import words
from registry.web.rounds.after_lines import amendable_choices, amendment_lines, objection_lines
from registry.web.rounds.listing import member_list
from registry.web.rounds.refusals import refused_lines
from registry.web.rounds.rounds_list import asked_rounds
from registry.web.rounds.words import step_of
from registry.web.security import allowed, person, requires
from registry.web.site import browsing, site

blueprint = Blueprint("rounds", __name__, url_prefix="/rounds")
ORDER = (Status.DRAFT, Status.OPEN, Status.FROZEN, Status.NOTICED, Status.CLOSED)


blueprint.record_once(templates_know(round_words=words))


@blueprint.get("")
@requires(Action.VIEW_ROUNDS)
def index() -> Any:
    with browsing() as session:
        return render_template("rounds/index.html", list=asked_rounds(session, person()))


@blueprint.get("/<int:round_id>")
@requires(Action.VIEW_ROUNDS)
def show(round_id: int) -> Any:
    tab = asked("tab", 20)
    level = level_of(person()).value
    with browsing() as session:
        round_ = reach.get_round(session, person(), round_id)
        rule_set = snapshots.rule_set_of(session, site().catalogue, round_)
        acts = _acts(round_, level)
        listed = member_list(session, person(), round_, rule_set, level, *([] if acts else ["pick"]))
        told = timeline(session, round_id) if tab == "timeline" else []
        refused = refused_lines(session, person(), round_id)
        amendments = amendment_lines(session, person(), round_, rule_set) if tab == "amendments" else []
        objections = objection_lines(session, person(), round_) if tab == "notice" else []
        confirmed = confirmations(session, [line.row.id for line in listed.lines])
        total_confirmed = count_confirmed(session, person(), round_id)
    return render_template(
        "rounds/show.html",
        round=round_,
        rule_set=rule_set,
        list=listed,
        tab=tab if tab in dict(_tabs(round_)) else "firms",
        tabs=_tabs(round_),
        next_pages=_next_pages(round_),
        timeline=[step_of(event, facts_for(person(), round_, event)) for event in told],
        refused=refused,
        amendments=amendments,
        objections=objections,
        confirmed=confirmed,
        total_confirmed=total_confirmed,
        today=site().today(),
        level=level,
        may=_may(round_),
        acts=acts,
        order=ORDER,
        address=address,
    )


@blueprint.get("/<int:round_id>/firms/<int:member_id>")
@requires(Action.VIEW_ROUNDS)
def firm(round_id: int, member_id: int) -> Any:
    catalogue = site().catalogue
    with browsing() as session:
        round_ = reach.get_round(session, person(), round_id)
        member, record = reach.get_member(session, person(), round_id, member_id)
        explanation = snapshots.explained(session, catalogue, round_, member.firm_id)
        opinions = opinions_of(session, member_id)
        rule_set = snapshots.rule_set_of(session, catalogue, round_)
        amendments = amendment_lines(session, person(), round_, rule_set, member_id)
    level = level_of(person()).value
    return render_template(
        "rounds/firm.html",
        round=round_,
        member=member,
        firm=record,
        lines=lines(explanation, fields_of_firm(catalogue.indicators, member.firm_id, frozenset()), {})
        if explanation
        else [],
        rule_set=rule_set,
        amendments=amendments,
        amendable=amendable_choices(catalogue, round_, rule_set) if _asks(round_) else [],
        opinions=opinions,
        may=_may(round_),
        acts=_acts(round_, level),
        level=level,
        is_frozen=snapshots.is_frozen(round_),
    )


def _may(round_: Round) -> dict[str, bool]:
    """Which steps the visitor can take now."""
    runs = reach.may_run(person(), round_)
    return {step.value: runs and allows(round_, step) for step in Step} | {"run": runs}


def _tabs(round_: Round) -> list[tuple[str, str]]:
    """The tabs of a round: what cannot have happened yet has none."""
    frozen = [("amendments", gettext("数据更正"))] if snapshots.is_frozen(round_) else []
    noticed = [("notice", gettext("公示和异议"))] if round_.notice_from else []
    return [("firms", gettext("名单")), *frozen, *noticed, ("timeline", gettext("时间线"))]


def _next_pages(round_: Round) -> list[tuple[str, str]]:
    """The pages of the next steps, for whoever runs the round."""
    if not reach.may_run(person(), round_):
        return []
    pages = (
        (Step.FREEZE, "rounds.freeze", gettext("冻结")),
        (Step.NOTICE, "rounds.notice", gettext("公示")),
        (Step.RESULT, "rounds.result", gettext("登记认定结果")),
        (Step.CLOSE, "rounds.close", gettext("办结")),
    )
    return [(url_for(endpoint, round_id=round_.id), label) for step, endpoint, label in pages if allows(round_, step)]


def _asks(round_: Round) -> bool:
    return allowed(Action.GIVE_OPINIONS) and allows(round_, Step.AMEND)


def _acts(round_: Round, level: str) -> list[tuple[str, str]]:
    """What the visitor can say of firms of this round."""
    found: list[Act] = []
    if allowed(Action.GIVE_OPINIONS) and allows(round_, Step.OPINION):
        found = [Act.SUBMIT, Act.RETURN, Act.REJECT, Act.RESTORE, Act.NOTE] if level in round_.levels else [Act.NOTE]
    if reach.may_run(person(), round_) and allows(round_, Step.WITHDRAW):
        found.append(Act.WITHDRAW)
    return [(act.value, words.act_text(act.value)) for act in found]
