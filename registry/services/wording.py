"""The language in which a service writes a file or a sentence: the edge hands over its translations, Chinese needs none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from registry.domain.indicators import Text
from registry.domain.texts import Listed, mark


def _unchanged(text: str) -> str:
    return text


@dataclass(frozen=True)
class Wording:
    """A language and the lookup of its message templates."""

    language: str = "zh_CN"
    translate: Callable[[str], str] = _unchanged

    def text(self, text: Text) -> str:
        """A catalogue text in the language."""
        return text.in_language(self.language)

    def say(self, template: str, **facts: object) -> str:
        """A message in the language, facts filled in afterwards; facts that are texts of the catalogue or messages follow."""
        return self.translate(template).format(**{name: self._fact(fact) for name, fact in facts.items()})

    def _fact(self, fact: object) -> object:
        if isinstance(fact, Text):
            return self.text(fact)
        if isinstance(fact, Listed):
            return self.translate(mark("、")).join(str(self._fact(each)) for each in fact)
        return self.translate(fact) if isinstance(fact, str) and fact else fact


CHINESE = Wording()
