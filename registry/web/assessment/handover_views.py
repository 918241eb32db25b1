"""Handing an assessment over to the park: one click, then the receipt."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from flask_limiter.util import get_remote_address

from registry.domain.errors import Conflict, InvalidInput
from registry.services.assessing.answers import as_facts, read_answers
from registry.services.submissions.receiving import receive
from registry.web.assessment.sent import sent_baseline, sent_texts
from registry.web.assessment.views import answer_page, blueprint, form_page, topics_today
from registry.web.languages import sentence
from registry.web.limits import limiter
from registry.web.security import public
from registry.web.site import site, writing

HANDING = "5 per minute; 30 per hour"
LONGEST = 200


@blueprint.post("/hand-over")
@public
@limiter.limit(HANDING)
def hand_over() -> Any:
    topics, here = topics_today(), site()
    texts = sent_texts(topics)
    answers, faults = read_answers(here.catalogue, topics, texts, here.today())
    if faults:
        return form_page(texts, faults), 422
    contact = {name: request.form.get(f"contact_{name}", "").strip()[: LONGEST + 1] for name in ("name", "phone")}
    try:
        with writing() as session:
            facts = as_facts(answers, here.catalogue)
            receipt = receive(session, facts, now=here.now(), address=get_remote_address(), contact=contact)
    except (InvalidInput, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        refused = answer_page(texts, answers, sent_baseline(topics), refused=sentence(error), contact=contact)
        return refused, status
    flash(gettext("已提交。回执号 %(number)s，请保存这个页面的地址。", number=receipt.number), "done")
    return redirect(url_for("receipts.show", key=receipt.key), 303)
