"""The answer in words: the ladder with each tier's verdict, the nearest tier and its steps, every tier with every condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext
from markupsafe import Markup

from registry.domain.explanation import Explanation, MissingInput
from registry.domain.outcomes import Outcome, Verdict
from registry.domain.questions import Openness, openness
from registry.services.assessing.answers import Answers, field_name
from registry.services.assessing.steps import Step, nearest, steps
from registry.services.assessing.windows import Window
from registry.services.occasions import Occasion
from registry.web.assessment.form import Moved
from registry.web.firms.elsewhere import Silence, local_standards, silent_tiers
from registry.web.firms.fields import OTHER_FIELDS, Fields
from registry.web.firms.notes import cited, two_ways
from registry.web.firms.panels import Panel, Reader, panels_of, state_of
from registry.web.formats import day
from registry.web.languages import in_words, wording
from registry.web.names import tier_label
from registry.web.site import site
from registry.web.tracks import by_track

SHOWN_STEPS = 2


@dataclass(frozen=True)
class StepLine:
    """One step in words: what to do, the other half of it, the clause."""

    text: str
    detail: str
    citation: str


@dataclass(frozen=True)
class Nearest:
    """The tier that takes the least, its cheapest steps, and how many there are beside them."""

    tier: str
    state: str
    steps: tuple[StepLine, ...]
    further: int
    says: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """The whole answer. `ready` are tiers to apply for now; `moved` says which field could still move which tier."""

    tracks: list[tuple[str, list[Panel]]]
    silent: list[Silence]
    ready: list[Panel]
    nearest: Nearest | None
    states: dict[str, str]
    moved: Moved
    explanations: tuple[Explanation, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Told:
    """What the words are made from: the answers, the occasion, the windows known by tier."""

    answers: Answers
    occasion: Occasion
    windows: dict[str, Window]
    fields: Fields

    @property
    def place(self) -> str | None:
        """The division code, where the firm said where it is."""
        return self.answers.firm.get("division_code")

    @property
    def zone(self) -> str | None:
        """The zone of its park, where it has standards of its own."""
        return site().catalogue.zones.get(str(self.answers.firm.get("park") or ""))


def form_fields() -> Fields:
    """Missing inputs lead to the field on the same page."""
    indicators = site().catalogue.indicators
    return Fields(indicators, lambda code, year: f"#{field_name(code, year)}", frozenset(indicators))


def answer_of(explanations: Sequence[Explanation], told: Told) -> Answer:
    """The answer to what was told."""
    reader = Reader(told.fields, {}, lambda tier: local_standards(tier, told.place, told.zone, told.occasion))
    opened = {one.rule_set.tier: openness(one) for one in explanations}
    by_tier = {one.rule_set.tier: one for one in explanations}
    near = nearest(explanations)
    panels = [
        replace(panel, says=tuple(_says(by_tier[panel.tier], opened[panel.tier], told)), is_open=False)
        for panel in panels_of(explanations, reader)
    ]
    ready = [panel for panel in panels if panel.state in ("eligible", "review")]
    return Answer(
        tracks=by_track(panels, lambda panel: panel.tier),
        silent=silent_tiers([panel.tier for panel in panels], told.place, told.zone, told.occasion),
        ready=ready,
        nearest=_nearest(near, opened[near.rule_set.tier], told) if near else None,
        states={panel.tier: panel.state for panel in panels},
        moved=_moved(list(opened.values())),
        explanations=tuple(explanations),
    )


def _nearest(explanation: Explanation, opened: Openness, told: Told) -> Nearest:
    to_take = steps(explanation)
    lines = tuple(step_line(step, told.fields) for step in to_take[:SHOWN_STEPS])
    tier = explanation.rule_set.tier
    return Nearest(tier, state_of(explanation), lines, len(to_take) - len(lines), (_window(tier, told),))


def step_line(step: Step, fields: Fields) -> StepLine:
    """A step in words; of a ratio both ways to mend it."""
    text = two_ways(step.result, fields) or step.lack.sentence(wording())
    label = in_words(step.lack.label)
    detail = "" if label in text else label
    if step.result.missing and step.lack.outcome in (Outcome.UNKNOWN, Outcome.UNMET):
        detail = Markup(gettext("请补：%(inputs)s")) % {"inputs": fields.wanted(step.result.missing)}
    return StepLine(text, detail, cited(step.result.rule.citation))


def _says(explanation: Explanation, opened: Openness, told: Told) -> list[str]:
    """The sentences above a tier's conditions: whether it is decided, the cheapest way up, when to apply."""
    said = [_decided(explanation, opened, told.fields)]
    if not explanation.holds and explanation.verdict in (Verdict.INELIGIBLE, Verdict.UNDETERMINED):
        lines = [step_line(step, told.fields) for step in steps(explanation)[:SHOWN_STEPS]]
        said.append(gettext("最省力的做法：%(steps)s", steps=gettext("；").join(str(line.text) for line in lines)))
    return [*said, _window(explanation.rule_set.tier, told)]


def _decided(explanation: Explanation, opened: Openness, fields: Fields) -> str:
    if opened.needed:
        waits = Markup(gettext("还没有结论，补这些就能判断：%(inputs)s"))
        return waits % {"inputs": fields.wanted(opened.needed)}
    if explanation.verdict is Verdict.UNDETERMINED:
        return gettext("现有数据无法计算，请核对已填的数字。")
    if opened.presumed:
        return gettext("已有结论：在下列假定成立时，再填别的项也不会改变。")
    return gettext("已有结论：再填别的项也不会改变。")


def _window(tier: str, told: Told) -> str:
    window = told.windows.get(tier)
    if window is not None:
        facts = {"name": window.name, "opens": day(window.opens_on), "closes": day(window.closes_on)}
        return gettext("申报窗口：%(opens)s 至 %(closes)s（%(name)s）", **facts)
    authority = site().catalogue.ladder[tier].authority
    if authority is None:
        return gettext("申报窗口：系统里没有已公布的时间，请以主管部门通知为准。")
    return gettext("申报窗口：系统里没有已公布的时间，请以通知为准（%(authority)s）。", authority=in_words(authority))


def _moved(opened: Sequence[Openness]) -> Moved:
    """Every field that could still move a tier, with the tiers."""
    found: dict[tuple[str, int | None], dict[str, None]] = {}
    for one in opened:
        for missing in one.needed:
            found.setdefault(_field(missing), {})[tier_label(one.tier)] = None
    return {key: tuple(tiers) for key, tiers in found.items()}


def _field(missing: MissingInput) -> tuple[str, int | None]:
    return OTHER_FIELDS.get(missing.indicator, missing.indicator), missing.year
