"""Two people at one record: whoever saves second sees what the first changed, and says field by field whose text stays.

A form carries what its fields held when it was opened (`opened`), beside the version that its service checks. A view says what is
stored now (`stored`). Where the service finds another version (ChangedSince), the answer is one page for every form: both
texts beside each other, everything else that was typed carried along, and the same address to send it to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask, g, render_template, request
from flask_babel import gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import BooleanField, Field, FileField, SelectMultipleField
from wtforms.fields.choices import SelectFieldBase

from registry.domain.errors import ChangedSince
from registry.web.languages import sentence

OPENED = "opened"
CARRIED = {"csrf_token", OPENED, "version", "stamp"}
Sent = tuple[str, ...]


@dataclass(frozen=True)
class Stored:
    """One field as it is stored: what its form would send, and its label and choices in words."""

    label: str
    sent: Sent
    words: Mapping[str, str] = field(default_factory=dict)
    is_list: bool = False

    def told(self, sent: Sent) -> str:
        """Sent values in words."""
        return gettext("、").join(self.words.get(one, one) for one in sent) or gettext("（空）")


@dataclass(frozen=True)
class Met:
    """One field that somebody else changed: their text and the visitor's own."""

    name: str
    label: str
    theirs: Sent
    yours: Sent
    told_theirs: str
    told_yours: str
    keeps_theirs: bool
    choices: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Meeting:
    """What a view knows of the record that its form changes."""

    fields: Mapping[str, Stored]
    token: str
    token_name: str
    heading: str
    back: str
    others: Callable[[], Sequence[Any]]


def meets(
    source: FlaskForm | Mapping[str, Stored],
    token: object,
    *,
    heading: str,
    back: str,
    token_name: str = "version",
    others: Callable[[], Sequence[Any]] = list,
) -> None:
    """Say what is stored, for the page that this request answers with if somebody else was faster.

    `others` tells the journal entries since, where the page can tell them.
    """
    fields = stored_fields(source) if isinstance(source, FlaskForm) else source
    g.meeting = Meeting(fields, str(token), token_name, heading, back, others)


def opened(source: FlaskForm | Mapping[str, object]) -> Markup:
    """The hidden field with what the form held when it was opened; a form that comes back keeps its first one."""
    held = request.form.get(OPENED) if request.method == "POST" else None
    return Markup('<input type="hidden" name="opened" value="{}">').format(held or json.dumps(_texts(source)))


def plain(label: str, value: object, words: Mapping[str, str] | None = None) -> Stored:
    """A field of a form that was written by hand."""
    return Stored(label, _sent(value), words or {})


def stored_fields(form: FlaskForm) -> dict[str, Stored]:
    """What the form was filled with before anything was sent."""
    shown = [one for one in form if one.name not in CARRIED and not isinstance(one, FileField)]
    return {one.name: _stored(one) for one in shown}


def changed_by_others(fields: Mapping[str, Stored]) -> list[Met]:
    """The fields of the sent form that somebody else has changed since it was opened."""
    before = _opened_texts()
    found = []
    for name, now in fields.items():
        yours = _tidy(request.form.getlist(name))
        if now.sent in (yours, before.get(name)):
            continue
        keeps_theirs = before.get(name) == yours
        choices = [(value, words, value in yours) for value, words in now.words.items()] if now.is_list else []
        told = now.told(now.sent), now.told(yours)
        found.append(Met(name, now.label, now.sent, yours, *told, keeps_theirs, choices))
    return found


def is_untouched(form: FlaskForm) -> bool:
    """Whether all that this form shows is stored as it was when the form was opened, whatever else has changed there."""
    before = _opened_texts()
    return OPENED in request.form and all(one.sent == before.get(name) for name, one in stored_fields(form).items())


def prepare_meeting(app: Flask) -> None:
    """One answer to every record that was changed while its form was open."""
    app.jinja_env.globals["opened"] = opened
    app.register_error_handler(ChangedSince, _answer)


def _answer(error: ChangedSince) -> Any:
    meeting: Meeting | None = g.get("meeting")
    if meeting is None:
        from registry.web.errors import error_page  # the general page of refusals

        return error_page(409, sentence(error))
    met = changed_by_others(meeting.fields)
    apart = {one.name for one in met} | CARRIED
    carried = [(name, text) for name, text in request.form.items(multi=True) if name not in apart]
    now = json.dumps({name: list(one.sent) for name, one in meeting.fields.items()})
    facts = {
        "meeting": meeting,
        "met": met,
        "carried": carried,
        "opened_now": now,
        "others": meeting.others(),
        "message": sentence(error),
    }
    return render_template("errors/meeting.html", **facts), 409


def _opened_texts() -> dict[str, Sent]:
    try:
        found = json.loads(request.form.get(OPENED) or "{}")
        return {str(name): _tidy([str(one) for one in texts]) for name, texts in found.items()}
    except (ValueError, AttributeError, TypeError, RecursionError):
        return {}


def _texts(source: FlaskForm | Mapping[str, object]) -> dict[str, list[str]]:
    if isinstance(source, FlaskForm):
        return {name: list(one.sent) for name, one in stored_fields(source).items()}
    return {name: list(_sent(value)) for name, value in source.items()}


def _stored(one: Field) -> Stored:
    words: dict[str, str] = {}
    if isinstance(one, SelectFieldBase):
        words = {str(choice.value): str(choice.label) for choice in one.iter_choices()}
    elif isinstance(one, BooleanField):
        words = {"y": gettext("是")}
    return Stored(str(one.label.text), _sent(one.object_data), words, isinstance(one, SelectMultipleField))


def _sent(value: object) -> Sent:
    """A value as a form sends it."""
    match value:
        case None | False:
            return ()
        case True:
            return ("y",)
        case date():
            return (value.isoformat(),)
        case list() | tuple():
            return _tidy([str(one) for one in value])
    return _tidy([str(value)])


def _tidy(texts: list[str]) -> Sent:
    """Blank is nothing, and line ends are of one kind."""
    return tuple(text for one in texts if (text := one.replace("\r\n", "\n").strip()))
