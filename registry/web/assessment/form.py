"""The form as the page shows it: topics, a row per question, a cell per year, and which of them could still change an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext

from importers.cells import CellFault
from importers.issues import ERROR, Issue
from registry.domain.errors import InvalidInput
from registry.domain.indicators import Indicator, Kind
from registry.services.assessing.answers import Fault as AnswerFault
from registry.services.assessing.answers import Unclear, field_name
from registry.services.assessing.asking import Asked, AskedTopic
from registry.web.assessment.sent import Texts, is_held
from registry.web.errors_in_forms import Fault
from registry.web.firms.forms import NO, YES
from registry.web.languages import in_words, translated, wording
from registry.web.names import tier_label
from registry.web.quantities import unit_name
from registry.web.site import site
from registry.web.tracks import tiers_in_order

Moved = Mapping[tuple[str, int | None], tuple[str, ...]]  # by indicator and year: the tiers an answer could still move


@dataclass(frozen=True)
class Cell:
    """One field; `moves` names the tiers whose verdict an answer could still change."""

    name: str
    year: int | None
    value: str
    fault: str
    moves: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One question. `kind` is number, text, date or choice; `choices` are value and words."""

    code: str
    label: str
    unit: str
    hint: str
    where: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    cells: tuple[Cell, ...]

    @property
    def moves(self) -> tuple[str, ...]:
        """The tiers that any of its fields could still move."""
        return tuple(dict.fromkeys(tier for cell in self.cells for tier in cell.moves))

    @property
    def is_blank(self) -> bool:
        """Whether nothing is filled in."""
        return not any(cell.value or cell.fault for cell in self.cells)


@dataclass(frozen=True)
class Section:
    """A topic. `asked` are the rows to look at; `moot` are blank ones that can no longer change an answer."""

    code: str
    label: str
    asked: tuple[Row, ...]
    moot: tuple[Row, ...]
    is_open: bool


@dataclass(frozen=True)
class Holding:
    """A title that a firm may hold."""

    tier: str
    label: str
    is_held: bool


@dataclass(frozen=True)
class Form:
    """Everything that is asked, and the faults of what was answered."""

    sections: tuple[Section, ...]
    titles: tuple[Holding, ...]
    faults: tuple[Fault, ...]
    parks: tuple[str, ...]
    waiting: int = 0


@dataclass(frozen=True)
class Filled:
    """What the form is filled with; `moved` is None before anything was judged: then everything is asked."""

    texts: Texts = field(default_factory=dict)
    faults: Mapping[str, AnswerFault] = field(default_factory=dict)
    moved: Moved | None = None


def form_of(topics: Iterable[AskedTopic], filled: Filled) -> Form:
    """The form with what was answered."""
    listed = list(topics)
    return Form(
        sections=tuple(_section(topic, filled, is_first=topic is listed[0]) for topic in listed),
        titles=tuple(Holding(tier, tier_label(tier), is_held(filled.texts, tier)) for tier in tiers_in_order()),
        faults=tuple(_summary(name, fault) for name, fault in filled.faults.items()),
        parks=tuple(site().catalogue.zones),
        waiting=sum(1 for key in filled.moved or {} if key),
    )


def _section(topic: AskedTopic, filled: Filled, *, is_first: bool) -> Section:
    rows = [_row(asked, filled) for asked in topic.questions]
    always = {asked.indicator.code for asked in topic.questions if asked.question.always}
    idle = [row for row in rows if row.is_blank and not row.moves and row.code not in always]
    moot = idle if filled.moved is not None else []
    asked = [row for row in rows if row not in moot]
    used = any(row.moves or not row.is_blank for row in rows)
    is_open = used or (filled.moved is None and is_first)
    return Section(topic.topic.code, in_words(topic.topic.label), tuple(asked), tuple(moot), is_open)


def _row(asked: Asked, filled: Filled) -> Row:
    indicator, years = asked.indicator, asked.years or (None,)
    return Row(
        code=indicator.code,
        label=in_words(indicator.label),
        unit=unit_name(indicator.unit) if indicator.kind.is_numeric else "",
        hint=in_words(indicator.definition) if indicator.definition else "",
        where=in_words(asked.question.where) if asked.question.where else "",
        kind=_kind(indicator),
        choices=_choices(indicator),
        cells=tuple(_cell(indicator, year, filled) for year in years),
    )


def _cell(indicator: Indicator, year: int | None, filled: Filled) -> Cell:
    name = field_name(indicator.code, year)
    fault = filled.faults.get(name)
    moves = (filled.moved or {}).get((indicator.code, year), ())
    return Cell(name, year, filled.texts.get(name, ""), fault_text(fault, indicator) if fault else "", moves)


def _kind(indicator: Indicator) -> str:
    if indicator.kind is Kind.FLAG or (indicator.choices and not indicator.open):
        return "choice"
    if indicator.kind is Kind.DATE:
        return "date"
    return "number" if indicator.kind.is_numeric else "text"


def _choices(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    if indicator.kind is Kind.FLAG:
        return (YES, gettext("是")), (NO, gettext("否"))
    return tuple((choice, translated(choice)) for choice in indicator.choices)


def _summary(name: str, fault: AnswerFault) -> Fault:
    code, _, year = name.partition("-")
    indicator = site().catalogue.indicators[code]
    text = wording().say(InvalidInput.template, field=indicator.label, reason=fault_text(fault, indicator))
    return Fault(name, f"{year} {text}" if year else text)


def fault_text(fault: AnswerFault, indicator: Indicator) -> str:
    """What is wrong with an answer, as an import would tell it."""
    if isinstance(fault, Unclear):
        if fault.places:
            places = gettext("、").join(fault.places)
            return gettext("“%(text)s”可能是：%(places)s，请写完整", text=fault.text, places=places)
        return gettext("找不到“%(text)s”，请写到区县，例如 武汉市洪山区", text=fault.text)
    return _cell_fault(fault, indicator)


def _cell_fault(fault: CellFault, indicator: Indicator) -> str:
    facts = {**fault.facts, "unit_name": unit_name(str(fault.facts.get("unit_name") or indicator.unit))}
    issue = Issue(fault.code, ERROR, "", facts=facts)
    return issue.sentence(translate=translated)
