"""The official result: the list is uploaded, its leftovers decided, titles written, the round closed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from importers.reading import read_file
from registry.domain.access import Action
from registry.domain.errors import Conflict, InvalidInput, NotFound, UnusableFile
from registry.services.imports import limits_of
from registry.services.rounds import listing, reach, recognising, results
from registry.services.rounds.states import Step, require_step
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.languages import sentence
from registry.web.rounds.forms import RecogniseForm, ResultForm
from registry.web.rounds.frozen_views import _by_state
from registry.web.rounds.result_lines import result_page
from registry.web.rounds.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


@blueprint.get("/<int:round_id>/result")
@requires(Action.RUN_ROUNDS)
def result(round_id: int) -> Any:
    return _page(round_id, ResultForm(), RecogniseForm(data={"recognised_on": site().today()}))


@blueprint.post("/<int:round_id>/result")
@requires(Action.RUN_ROUNDS)
def upload_result(round_id: int) -> Any:
    form = ResultForm()
    if not form.validate():
        return _page(round_id, form, RecogniseForm(), faults_of(form))
    file, here = form.file.data, site()
    try:
        readout = read_file(
            file.read(),
            file.filename,
            indicators=here.catalogue.indicators,
            ladder=here.catalogue.ladder,
            today=here.today(),
            limits=limits_of(here.settings),
        )
        with writing() as session:
            results.receive_list(session, person(), round_id, readout, file.filename, now=here.now())
    except (UnusableFile, InvalidInput) as error:
        form.file.errors = [sentence(error)]
        return _page(round_id, form, RecogniseForm(), faults_of(form))
    return redirect(url_for(".result", round_id=round_id), 303)


@blueprint.post("/<int:round_id>/result/names")
@requires(Action.RUN_ROUNDS)
def settle_result(round_id: int) -> Any:
    answers: dict[int, str] = {}
    with browsing() as session:
        reach.get_own_round(session, person(), round_id)
    for name, answer in request.form.items():
        line = name.removeprefix("code-").removeprefix("answer-")
        if name.startswith(("answer-", "code-")) and line.isdecimal() and len(line) < 10 and answer.strip():
            answers[int(line)] = answer.strip()[:30]
    try:
        with writing() as session:
            done = results.settle(session, person(), round_id, answers, now=site().now())
        flash(ngettext("已确认 %(num)d 行。", "已确认 %(num)d 行。", done), "done" if done else "note")
    except NotFound as error:
        flash(sentence(error), "problem")
    return redirect(url_for(".result", round_id=round_id), 303)


@blueprint.post("/<int:round_id>/result/discard")
@requires(Action.RUN_ROUNDS)
def discard_result(round_id: int) -> Any:
    with writing() as session:
        results.discard_list(session, person(), round_id, now=site().now())
    flash(gettext("名单已放弃，没有写入任何称号。"), "done")
    return redirect(url_for(".result", round_id=round_id), 303)


@blueprint.post("/<int:round_id>/result/titles")
@requires(Action.RUN_ROUNDS)
def recognise(round_id: int) -> Any:
    form = RecogniseForm()
    if not form.validate():
        return _page(round_id, ResultForm(), form, faults_of(form))
    assert form.recognised_on.data is not None
    what = recognising.Recognition(
        form.document.data or "", form.recognised_on.data, form.valid_from.data, request.form.get("others") == "1"
    )
    try:
        with writing() as session:
            done = recognising.recognise(
                session, person(), site().catalogue, round_id, what, now=site().now(), today=site().today()
            )
    except (Conflict, InvalidInput) as error:
        return _page(round_id, ResultForm(), form, [Fault("", sentence(error))])
    flash(ngettext("写入了 %(num)d 项称号。", "写入了 %(num)d 项称号。", done.written), "done")
    if done.held:
        said = ngettext("%(num)d 家企业的称号已经登记过。", "%(num)d 家企业的称号已经登记过。", done.held)
        flash(said, "note")
    return redirect(url_for(".result" if done.waiting else ".show", round_id=round_id), 303)


@blueprint.route("/<int:round_id>/close", methods=["GET", "POST"])
@requires(Action.RUN_ROUNDS)
def close(round_id: int) -> Any:
    if request.method == "POST":
        try:
            with writing() as session:
                recognising.close_round(session, person(), round_id, now=site().now(), today=site().today())
            flash(gettext("批次已办结。"), "done")
        except Conflict as error:
            flash(sentence(error), "problem")
        return redirect(url_for(".show", round_id=round_id), 303)
    with browsing() as session:
        round_ = reach.get_own_round(session, person(), round_id)
        require_step(round_, Step.CLOSE)
        counts = _by_state(listing.tally(session, person(), round_id))
    return render_template("rounds/close.html", round=round_, counts=counts)


def _page(round_id: int, form: ResultForm, recognition: RecogniseForm, faults: list[Fault] | None = None) -> Any:
    with browsing() as session:
        round_ = reach.get_own_round(session, person(), round_id)
        require_step(round_, Step.RESULT)
        shown = result_page(session, person(), round_)
    page = render_template(
        "rounds/result.html", round=round_, form=form, recognition=recognition, faults=faults or [], shown=shown
    )
    return page, 422 if faults else 200
