"""What is written about one title: its fields, what is wrong with them, and the term that its tier proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from registry.domain.errors import NotFound
from registry.domain.texts import mark
from registry.domain.tiers import Ladder, Tier
from registry.services.days import is_slip
from registry.services.field_faults import FieldFaults
from registry.store.titles import TitleRecord

CODES = (
    "tier",
    "batch",
    "number",
    "document",
    "recognised_on",
    "valid_from",
    "valid_to",
    "recognised_as",
    "renews",
)
LABELS: Mapping[str, str] = {
    "tier": mark("称号"),
    "recognised_on": mark("认定日期"),
    "valid_from": mark("有效期起"),
    "valid_to": mark("有效期止"),
    "renews": mark("续自"),
    "revoked_on": mark("撤销日期"),
    "revoke_reason": mark("撤销原因"),
    "barred_until": mark("不得申报至"),
}


class TitleFaults(FieldFaults):
    """Fields of a title that cannot be taken: `faults` maps each to what is wrong with it."""

    labels = LABELS


@dataclass(frozen=True)
class TitleFields:
    """What is written about one title; None where nothing is known, a blank end of validity is open.

    `recognised_as` is what the list itself called it, `renews` the title that this one continues.
    """

    tier: str
    batch: str | None = None
    number: str | None = None
    document: str | None = None
    recognised_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    recognised_as: str | None = None
    renews: int | None = None

    def as_values(self) -> dict[str, Any]:
        """The fields by column, blank texts as None."""
        return {code: getattr(self, code) or None for code in CODES}


def fields_of(title: TitleRecord) -> TitleFields:
    """The fields as they are stored."""
    return TitleFields(**{code: getattr(title, code) for code in CODES})


def with_proposed_term(tier: Tier, fields: TitleFields, *, is_open: bool = False) -> TitleFields:
    """The fields with the term that the tier proposes where none is written: from the day of recognition, to its last day.

    `is_open` says that the title has no end, so that a blank one is not a question.
    """
    start = fields.valid_from or fields.recognised_on
    end = fields.valid_to or (tier.expires(start) if start is not None and not is_open else None)
    return replace(fields, valid_from=start, valid_to=None if is_open else end)


def renewal_of(tier: Tier, title: TitleRecord) -> TitleFields:
    """What a renewal of the title is proposed to be: the next term, beginning the day after the last one."""
    start = title.valid_to + timedelta(1) if title.valid_to is not None else None
    return with_proposed_term(tier, TitleFields(title.tier, valid_from=start, renews=title.id))


def checked(ladder: Ladder, fields: TitleFields, today: date) -> dict[str, Any]:
    """The values to store. Raises NotFound for a tier that the ladder lacks and TitleFaults with every fault."""
    if fields.tier not in ladder:
        raise NotFound(what=mark("这个层级"))
    faults = {}
    start, end = fields.valid_from, fields.valid_to
    for code in ("recognised_on", "valid_from", "valid_to"):
        if is_slip(getattr(fields, code)):
            faults[code] = mark("年份不合理，请核对；没有到期日的请勾选“长期有效”。")
    if fields.recognised_on is not None and fields.recognised_on > today:
        faults["recognised_on"] = mark("晚于今天，请核对。")
    if start is not None and end is not None and end < start:
        faults["valid_to"] = mark("早于有效期起。")
    if faults:
        raise TitleFaults(faults)
    return fields.as_values()
