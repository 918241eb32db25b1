"""Texts in templates: looked up once for each language, and then at hand as they stand in a page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask
from markupsafe import Markup

from registry.services.languages import translations
from registry.web.languages import language

KEPT = 10_000  # more than the templates have texts in two languages


@lru_cache(KEPT)
def _words(language: str, text: str, context: str | None) -> Markup:
    found = translations(language)
    return Markup(found.gettext(text) if context is None else found.pgettext(context, text))


def gettext(text: str, /, **values: Any) -> Markup:
    """The text of a template in the language of this request, with its values escaped; `%%` says a percent sign."""
    words = _words(language(), text, None)
    return words % values if values or "%" in words else words


def pgettext(context: str, text: str, /, **values: Any) -> Markup:
    """The same for a text that means something else elsewhere."""
    words = _words(language(), text, context)
    return words % {"context": context, **values} if values or "%" in words else words


def ngettext(singular: str, plural: str, num: int, /, **values: Any) -> Markup:
    """The same for one or several, which the text calls `num`."""
    words = Markup(translations(language()).ngettext(singular, plural, num))
    return words % {"num": num, **values}


def prepare_texts(app: Flask) -> None:
    """Take the place of the functions that Flask-Babel gave the templates."""
    app.jinja_env.globals.update(gettext=gettext, ngettext=ngettext, pgettext=pgettext, _=gettext)
