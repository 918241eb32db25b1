"""Filling the form from pasted lines or the firm's own sheet, and the blank form to fill in offline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import request, send_file
from flask_babel import gettext, ngettext

from importers.firm_form import firm_form
from importers.issues import Issue
from registry.domain.errors import InvalidInput, UnusableFile
from registry.domain.indicators import Kind
from registry.services.assessing.answers import field_name, fields_of
from registry.services.assessing.asking import AskedTopic
from registry.services.assessing.filling import Sheet, from_sheet, from_text
from registry.services.assessing.pasted import Found
from registry.services.ledger_templates import usual_years
from registry.web.assessment.sent import sent_texts
from registry.web.assessment.views import blueprint, form_page, occasion_today, topics_today
from registry.web.file_types import XLSX
from registry.web.firms.form_values import written
from registry.web.languages import in_words, language, sentence, translated
from registry.web.limits import limiter
from registry.web.quantities import unit_name
from registry.web.security import public
from registry.web.site import site

READING = "20 per minute; 200 per hour"
MOST_TOLD = 40


@dataclass(frozen=True)
class ReadIn:
    """What came of reading: what was filled in, what was not understood, and what the form does not ask."""

    filled: str
    told: tuple[str, ...]
    unused: tuple[str, ...]
    refused: str = ""


@blueprint.post("/fill")
@public
@limiter.limit(READING)
def fill() -> Any:
    topics = topics_today()
    texts, pasted = sent_texts(topics), request.form.get("pasted", "")
    try:
        found = _found(texts, pasted)
    except (UnusableFile, InvalidInput) as error:
        return form_page(texts, read_in=ReadIn("", (), (), sentence(error)), pasted=pasted), 422
    if found is None:
        asked = gettext("请先粘贴内容，或选择一个文件。")
        return form_page(texts, read_in=ReadIn("", (), (), asked)), 422
    taken, unused = _texts_of(found, topics)
    return form_page(texts | taken, read_in=_told(found, taken, unused), pasted=pasted if found.issues else "")


def _found(texts: Mapping[str, str], pasted: str) -> Found | None:
    here, upload = site(), request.files.get("sheet")
    how = {"data_year": occasion_today().data_year, "today": here.today(), "settings": here.settings}
    if upload is not None and upload.filename:
        return from_sheet(here.catalogue, Sheet(upload.read(), upload.filename), texts, **how)
    return from_text(here.catalogue, pasted, texts, **how) if pasted.strip() else None


def _texts_of(found: Found, topics: tuple[AskedTopic, ...]) -> tuple[dict[str, str], list[str]]:
    """What was read as the fields write it; and in words what no field asks for."""
    indicators, fields = site().catalogue.indicators, fields_of(topics)
    taken, unused = {}, []
    for (code, year), value in found.values.items():
        name = field_name(code, year)
        if name in fields:
            taken[name] = written({code: value}, [indicators[code]])[code]
        elif indicators[code].kind is not Kind.PERSONAL:
            unused.append(f"{in_words(indicators[code].label)}{f' {year}' if year else ''}")
    return taken, list(dict.fromkeys(unused))


def _told(found: Found, taken: Mapping[str, str], unused: list[str]) -> ReadIn:
    filled = ngettext("读入了 %(num)d 个数，请核对后看结果。", "读入了 %(num)d 个数，请核对后看结果。", len(taken))
    told = [_sentence(issue) for issue in found.issues[:MOST_TOLD]]
    return ReadIn(filled, tuple(told), tuple(unused))


def _sentence(issue: Issue) -> str:
    """The fault with its place; beyond the row and the name the cell, as a table writes it."""
    facts = {**issue.facts}
    if "unit_name" in facts:
        facts["unit_name"] = unit_name(str(facts["unit_name"]))
    said = Issue(**{**{name: getattr(issue, name) for name in issue.__slots__}, "facts": facts})
    cell = f"{issue.column}{issue.row}" if issue.column and issue.row else ""
    return said.sentence(translate=translated) + (
        f"（{issue.sheet}!{cell}）" if cell and issue.sheet else f"（{cell}）" if cell else ""
    )


@blueprint.get("/form.xlsx")
@public
@limiter.limit(READING)
def blank_form() -> Any:
    """The form of one firm, blank; people are not asked."""
    indicators = site().catalogue.indicators
    people = [each.code for each in indicators.values() if each.kind is Kind.PERSONAL]
    content = firm_form(indicators, usual_years(occasion_today().data_year), without=people, language=language())
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=f"{gettext('企业自测表')}.xlsx")
