"""The answer to take away: two pages to print, and the whole of it as a workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import render_template, send_file
from flask_babel import gettext

from registry.services.assessing.answers import read_answers
from registry.web.assessment.report import report_of
from registry.web.assessment.sent import Baseline, sent_baseline, sent_texts
from registry.web.assessment.views import blueprint, form_page, judged, occasion_today, topics_today
from registry.web.assessment.workbook import write_workbook
from registry.web.file_types import XLSX
from registry.web.limits import limiter
from registry.web.security import public
from registry.web.site import site

TAKING = "30 per minute; 300 per hour"


@blueprint.post("/report")
@public
@limiter.limit(TAKING)
def report() -> Any:
    topics = topics_today()
    texts = sent_texts(topics)
    answers, faults = read_answers(site().catalogue, topics, texts, site().today())
    if faults or answers.is_empty:
        return form_page(texts, faults), 422
    shown = report_of(judged(answers), answers, topics)
    baseline = (sent_baseline(topics) or Baseline()).packed()
    return render_template(
        "assessment/report.html",
        report=shown,
        texts=texts,
        baseline=baseline,
        occasion=occasion_today(),
        now=site().now(),
    )


@blueprint.post("/report.xlsx")
@public
@limiter.limit(TAKING)
def workbook() -> Any:
    topics = topics_today()
    texts = sent_texts(topics)
    answers, faults = read_answers(site().catalogue, topics, texts, site().today())
    if faults or answers.is_empty:
        return form_page(texts, faults), 422
    content = BytesIO()
    write_workbook(content, report_of(judged(answers), answers, topics), occasion_today())
    content.seek(0)
    name = f"{gettext('企业自测报告')}-{site().today()}.xlsx"
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=name)
