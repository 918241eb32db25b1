"""The journal of a firm in words: who changed what, when, from which file and row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person, Role
from registry.domain.indicators import Indicator, Kind
from registry.domain.masking import masked
from registry.services.personal_values import ERASED, WITH_WHOM
from registry.services.verifying import VERIFY, WITHDRAW
from registry.store.imports import ImportBatch
from registry.store.journal import JournalEntry
from registry.web.firms.decided import condition_label
from registry.web.firms.history_words import ACTIONS, INTERNAL, POOL_FIELDS, SERVICE_FIELDS, STATES, TITLE_FIELDS
from registry.web.formats import DASH, moment
from registry.web.languages import in_words, translated
from registry.web.names import tier_label
from registry.web.pools.words import exit_word
from registry.web.quantities import cell, unit_name

Files = Mapping[int, str]


@dataclass(frozen=True)
class Change:
    """One field with its old and new value in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One journal entry in words."""

    when: str
    who: str
    what: str
    source: str
    changes: list[Change]
    note: str


def entries_of(journal: Iterable[JournalEntry], catalogue: Catalogue, files: Files | None = None) -> list[Entry]:
    """The entries in the order given; `files` names the files of imports by batch."""
    return [_entry(entry, catalogue, files or {}) for entry in journal]


def shown_to(person: Person, journal: Iterable[JournalEntry]) -> list[JournalEntry]:
    """The entries that the reader may read: an enterprise not those that are the office's own business."""
    return [one for one in journal if person.role is not Role.ENTERPRISE or not one.action.startswith(INTERNAL)]


def files_of(session: Session, journal: Iterable[JournalEntry]) -> dict[int, str]:
    """The file names of the batches that the entries speak of."""
    batches = {entry.batch_id for entry in journal if entry.batch_id is not None}
    statement = select(ImportBatch.id, ImportBatch.filename).where(col(ImportBatch.id).in_(batches))
    return {number: name for number, name in session.exec(statement) if number is not None} if batches else {}


def _entry(entry: JournalEntry, catalogue: Catalogue, files: Files) -> Entry:
    what = str(ACTIONS.get(entry.action, entry.action))
    if entry.year:
        what = gettext("%(what)s · %(year)s 年", what=what, year=entry.year)
    return Entry(
        when=moment(entry.at),
        who=translated(entry.actor_name),
        what=what,
        source=_source(entry, files),
        changes=_changes(entry, catalogue),
        note=_note(entry, catalogue),
    )


def _changes(entry: JournalEntry, catalogue: Catalogue) -> list[Change]:
    """What the entry changed; verifying a value changes what is known of it, not the value."""
    told = [change_of(code, old, new, catalogue) for code, (old, new) in (entry.changes or {}).items()]
    if entry.action == VERIFY:
        return [replace(one, old=gettext("未核实"), new=gettext("%(value)s 已核实", value=one.new)) for one in told]
    if entry.action == WITHDRAW:
        return [replace(one, old=gettext("%(value)s 已核实", value=one.old), new=gettext("未核实")) for one in told]
    return told


def _source(entry: JournalEntry, files: Files) -> str:
    """The user's own file, sheet and row, where the entry came from one."""
    if not (entry.sheet and entry.row):
        return ""
    place = gettext("工作表“%(sheet)s”第 %(row)s 行", sheet=entry.sheet, row=entry.row)
    file = files.get(entry.batch_id or 0)
    return f"{file} · {place}" if file else place


def _note(entry: JournalEntry, catalogue: Catalogue) -> str:
    tier = catalogue.ladder.get(entry.note or "")
    return in_words(tier.label) if tier else entry.note or ""


def change_of(code: str, old: Any, new: Any, catalogue: Catalogue) -> Change:
    """One changed field in words; the code may be an indicator or a field of a title."""
    indicator = catalogue.indicators.get(code)
    if indicator is not None:
        label = in_words(indicator.label)
        return Change(label, _words(old, indicator), _words(new, indicator))
    rule_set, _, condition = code.partition(":")
    if condition:
        return Change(_question(rule_set, condition, catalogue), _answer(old), _answer(new))
    label = str(TITLE_FIELDS.get(code) or POOL_FIELDS.get(code) or SERVICE_FIELDS.get(code, code))
    return Change(label, _plain(code, old, catalogue), _plain(code, new, catalogue))


def _words(value: Any, indicator: Indicator) -> str:
    if value in (None, ""):
        return DASH
    if indicator.kind is Kind.PERSONAL:
        return gettext("（已删除）") if value == ERASED else masked(str(value))
    text = cell(date.fromisoformat(value) if indicator.kind is Kind.DATE else value, indicator)
    return f"{text} {unit_name(indicator.unit)}" if indicator.unit and indicator.kind.is_numeric else text


def _plain(code: str, value: Any, catalogue: Catalogue) -> str:
    if value in (None, ""):
        return DASH
    if value == ERASED:
        return gettext("（已删除）")
    if code == WITH_WHOM:
        return masked(str(value))
    if code == "tier" and value in catalogue.ladder:
        return in_words(catalogue.ladder[value].label)
    if code == "pool_exit_kind":
        return exit_word(value)
    if code == "restriction_tiers":
        return gettext("、").join(tier_label(one) if one != "*" else gettext("各层级") for one in str(value).split(","))
    return str(STATES.get((code, value)) or translated(str(value)))


def _question(rule_set_id: str, code: str, catalogue: Catalogue) -> str:
    """The condition that a decision was about: the tier and the condition in words."""
    found = next((one for one in catalogue.rule_sets if one.id == rule_set_id), None)
    return f"{in_words(catalogue.ladder[found.tier].label)} · {condition_label(found, code)}" if found else code


def _answer(met: Any) -> str:
    return DASH if met is None else gettext("符合") if met else gettext("不符合")
