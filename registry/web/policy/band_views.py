"""The bands of one part of a score in a form."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField

from registry.catalogue.reader import names_of
from registry.catalogue.rule_checking import check_rule
from registry.catalogue.rule_writing import rule_text
from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services.policy import drafts
from registry.services.policy.documents import Document
from registry.services.policy.score_parts import banded_part, change_bands
from registry.web.policy.attempts import attempt, sent_version
from registry.web.policy.draft_page import draft_page
from registry.web.policy.forms import COMPARATOR_WORDS, choice_field, text_field
from registry.web.policy.node_values import find_formula, quantity
from registry.web.policy.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

ROWS = range(1, 9)


class BandsForm(FlaskForm):
    """Thresholds and points, the best band first."""

    version = HiddenField()
    comparator = choice_field(lazy_gettext("比较"), COMPARATOR_WORDS[:4])
    otherwise = text_field(lazy_gettext("其他得分"), lazy_gettext("一档都不到时；留空为 0"), most=12)


for number in ROWS:
    setattr(BandsForm, f"limit_{number}", text_field(lazy_gettext("第 %(n)d 档的门槛", n=number), most=40))
    setattr(BandsForm, f"points_{number}", text_field(lazy_gettext("第 %(n)d 档得分", n=number), most=12))


@blueprint.route("/drafts/<int:draft_id>/scores/<path>", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def edit_bands(draft_id: int, path: str) -> Any:
    with browsing() as session:
        found = drafts.get_draft(session, person(), site().catalogue, draft_id)
    part = banded_part(drafts.document_in(found, site().catalogue), path)
    form = BandsForm(data=_shown(part) | {"version": found.version})
    formula = str(part.get("value") or "")

    def save() -> None:
        with writing() as session:
            asked = {"version": sent_version(form), "now": site().now()}
            drafts.change_draft(
                session,
                person(),
                site().catalogue,
                draft_id,
                lambda document: _write(document, path, form, formula),
                **asked,
            )

    faults = attempt(form, save, lambda: _newest(draft_id)) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        flash(gettext("已保存。"), "done")
        return redirect(url_for(".draft", draft_id=draft_id), 303)
    label = str((part.get("label") or {}).get("zh") or path)
    page = render_template(
        "policy/bands.html", draft=draft_page(found), form=form, faults=faults, label=label, formula=formula, rows=ROWS
    )
    return page, 422 if faults else 200


def _shown(part: Document) -> dict[str, Any]:
    comparator, rows = next(iter(part["bands"].items()), ("at_least", []))
    shown = {"comparator": comparator, "otherwise": str(part.get("otherwise", ""))}
    for number, row in zip(ROWS, rows if isinstance(rows, list) else [], strict=False):
        shown |= {f"limit_{number}": str(row[0]), f"points_{number}": str(row[1])}
    return shown


def _write(document: Document, path: str, form: BandsForm, formula: str) -> None:
    """Write the bands. Raises InvalidInput with the first fault that the reader finds in that score."""
    parsed = find_formula(formula)
    values = {name: str(value or "").strip() for name, value in form.data.items()}
    sent = [(values[f"limit_{number}"], values[f"points_{number}"]) for number in ROWS]
    bands = [
        [quantity(limit, parsed.unit if parsed else None), quantity(points, None)] for limit, points in sent if limit
    ]
    change_bands(document, path, values["comparator"], bands, quantity(values["otherwise"], None))
    names = names_of(site().catalogue.indicators, site().catalogue.ladder)
    score = path.split(".")[0]
    mine = [fault.reason for fault in check_rule(rule_text(document), names).faults if fault.code == score]
    if mine:
        raise InvalidInput(field="limit_1", reason=mine[0])


def _newest(draft_id: int) -> int:
    with browsing() as session:
        return drafts.get_draft(session, person(), site().catalogue, draft_id).version
