"""What is wrong with a file, in words and in the reader's own cells, and what to do about it in a short list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_babel import gettext, ngettext

from importers.issues import ERROR, WARNING, Issue
from registry.domain.indicators import Kind
from registry.domain.masking import masked
from registry.services.importing.issue_tallies import IssueTally
from registry.web.languages import translated
from registry.web.site import site

ORDER = {ERROR: 0, WARNING: 1}


@dataclass(frozen=True)
class IssueLine:
    """One issue: where it is in the reader's file, what stands there, what is wrong and what to do."""

    level: str
    sheet: str
    row: str
    cell: str
    header: str
    value: str
    why: str


def issue_lines(issues: Iterable[Issue]) -> list[IssueLine]:
    """The issues in words: what is refused first, then what is to be checked, each in the order of the file."""
    return [_line(issue) for issue in sorted(issues, key=lambda issue: ORDER.get(issue.level, 2))]


def _line(issue: Issue) -> IssueLine:
    bare = replace(issue, sheet="", row=0, column="", header="")
    return IssueLine(
        level=issue.level,
        sheet=issue.sheet,
        row=str(issue.row) if issue.row else "",
        cell=f"{issue.column}{issue.row or ''}",
        header=issue.header,
        value=masked(issue.value) if issue.header in _heads_of_people() else issue.value,
        why=bare.sentence(translate=translated),
    )


def _heads_of_people() -> set[str]:
    """How columns of personal data are headed."""
    people = [each for each in site().catalogue.indicators.values() if each.kind is Kind.PERSONAL]
    return {head for each in people for head in (each.label.zh, each.label.en, *each.synonyms)}


def to_do(found: IssueTally) -> list[str]:
    """The refused cells by column, most frequent first; then whole rows and sheets."""
    told = [
        ngettext("「%(head)s」%(num)d 处", "「%(head)s」%(num)d 处", number, head=head)
        for head, number in found.by_head
    ]
    if found.rows:
        told.append(ngettext("整行 %(num)d 处", "整行 %(num)d 处", found.rows))
    return told + [line.why for line in issue_lines(found.sheets)]


def missing_columns(codes: Iterable[str]) -> list[str]:
    """What the file as a whole lacks, in words."""
    words = {
        "credit_code": gettext("统一社会信用代码"),
        "name": gettext("企业名称"),
        "year": gettext("数据年"),
    }
    return [words.get(code, code) for code in codes]
