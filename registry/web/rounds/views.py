"""The list of rounds, one round, and one firm of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.levels import level_of
from registry.services.rounds import listing, reach, snapshots
from registry.services.rounds.events import timeline
from registry.services.rounds.opinions import Act, opinions_of
from registry.services.rounds.states import Status, Step, allows
from registry.store.rounds import Round
from registry.web.choices import tier_choices
from registry.web.firms.conditions import lines
from registry.web.firms.fields import Fields
from registry.web.listing import address, asked, chips_of
from registry.web.rounds import words
from registry.web.rounds.listing import member_list
from registry.web.rounds.refusals import refused_lines
from registry.web.rounds.words import step_of
from registry.web.security import allowed, person, requires
from registry.web.site import browsing, site

blueprint = Blueprint("rounds", __name__, url_prefix="/rounds")
ORDER = (Status.DRAFT, Status.OPEN, Status.FROZEN, Status.NOTICED, Status.CLOSED)


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    return {"round_words": words}


@blueprint.get("")
@requires(Action.VIEW_ROUNDS)
def index() -> Any:
    tier, status, year = asked("tier", 40), asked("status", 20), asked("year", 4)
    with browsing() as session:
        found = listing.rounds(
            session, person(), tier=tier, status=status, year=int(year) if year.isdecimal() else None
        )
        years = [(str(one), str(one)) for one in listing.years(session, person())]
    tiers = tier_choices()
    statuses = [(one.value, words.status_text(one)) for one in Status]
    filters = [
        ("tier", gettext("层级"), tier),
        ("year", gettext("年度"), year),
        ("status", gettext("状态"), status),
    ]
    chips = chips_of(filters, {"tier": tiers, "status": statuses})
    return render_template(
        "rounds/index.html",
        rounds=found,
        years=years,
        statuses=statuses,
        asked={"tier": tier, "year": year, "status": status},
        chips=chips,
    )


@blueprint.get("/<int:round_id>")
@requires(Action.VIEW_ROUNDS)
def show(round_id: int) -> Any:
    tab = asked("tab", 20)
    level = level_of(person()).value
    with browsing() as session:
        round_ = reach.get_round(session, person(), round_id)
        rule_set = snapshots.rule_set_of(session, site().catalogue, round_)
        listed = member_list(session, person(), round_, rule_set, level)
        steps = [step_of(event) for event in timeline(session, round_id)] if tab == "timeline" else []
        refused = refused_lines(session, person(), round_id)
    return render_template(
        "rounds/show.html",
        round=round_,
        rule_set=rule_set,
        list=listed,
        tab=tab if tab in dict(_tabs()) else "firms",
        tabs=_tabs(),
        next_pages=_next_pages(round_),
        timeline=steps,
        refused=refused,
        level=level,
        may=_may(round_),
        acts=_acts(round_, level),
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
    level = level_of(person()).value
    return render_template(
        "rounds/firm.html",
        round=round_,
        member=member,
        firm=record,
        lines=lines(explanation, Fields(catalogue.indicators, member.firm_id), {}) if explanation else [],
        rule_set=explanation.rule_set if explanation else None,
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


def _tabs() -> list[tuple[str, str]]:
    return [("firms", gettext("名单")), ("timeline", gettext("时间线"))]


def _next_pages(round_: Round) -> list[tuple[str, str]]:
    """The pages of the next steps, for whoever runs the round."""
    return []


def _acts(round_: Round, level: str) -> list[tuple[str, str]]:
    """What the visitor can say of firms of this round."""
    found: list[Act] = []
    if allowed(Action.GIVE_OPINIONS) and allows(round_, Step.OPINION):
        found = [Act.SUBMIT, Act.RETURN, Act.REJECT, Act.RESTORE, Act.NOTE] if level in round_.levels else [Act.NOTE]
    if reach.may_run(person(), round_) and allows(round_, Step.WITHDRAW):
        found.append(Act.WITHDRAW)
    return [(act.value, words.act_text(act.value)) for act in found]
