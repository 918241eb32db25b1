"""The self-assessment: one form, and the answer beside it. What a visitor types travels in the page; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, render_template, request, session
from flask_babel import refresh

from registry.services.assessing.answers import Answers, read_answers
from registry.services.assessing.answers import Fault as AnswerFault
from registry.services.assessing.asking import AskedTopic, asked_topics
from registry.services.assessing.judging import explained
from registry.services.assessing.windows import open_windows
from registry.services.occasions import Occasion, make_occasion
from registry.web.assessment.answer import Answer, Told, answer_of, form_fields
from registry.web.assessment.changes import changes_since
from registry.web.assessment.comparing import comparison
from registry.web.assessment.form import Filled, form_of
from registry.web.assessment.sent import Baseline, Texts, sent_baseline, sent_draft_key, sent_texts
from registry.web.languages import LANGUAGES
from registry.web.limits import limiter
from registry.web.security import public
from registry.web.site import browsing, site

blueprint = Blueprint("assessment", __name__, url_prefix="/assess")
ASKING = "60 per minute; 1000 per hour"


def occasion_today() -> Occasion:
    """Today, with the figures of the last complete year."""
    return make_occasion(site().catalogue, site().today())


def topics_today() -> tuple[AskedTopic, ...]:
    """What is asked today."""
    return asked_topics(site().catalogue, occasion_today())


@blueprint.get("")
@public
def start() -> Any:
    """The empty form. A browser may keep it, so that going back finds what was typed."""
    answer = make_response(form_page({}))
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.post("")
@public
@limiter.limit(ASKING)
def judge() -> Any:
    _switch_language()
    topics = topics_today()
    texts, baseline = sent_texts(topics), sent_baseline(topics)
    if baseline is not None and "restore" in request.form:
        texts = dict(baseline.texts)
    answers, faults = read_answers(site().catalogue, topics, texts, site().today())
    if faults:
        return form_page(texts, faults), 422
    if answers.is_empty or "form" in request.values:
        return form_page(texts)
    return answer_page(texts, answers, None if "rebase" in request.form else baseline)


def _switch_language() -> None:
    """The language button of these pages sends the form along, so that nothing typed is lost."""
    if request.form.get("language") in LANGUAGES:
        session["language"] = request.form["language"]
        refresh()


def form_page(texts: Texts, faults: Mapping[str, AnswerFault] | None = None, **further: Any) -> str:
    """The form alone, filled with the texts."""
    facts = {"draft_key": sent_draft_key(), "occasion": occasion_today(), "baseline": ""} | further
    return render_template("assessment/form.html", form=form_of(topics_today(), Filled(texts, faults or {})), **facts)


def answer_page(texts: Texts, answers: Answers, baseline: Baseline | None, **further: Any) -> str:
    """The answer, and beside it the form to change figures in."""
    topics, answer, occasion = topics_today(), judged(answers), occasion_today()
    baseline = baseline or Baseline(texts, answer.states)
    return render_template(
        "assessment/show.html",
        answer=answer,
        changes=changes_since(baseline, texts, answer.states, topics),
        compared=comparison(answers, occasion, answer) if "compare" in request.form else None,
        form=form_of(topics, Filled(texts, {}, answer.moved)),
        occasion=occasion,
        baseline=baseline.packed(),
        texts=texts,
        draft_key=sent_draft_key(),
        **further,
    )


def judged(answers: Answers) -> Answer:
    """The answers judged today."""
    here, occasion = site(), occasion_today()
    place, park = answers.firm.get("division_code"), answers.firm.get("park")
    with browsing() as store:
        windows = open_windows(store, place, park, here.today())
    return answer_of(explained(here.catalogue, answers, occasion), Told(answers, occasion, windows, form_fields()))
