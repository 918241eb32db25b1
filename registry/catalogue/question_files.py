"""Reads questions.yaml: what a firm is asked in its self-assessment, by topic."""

from __future__ import annotations

from registry.catalogue.strict import Entry
from registry.domain.indicators import Indicators
from registry.domain.questions import Question, Topic

KEYS = ("code", "where", "always", "grows")


def read_questions(document: Entry, indicators: Indicators) -> tuple[Topic, ...]:
    """The topics in their order. An indicator that is unknown or asked twice is refused."""
    document.only(("topics",))
    seen: set[str] = set()
    return tuple(
        _topic(entry.only(("code", "label", "questions")), indicators, seen) for entry in document.entries("topics")
    )


def _topic(entry: Entry, indicators: Indicators, seen: set[str]) -> Topic:
    questions = tuple(_question(one.only(KEYS), indicators, seen) for one in entry.entries("questions"))
    return Topic(entry.code(), entry.text("label"), questions)


def _question(entry: Entry, indicators: Indicators, seen: set[str]) -> Question:
    code = entry.code()
    if code not in indicators:
        raise entry.fault(f"没有名为「{code}」的指标", "code")
    if code in seen:
        raise entry.fault(f"指标「{code}」问了两次", "code")
    seen.add(code)
    where = entry.text("where") if "where" in entry else None
    return Question(code, where, always=entry.flag("always"), grows=entry.flag("grows"))
