"""Opinions on selected firms, on all of a filter, or on one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext, ngettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services.rounds import opinions, reach
from registry.services.rounds.listing import MemberQuery
from registry.services.rounds.opinions import REFUSALS, Act, Outcome
from registry.web.languages import sentence, translated
from registry.web.rounds.refusals import as_argument
from registry.web.rounds.views import blueprint
from registry.web.security import person, requires, safe_target
from registry.web.site import browsing, site, writing

LONGEST = 2000


@blueprint.post("/<int:round_id>/decide")
@requires(Action.VIEW_ROUNDS)
def decide(round_id: int) -> Any:
    back = safe_target(request.form.get("back")) or url_for(".show", round_id=round_id)
    with browsing() as session:
        reach.get_round(session, person(), round_id)
    try:
        outcome = _outcome(round_id)
    except InvalidInput as error:
        flash(sentence(error), "problem")
        return redirect(back, 303)
    _say(outcome)
    if outcome.refused:
        joined = "&" if "?" in back else "?"
        back = f"{back}{joined}refused={as_argument(outcome.refused)}"
    return redirect(back, 303)


def _outcome(round_id: int) -> Outcome:
    sent = request.form
    if sent.get("act") not in list(Act):
        raise InvalidInput(field=gettext("意见"), reason=gettext("请选择要做什么。"))
    how: dict[str, Any] = {"reason": sent.get("reason", "")[:LONGEST], "now": site().now()}
    act = Act(sent["act"])
    with writing() as session:
        if sent.get("all") == "1":
            return opinions.decide_all(session, person(), round_id, _query(), act, **how)
        chosen = _chosen(sent.getlist("row"))
        if not chosen:
            raise InvalidInput(field=gettext("企业"), reason=gettext("请先勾选要处理的企业。"))
        return opinions.decide(session, person(), round_id, chosen, act, **how)


def _chosen(rows: list[str]) -> dict[int, int]:
    """Rows as sent: number and version, 12.3."""
    pairs = [row.partition(".") for row in rows]
    sane = [(one, version) for one, _, version in pairs if (one + version).isdecimal() and len(one + version) < 18]
    return {int(one): int(version) for one, version in sane if one and version}


def _query() -> MemberQuery:
    """The filter under which the rows were shown."""
    sent = request.form
    return MemberQuery(
        text=sent.get("filter_text", "")[:100],
        state=sent.get("filter_state", "")[:20],
        level=sent.get("filter_level", "")[:20],
        candidate_class=sent.get("filter_class", "")[:20],
        division=sent.get("filter_division", "")[:6],
        park=sent.get("filter_park", "")[:100],
    )


def _why(outcome: Outcome) -> str:
    """The reasons with how many rows each, the most first."""
    counts = Counter(outcome.refused.values()).most_common()
    told = [
        gettext("%(count)s 家%(reason)s", count=f"{count:,}", reason=translated(REFUSALS[one])) for one, count in counts
    ]
    return " ".join(told)


def _say(outcome: Outcome) -> None:
    if outcome.done:
        flash(ngettext("已处理 %(num)d 家企业。", "已处理 %(num)d 家企业。", outcome.done), "done")
    if outcome.refused:
        said = ngettext(
            "%(num)d 家没有处理：%(why)s", "%(num)d 家没有处理：%(why)s", len(outcome.refused), why=_why(outcome)
        )
        flash(said, "problem")
    if outcome.refused and (reason := request.form.get("reason", "").strip()):
        flash(gettext("您写的意见（需要时可以再用）：%(reason)s", reason=reason[:LONGEST]), "note")
    if not outcome.done and not outcome.refused:
        flash(gettext("没有可以这样处理的企业，什么都没有改变。"), "note")
