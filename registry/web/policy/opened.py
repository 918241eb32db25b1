"""What the pages of a draft share: the draft as it is now, a change written to it, and where a faulty form leads."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response

from registry.catalogue.reader import names_of
from registry.catalogue.rule_checking import check_rule
from registry.catalogue.rule_writing import rule_text
from registry.services.policy import changing, drafts
from registry.services.policy.documents import Document
from registry.store.policy import RuleDraft
from registry.web.security import person
from registry.web.site import browsing, site, writing


def opened(draft_id: int) -> RuleDraft:
    """The draft, for whoever may rule its place. Raises NotFound."""
    with browsing() as session:
        return drafts.get_draft(session, person(), site().catalogue, draft_id)


def write(draft_id: int, edit: Callable[[Document], None], version: int) -> None:
    """Change the draft's mapping in a transaction of its own. Raises DraftChanged and whatever the edit refuses."""
    with writing() as session:
        asked = {"version": version, "now": site().now()}
        changing.change_draft(session, person(), site().catalogue, draft_id, edit, **asked)


def first_fault(document: Document, code: str) -> str:
    """What the strict reader says first against the condition of that code; "" where it takes it."""
    names = names_of(site().catalogue.indicators, site().catalogue.ladder)
    found = check_rule(rule_text(document), names).faults
    return next((fault.reason for fault in found if fault.code == code), "")


def yaml_file(text: str, name: str) -> Response:
    """The text as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, content_type="application/yaml; charset=utf-8", headers=headers)
