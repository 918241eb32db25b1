"""The firm's receipt: how its hand-over stands, by an unguessable link, or by number and credit code. Needs no account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.errors import NotFound
from registry.services.submissions import receipts
from registry.services.submissions.deciding import AlreadyDecided
from registry.services.submissions.packing import offered
from registry.services.submissions.states import State
from registry.store.submissions import SubmissionRecord
from registry.web.languages import in_words, sentence
from registry.web.limits import limiter
from registry.web.security import public
from registry.web.site import browsing, site, writing
from registry.web.submissions.lines import value_in_words

blueprint = Blueprint("receipts", __name__, url_prefix="/receipts")
LOOK_UP = "20 per minute; 100 per hour"


@blueprint.route("", methods=["GET", "POST"])
@public
@limiter.limit(LOOK_UP, methods=["POST"])
def find() -> Any:
    """Ask for a hand-over by its number."""
    number, code = request.form.get("number", "")[:40], request.form.get("credit_code", "")[:40]
    if request.method == "POST":
        try:
            with browsing() as session:
                return _shown(session, receipts.by_number(session, number, code))
        except NotFound:
            fault = gettext("没有找到。请核对回执号和统一社会信用代码，两项都要与提交时一致。")
            return render_template("submissions/find.html", number=number, code=code, fault=fault), 404
    return render_template("submissions/find.html", number="", code="", fault="")


@blueprint.get("/<key>")
@public
@limiter.limit(LOOK_UP)
def show(key: str) -> Any:
    with browsing() as session:
        return _shown(session, receipts.by_key(session, key), key)


@blueprint.post("/<key>/withdraw")
@public
@limiter.limit(LOOK_UP)
def withdraw(key: str) -> Any:
    try:
        with writing() as session:
            receipts.withdraw(session, key, now=site().now())
        flash(gettext("已撤回，园区不会再处理这份提交。"), "done")
    except AlreadyDecided as error:
        flash(sentence(error), "problem")
    return redirect(url_for(".show", key=key), 303)


def _shown(session: Session, record: SubmissionRecord, key: str = "") -> str:
    indicators, taken = site().catalogue.indicators, set(record.taken or ())
    lines = [
        (one.year, in_words(indicators[one.code].label), value_in_words(one.value, indicators[one.code]), one)
        for one in offered(site().catalogue, record.facts, site().today())
    ]
    return render_template(
        "submissions/receipt.html",
        record=record,
        key=key,
        lines=lines,
        taken=taken,
        is_open=record.state == State.OPEN,
        is_decided=record.state == State.ACCEPTED,
    )
