"""Taking an import back, in words: what is put back, and which values stay as they are and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext

from registry.services.undo import UndoCounts
from registry.web.firms.history import change_of
from registry.web.formats import DASH
from registry.web.imports.page import Number
from registry.web.listing import Pages, asked_page, pages_of
from registry.web.names import tier_label
from registry.web.site import site

PER_PAGE = 100
REASONS = {
    "edited": lazy_gettext("导入之后又被修改过"),
    "confirmed": lazy_gettext("之后由其他来源确认，或已核实"),
    "in_use": lazy_gettext("企业仍在使用，名称和归属不能清空"),
    "unreachable": lazy_gettext("企业已删除，或不在您的数据范围内"),
}
UNREACHABLE = "unreachable"
TALLY = (
    ("put_back", lazy_gettext("恢复原值"), ""),
    ("kept", lazy_gettext("保留现值"), "is-warning"),
    ("could_not", lazy_gettext("无法恢复"), "is-problem"),
    ("firms_removed", lazy_gettext("删除新增的企业"), ""),
)


@dataclass(frozen=True)
class LeftLine:
    """One value that an undo leaves as it is."""

    name: str
    firm_url: str
    year: int | None
    label: str
    written: str
    now: str
    reason: str
    place: str


@dataclass(frozen=True)
class UndoPage:
    """What an undo would do, or did. `more` counts the values that are left but not listed."""

    tally: list[Number]
    put_back: int
    kept: int
    could_not: int
    firms_removed: int
    left: list[LeftLine]
    more: int
    pages: Pages

    @property
    def is_empty(self) -> bool:
        """Whether the import wrote nothing that could be taken back."""
        return not (self.put_back or self.kept or self.could_not)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left as it is."""
        return not (self.kept or self.could_not)


def undo_page(counts: UndoCounts) -> UndoPage:
    """The counts and a page of the list."""
    numbers, listed = counts.numbers, counts.left.height
    last = max(1, -(-listed // PER_PAGE))
    page = min(max(1, asked_page()), last)
    part = counts.left.slice((page - 1) * PER_PAGE, PER_PAGE)
    return UndoPage(
        tally=tally_of_undo(numbers),
        left=[_line(row) for row in part.iter_rows(named=True)],
        more=max(0, numbers["kept"] + numbers["could_not"] - listed),
        pages=pages_of(page, last),
        **numbers,
    )


def tally_of_undo(numbers: dict[str, int]) -> list[Number]:
    """The counts of an undo; what is zero stays quiet."""
    return [Number(str(label), numbers.get(code, 0), mark) for code, label, mark in TALLY]


def undo_sentence(numbers: dict[str, int]) -> str:
    """What an undo did, in one sentence."""
    return gettext(
        "已撤销：恢复原值 %(put_back)s 个，保留 %(kept)s 个，无法恢复 %(could_not)s 个，删除新增的企业 %(firms_removed)s 家。",
        **{name: f"{number:,}" for name, number in numbers.items()},
    )


def _line(row: dict[str, Any]) -> LeftLine:
    label, written, now = _value(row)
    is_reached = row["reason"] != UNREACHABLE
    return LeftLine(
        name=row["name"] or row["credit_code"] or DASH,
        firm_url=url_for("firms.show", firm_id=row["firm_id"]) if is_reached else "",
        year=row["year"] or None,
        label=label,
        written=written,
        now=now if is_reached else DASH,
        reason=str(REASONS[row["reason"]]),
        place=gettext("%(sheet)s 第 %(row)s 行", sheet=row["sheet"], row=row["row"]) if row["sheet"] else DASH,
    )


def _value(row: dict[str, Any]) -> tuple[str, str, str]:
    """The value's name, what the import wrote and what is there now; a new title is told as a whole."""
    written, now = (json.loads(text) if text else None for text in (row["written"], row["now"]))
    if not row["code"]:
        return gettext("称号"), tier_label(row["tier"]), DASH
    change = change_of(row["code"], written, now, site().catalogue)
    label = f"{tier_label(row['tier'])} · {change.label}" if row["tier"] else change.label
    return label, change.old, change.new
