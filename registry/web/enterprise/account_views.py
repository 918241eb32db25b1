"""The officer's side of firms' accounts: invitations, accounts of a firm, claims."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services.enterprise import claims, invitations
from registry.store.scope import get_firm_in_scope
from registry.web.languages import sentence, translated
from registry.web.listing import asked
from registry.web.rendering import templates_know
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("firm_accounts", __name__)
EVERY = "all"


blueprint.record_once(templates_know(claim_state=lambda state: translated(claims.STATE_LABELS.get(state, state))))


@blueprint.get("/firms/<int:firm_id>/accounts")
@requires(Action.INVITE_FIRMS)
def of_firm(firm_id: int) -> Any:
    return _shown(firm_id)


@blueprint.post("/firms/<int:firm_id>/accounts/invite")
@requires(Action.INVITE_FIRMS)
def invite(firm_id: int) -> Any:
    """Make a link and show it, this once."""
    with writing() as session:
        key = invitations.invite(session, person(), firm_id, now=site().now())
    return _shown(firm_id, url_for("joining.join", key=key, _external=True))


@blueprint.post("/firms/<int:firm_id>/accounts/revoke")
@requires(Action.INVITE_FIRMS)
def revoke(firm_id: int) -> Any:
    with writing() as session:
        invitations.revoke(session, person(), firm_id, now=site().now())
    flash(gettext("没有用过的邀请链接已作废。"), "done")
    return redirect(url_for(".of_firm", firm_id=firm_id), 303)


@blueprint.post("/firms/<int:firm_id>/accounts/<int:account_id>")
@requires(Action.INVITE_FIRMS)
def switch(firm_id: int, account_id: int) -> Any:
    """Close an account, or open it again."""
    is_active = request.form.get("active") == "yes"
    with writing() as session:
        invitations.set_active(session, person(), firm_id, account_id, is_active, now=site().now())
    flash(gettext("账号已启用。") if is_active else gettext("账号已停用，对方立即退出登录。"), "done")
    return redirect(url_for(".of_firm", firm_id=firm_id), 303)


@blueprint.get("/submissions/claims")
@requires(Action.INVITE_FIRMS)
def index() -> Any:
    return _claims()


@blueprint.post("/submissions/claims/<int:claim_id>")
@requires(Action.INVITE_FIRMS)
def decide(claim_id: int) -> Any:
    is_approved, now = request.form.get("act") == "approve", site().now()
    try:
        with writing() as session:
            if is_approved:
                claims.approve(session, person(), claim_id, now=now)
            else:
                claims.refuse(session, person(), claim_id, request.form.get("answer", ""), now=now)
    except (InvalidInput, claims.ClaimDecided) as error:
        return _claims(sentence(error), claim_id), 422 if isinstance(error, InvalidInput) else 409
    flash(
        gettext("已同意，企业打开自己的申请链接即可设置账号。") if is_approved else gettext("已驳回，企业能看到理由。"),
        "done",
    )
    return redirect(url_for(".index"), 303)


def _claims(fault: str = "", failed: int = 0) -> str:
    state = asked("state", 20) or claims.State.OPEN.value
    with browsing() as session:
        rows = claims.claims(session, person(), state="" if state == EVERY else state)
    states = [(EVERY, gettext("全部")), *((one.value, translated(claims.STATE_LABELS[one])) for one in claims.State)]
    facts = {"fault": fault, "failed": failed, "longest": claims.LONGEST}
    return render_template("submissions/claims.html", rows=rows, state=state, states=states, **facts)


def _shown(firm_id: int, link: str = "") -> str:
    with browsing() as session:
        firm = get_firm_in_scope(session, person(), firm_id)
        accounts = invitations.accounts_of_firm(session, person(), firm_id)
        open_ = invitations.open_invitations(session, firm_id, site().now())
    days = invitations.VALID_FOR.days
    return render_template(
        "enterprise/accounts.html", firm=firm, accounts=accounts, invitations=open_, link=link, days=days
    )
