"""Conditions and groups of a draft: one form for all kinds, adding, removing, moving; and the list of names for formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.catalogue.reader import names_of
from registry.catalogue.rule_checking import check_rule
from registry.catalogue.rule_writing import rule_text
from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.services.policy import documents, drafts
from registry.services.policy.documents import Document
from registry.web.errors_in_forms import Fault
from registry.web.listing import asked
from registry.web.policy.attempts import at_field, attempt, sent_version
from registry.web.policy.draft_page import draft_page
from registry.web.policy.forms import NodeForm
from registry.web.policy.formula_names import formula_names, formula_starts
from registry.web.policy.node_values import formula_fault, half_width, sent_node, shown_node
from registry.web.policy.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


@blueprint.route("/drafts/<int:draft_id>/conditions/<code>", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def edit_node(draft_id: int, code: str) -> Any:
    with browsing() as session:
        draft = drafts.get_draft(session, person(), site().catalogue, draft_id)
    held = documents.node(drafts.document_in(draft, site().catalogue), code)
    form = NodeForm(data=shown_node(held) | {"version": draft.version})
    return _handle(form, draft, held, lambda document, entry: documents.replace_node(document, code, entry), code)


@blueprint.route("/drafts/<int:draft_id>/add", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def add_node(draft_id: int) -> Any:
    group = asked("group") or documents.TOP
    with browsing() as session:
        draft = drafts.get_draft(session, person(), site().catalogue, draft_id)
    document = drafts.document_in(draft, site().catalogue)
    documents.node(document, group)
    fresh = {"code": documents.free_code(document, "condition"), "value": ""}
    form = NodeForm(data=shown_node(fresh) | {"version": draft.version})
    return _handle(form, draft, {}, lambda document, entry: documents.add_node(document, group, entry), "")


def _handle(form: NodeForm, draft: Any, held: Document, put: Callable[[Document, Document], None], code: str) -> Any:
    """Show the form, or write its entry where the strict reader takes it; a fault leaves the draft as it is."""

    def save() -> None:
        with writing() as session:
            entry = sent_node(form.data, held)
            asked_for = {"version": sent_version(form), "now": site().now()}
            drafts.change_draft(
                session, person(), site().catalogue, draft.id, lambda document: _put(document, entry, put), **asked_for
            )

    faults: list[Fault] = []
    if request.method == "POST":
        faults = _formula_faults(form) or attempt(form, save, lambda: _newest(draft.id))
        if not faults:
            flash(gettext("已保存。"), "done")
            return redirect(url_for(".draft", draft_id=draft.id, _anchor=f"line-{form.code.data}"), 303)
    page = render_template(
        "policy/node.html",
        draft=draft_page(draft),
        form=form,
        faults=faults,
        code=code,
        action=url_for(request.endpoint or "", **(request.view_args or {}), **request.args),
        names=formula_names(""),
        starts=formula_starts(),
    )
    return page, 422 if faults else 200


def _put(document: Document, entry: Document, put: Callable[[Document, Document], None]) -> None:
    """Write the entry. Raises InvalidInput with the first fault that the reader finds in it; an empty group is still allowed."""
    put(document, entry)
    names = names_of(site().catalogue.indicators, site().catalogue.ladder)
    if {"all", "any"} & set(entry):
        return
    found = check_rule(rule_text(document), names, ()).faults
    mine = [fault.reason for fault in found if fault.code == entry["code"]]
    if mine:
        raise InvalidInput(field=_field_of(mine[0]), reason=mine[0])


def _field_of(reason: str) -> str:
    """The field that a fault of the reader is about."""
    words = {"「code」": "code", "article": "article", "margin": "margin", "each": "each", "行业": "industries"}
    words |= {
        "分档": "band_by",
        "得分": "score",
        "单位": "threshold",
        "带单位的数": "threshold",
        "between": "threshold",
    }
    return next((field for word, field in words.items() if word in reason), "threshold")


def _formula_faults(form: NodeForm) -> list[Fault]:
    """A fault in a formula, told at its position under the field."""
    if form.kind.data != "test":
        return []
    for name in ("formula", "band_by"):
        text = half_width((form[name].data or "").strip())
        if not text and name == "band_by":
            continue
        if fault := formula_fault(text):
            position = int(str(fault.facts["position"]))
            told = gettext("第 %(position)d 个字符处：%(reason)s", position=position, reason=_reason(fault))
            form.validate()
            marked = f"{text[: position - 1]}▶{text[position - 1 :]}"
            return at_field(form, name, f"{told}　{marked}")
    return []


def _reason(fault: Any) -> str:
    name = fault.facts.get("name")
    return gettext("没有名为「%(name)s」的指标", name=name) if name else str(fault.facts["reason"])


@blueprint.post("/drafts/<int:draft_id>/conditions/<code>/<step>")
@requires(Action.MANAGE_RULES)
def move_node(draft_id: int, code: str, step: str) -> Any:
    edits: dict[str, Callable[[Document], None]] = {
        "up": lambda document: documents.move_node(document, code, -1),
        "down": lambda document: documents.move_node(document, code, 1),
        "remove": lambda document: documents.remove_node(document, code),
    }
    edit = edits.get(step) or edits["down"]
    with writing() as session:
        asked_for = {"version": _sent_version(), "now": site().now()}
        drafts.change_draft(session, person(), site().catalogue, draft_id, edit, **asked_for)
    if step == "remove":
        flash(gettext("已删除；按“撤回修改”可恢复。"), "done")
    return redirect(url_for(".draft", draft_id=draft_id, _anchor=f"line-{code}"), 303)


@blueprint.post("/drafts/<int:draft_id>/into")
@requires(Action.MANAGE_RULES)
def move_into(draft_id: int) -> Any:
    code, group = (request.form.get(name, "") for name in ("code", "group"))
    with writing() as session:
        asked_for = {"version": _sent_version(), "now": site().now()}
        drafts.change_draft(
            session,
            person(),
            site().catalogue,
            draft_id,
            lambda document: documents.move_into(document, code, group),
            **asked_for,
        )
    return redirect(url_for(".draft", draft_id=draft_id, _anchor=f"line-{code}"), 303)


def _sent_version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


@blueprint.get("/indicators")
@requires(Action.MANAGE_RULES)
def indicators() -> Any:
    text = asked("text")
    return render_template("policy/indicators.html", text=text, names=formula_names(text))


def _newest(draft_id: int) -> int:
    with browsing() as session:
        return drafts.get_draft(session, person(), site().catalogue, draft_id).version
