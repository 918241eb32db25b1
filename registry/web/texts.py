"""`gettext` for the parts of pages that say a sentence for each row: the same text as Flask-Babel's, found without its detours."""

from __future__ import annotations

from typing import Any

from registry.services.languages import translations
from registry.web.languages import language


def gettext(text: str, /, **values: Any) -> str:
    """The text in the language of this request, with its values."""
    found = translations(language()).gettext(text)
    return found % values if values else found
