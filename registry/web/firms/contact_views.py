"""Contacts: masked until somebody says what for; then shown once, and the journal has the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import InvalidInput
from registry.domain.masking import masked
from registry.services import contacts as people
from registry.services.contacts import Contact
from registry.services.erasing import erase_contacts
from registry.web.firms.views import blueprint
from registry.web.languages import sentence, translated
from registry.web.security import allowed, person, requires
from registry.web.site import browsing, site, writing


@dataclass(frozen=True)
class ContactLine:
    """One contact as shown."""

    source: str
    label: str
    value: str


@blueprint.route("/<int:firm_id>/contacts", methods=["GET", "POST"])
@requires(Action.OPEN_PERSONAL)
def contacts(firm_id: int) -> Any:
    with browsing() as session:
        firm = people.firm_of(session, person(), firm_id)
        found = people.contacts_of(session, person(), firm_id)
    erase = url_for(".erase_people", firm_id=firm_id) if allowed(Action.ERASE_PERSONAL.value) else ""
    return opened(found, firm.name, url_for(".show", firm_id=firm_id), firm_id=firm_id, erase=erase)


@blueprint.route("/<int:firm_id>/contacts/erase", methods=["GET", "POST"])
@requires(Action.ERASE_PERSONAL)
def erase_people(firm_id: int) -> Any:
    """Ask first; what is erased cannot come back."""
    with browsing() as session:
        firm = people.firm_of(session, person(), firm_id)
    reason, fault = request.form.get("reason", ""), ""
    if request.method == "POST":
        try:
            with writing() as session:
                erase_contacts(session, person(), firm_id, reason, now=site().now())
            flash(gettext("联系人信息已删除。"), "done")
            return redirect(url_for(".show", firm_id=firm_id), 303)
        except InvalidInput as error:
            fault = sentence(error)
    facts = {"reason": reason, "fault": fault, "longest": people.LONGEST}
    return render_template("firms/erase_contacts.html", firm=firm, **facts), 422 if fault else 200


def opened(
    found: Sequence[Contact], name: str, back: str, *, firm_id: int | None = None, number: str = "", erase: str = ""
) -> Any:
    """The masked contacts with the question what for, or after its answer the contacts themselves."""
    reason, fault, is_open = request.form.get("reason", ""), "", False
    if request.method == "POST":
        try:
            with writing() as session:
                people.note_opening(session, person(), reason, now=site().now(), firm_id=firm_id, number=number)
            is_open = True
        except InvalidInput as error:
            fault = sentence(error)
    lines = [_line(contact, is_open) for contact in found]
    facts = {"lines": lines, "name": name, "back": back, "reason": reason, "fault": fault, "longest": people.LONGEST}
    return render_template("firms/contacts.html", is_open=is_open, erase=erase, **facts), 422 if fault else 200


def _line(contact: Contact, is_open: bool) -> ContactLine:
    source = translated(contact.source).format(number=contact.number)
    return ContactLine(source, translated(contact.label), contact.value if is_open else masked(contact.value))
