"""Coming to an account, for visitors without one: using an invitation, claiming by credit code, following a claim."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.errors import Conflict, InvalidInput
from registry.services.enterprise import claims, invitations
from registry.services.enterprise.invitations import InvitationExpired, InvitationRevoked, InvitationUsed
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence, translated
from registry.web.limits import limiter
from registry.web.security import public
from registry.web.site import browsing, site, writing

blueprint = Blueprint("joining", __name__)
LOOK, ASK = "30 per minute; 200 per hour", "10 per minute; 60 per hour"
OVER = (InvitationExpired, InvitationRevoked, InvitationUsed)
AT_FIELD = {"账号名": "name", "密码": "password", "新密码": "password"}


@blueprint.route("/join/<key>", methods=["GET", "POST"])
@public
@limiter.limit(LOOK)
def join(key: str) -> Any:
    """Make the account that the invitation is for."""
    with browsing() as session:
        _, firm = invitations.usable(session, key, now=site().now())
    name, faults = request.form.get("name", "").strip(), []
    if request.method == "POST":
        faults = _joined(key, name)
        if not faults:
            flash(gettext("账号已建立，请用刚才设置的密码登录。"), "done")
            return redirect(url_for("accounts.sign_in"), 303)
    page = render_template("enterprise/join.html", firm=firm, name=name, faults=faults)
    return page, 422 if faults else 200


def _joined(key: str, name: str) -> list[Fault]:
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return [Fault("again", gettext("两次输入的密码不一致。"))]
    try:
        with writing() as session:
            invitations.join(session, key, name, password, now=site().now())
    except InvalidInput as error:
        return [Fault(AT_FIELD.get(str(error.facts["field"]), "name"), sentence(error))]
    except OVER:
        raise
    except Conflict as error:
        return [Fault("name", sentence(error))]
    return []


@blueprint.route("/claims", methods=["GET", "POST"])
@public
@limiter.limit(ASK, methods=["POST"])
def claim() -> Any:
    """Ask for an account by the credit code."""
    sent, faults = request.form.to_dict(), []
    if request.method == "POST":
        try:
            with writing() as session:
                _, key = claims.claim(session, sent, address=request.remote_addr or "", now=site().now())
            return redirect(url_for(".follow", key=key), 303)
        except InvalidInput as error:
            codes = {label: code for code, label in claims.FIELDS.items()}
            faults = [Fault(codes.get(str(error.facts["field"]), ""), sentence(error))]
        except claims.TooManyClaims as error:
            faults = [Fault("", sentence(error))]
    page = render_template("enterprise/claim.html", sent=sent, faults=faults, longest=claims.LONGEST)
    return page, 422 if faults else 200


@blueprint.get("/claims/<key>")
@public
@limiter.limit(LOOK)
def follow(key: str) -> Any:
    """How a claim stands; an approved one leads on to making the account."""
    with browsing() as session:
        row = claims.by_key(session, key)
        usable = row.record.state == claims.State.APPROVED and _is_usable(session, key)
    state = translated(claims.STATE_LABELS[row.record.state])
    return render_template("enterprise/claimed.html", row=row, key=key, state=state, usable=usable)


def _is_usable(session: Any, key: str) -> bool:
    try:
        invitations.usable(session, key, now=site().now())
    except OVER:
        return False
    return True
