"""Targets in words: values in their own unit, places, what is counted, and how a target stands."""

from __future__ import annotations

from flask_babel import gettext

from registry.domain.indicators import Kind
from registry.domain.paces import PROGRESS_LABELS, Progress
from registry.domain.targets import KIND_LABELS, TEST_LABELS, FirmFilter, FirmTest, Measure, TargetKind, Test
from registry.store.targets import Target
from registry.web.formats import DASH, decimals_of, rounded, trimmed
from registry.web.languages import in_words, translated
from registry.web.names import office_name, tier_label
from registry.web.quantities import unit_name
from registry.web.site import site

ICONS = {
    Progress.AHEAD: "arrow-up-right",
    Progress.ON_PACE: "arrow-right",
    Progress.BEHIND: "arrow-down-right",
    Progress.REACHED: "check-lg",
    Progress.MISSED: "x-lg",
    Progress.NO_DATE: "dash-lg",
    Progress.UNMEASURED: "question-lg",
    Progress.WITHDRAWN: "slash-circle",
}


def progress_word(progress: str) -> str:
    """How a target stands, in a word."""
    return translated(PROGRESS_LABELS[Progress(progress)])


def progress_icon(progress: str) -> str:
    """The icon that goes with the word."""
    return ICONS[Progress(progress)]


def kind_word(kind: str) -> str:
    """A kind of target in words."""
    return translated(KIND_LABELS[TargetKind(kind)])


def amount(kind: str, value: float | None, *, with_unit: bool = True) -> str:
    """A value of a target in its own unit: firms, percent, or times."""
    if value is None:
        return DASH
    if TargetKind(kind).is_share:
        return f"{rounded(value * 100, max(1, decimals_of(value * 100, 2)))} %"
    if TargetKind(kind) is TargetKind.MULTIPLE:
        number = trimmed(value, 2)
        return gettext("%(number)s 倍", number=number) if with_unit else number
    number = trimmed(value, 1)
    return gettext("%(number)s 家", number=number) if with_unit else number


def goal_words(target: Target, measure: Measure) -> str:
    """The goal; one that has to be exceeded says so."""
    told = amount(target.kind, target.goal)
    return gettext("超过 %(goal)s", goal=told) if measure.is_strict else told


def target_label(target: Target) -> str:
    """The name of a target; that of a document in the reader's language."""
    entry = site().catalogue.targets.find(target.code)
    return in_words(entry.label) if entry else target.label


def document_words(target: Target) -> str:
    """The document behind a target."""
    entry = site().catalogue.targets.find(target.code)
    return in_words(entry.document) if entry else target.document


def note_words(target: Target) -> str:
    """What the catalogue says about the text and how it is counted."""
    entry = site().catalogue.targets.find(target.code)
    return in_words(entry.note) if entry else ""


def place_words(target: Target) -> str:
    """Where the target lies."""
    place = office_name(target.division, target.park)
    return f"{place} · {target.cluster}" if target.cluster else place


def counted_words(kind: str, measure: Measure) -> str:
    """What is counted, in one sentence."""
    counts = _filter_words(measure.firms)
    if measure.enters:
        entered = gettext("当年首次获得%(tier)s", tier=tier_label(measure.enters))
        return gettext("；").join(part for part in (entered, counts) if part)
    if not TargetKind(kind).is_share:
        return counts
    among = _filter_words(measure.among) or gettext("全部企业")
    return gettext("分子：%(counts)s。分母：%(among)s。", counts=counts, among=among)


def _filter_words(wanted: FirmFilter) -> str:
    sections = site().catalogue.industries.sections
    parts = [gettext("%(tier)s称号有效", tier=tier_label(tier)) for tier in wanted.holds]
    if wanted.industries:
        names = gettext("、").join(in_words(sections[letter][0]) for letter in wanted.industries)
        parts.append(gettext("行业属于%(names)s", names=names))
    return gettext("；").join([*parts, *(_test_words(each) for each in wanted.tests)])


def _test_words(asked: FirmTest) -> str:
    indicator = site().catalogue.indicators.get(asked.indicator)
    label, test = in_words(indicator.label) if indicator else asked.indicator, translated(TEST_LABELS[asked.test])
    if asked.test is Test.ONE_OF:
        return f"{label} {test} {gettext('、').join(asked.words)}"
    if asked.number is None or indicator is None:
        return f"{label} {test}"
    number = asked.number * 100 if indicator.kind is Kind.RATIO else asked.number
    unit = "%" if indicator.kind is Kind.RATIO else unit_name(indicator.unit)
    return f"{label} {test} {trimmed(number)} {unit}".rstrip()
