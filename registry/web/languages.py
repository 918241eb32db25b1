"""The two languages of the pages: Chinese is what the source says, English comes from messages.po."""

from __future__ import annotations

from babel.support import NullTranslations
from flask import Flask, g, has_request_context, session
from flask_babel import Babel, Domain, get_locale
from flask_login import current_user

from registry.domain.errors import RegistryError
from registry.domain.indicators import Text
from registry.services.languages import translations
from registry.services.wording import Wording
from registry.web.site import site

LANGUAGES = {"zh_CN": "中文", "en": "English"}
HTML_CODES = {"zh_CN": "zh-CN", "en": "en"}


class SourceTexts(Domain):
    """Looks texts up in the .po file itself, so that no compiled file can be missing or stale."""

    def get_translations(self) -> NullTranslations:
        return translations(language())


def language() -> str:
    """The language of this request, asked for once."""
    try:
        known: str = g._get_current_object().language  # asked hundreds of times a page, and the proxy is slow
        return known
    except (AttributeError, RuntimeError):  # not asked yet, or outside any request
        if has_request_context():
            g.language = choose_language()
            return str(g.language)
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh_CN"


def choose_language() -> str:
    """What the visitor chose, else what the account prefers, else what the installation says."""
    preferred = current_user.language if current_user.is_authenticated else None
    for wanted in (session.get("language"), preferred, site().settings.language):
        if wanted in LANGUAGES:
            return wanted
    return "zh_CN"


def in_words(text: Text) -> str:
    """A catalogue text in the language of this request."""
    return text.in_language(language())


def wording() -> Wording:
    """The language of this request, as the services take it."""
    return Wording(language(), translated)


def sentence(error: RegistryError) -> str:
    """An error in the reader's language; facts that are themselves texts are translated too."""
    return wording().say(error.template, **error.facts)


def translated(text: str) -> str:
    """A marked text in the reader's language; unknown texts (a file name, a firm) stay as they are."""
    return translations(language()).gettext(text) if text else text


def prepare_languages(app: Flask) -> None:
    """Install Flask-Babel with our texts."""
    babel = Babel(app, locale_selector=choose_language, default_locale="zh_CN", default_timezone="Asia/Shanghai")
    babel.domain_instance = SourceTexts()
    app.jinja_env.filters["words"] = in_words
    app.jinja_env.globals.update(language=language, LANGUAGES=LANGUAGES, html_language=lambda: HTML_CODES[language()])
