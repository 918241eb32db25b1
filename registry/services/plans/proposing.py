"""What a plan proposes: for every condition between a firm and a tier one action, its text made from the gap sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.explanation import ConditionResult, Explanation, GroupResult, NodeResult
from registry.domain.outcomes import Outcome
from registry.domain.texts import mark
from registry.services.candidates import lacks_of
from registry.services.evaluations import explain
from registry.services.occasions import Occasion
from registry.services.shortfalls import Lack, shown_number
from registry.services.wording import CHINESE, Wording

PROPOSALS: Mapping[str, str] = {
    "short": mark("提升{label}，还差 {amount} {unit}"),
    "over": mark("压降{label}，超出 {amount} {unit}"),
    "equal": mark("改善{label}，须优于而不能等于标准"),
    "failed": mark("整改：{label}"),
    "unknown": mark("补填数据：{label}"),
    "manual": mark("准备材料，供人工判断：{label}"),
}
_SETTLED = (Outcome.MET, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True)
class Need:
    """A condition that stands between the firm and the tier: what is lacking, and the condition beside the firm."""

    lack: Lack
    result: ConditionResult

    @property
    def code(self) -> str:
        """The code of the condition in its rule set."""
        return self.lack.code

    def proposal(self, wording: Wording = CHINESE) -> str:
        """The action that would mend it: 提升研发费用，还差 82 万元."""
        lack = self.lack
        facts = {"label": lack.label, "amount": shown_number(lack.distance), "unit": lack.unit}
        return wording.say(PROPOSALS[lack.kind], **facts).strip()


@dataclass(frozen=True)
class Outlook:
    """Where a firm stands to a tier: the explanation, what it needs, and the conditions that are settled by now."""

    explanation: Explanation
    needs: tuple[Need, ...]
    settled: frozenset[str]


def outlook(
    session: Session, person: Person, catalogue: Catalogue, firm_id: int, tier: str, occasion: Occasion
) -> Outlook | None:
    """The firm's outlook on the tier; None where no rule set of the tier applies to it on the day."""
    when = {"as_of": occasion.as_of, "data_year": occasion.data_year, "case": occasion.case}
    told = explain(session, person, catalogue, firm_id, tiers=(tier,), **when)
    if not told:
        return None
    results = {result.rule.code: result for result in told[0].conditions()}
    found = lacks_of(session, catalogue, tier, occasion, [firm_id]).get(firm_id, ())
    return Outlook(
        told[0],
        tuple(Need(lack, results[lack.code]) for lack in found if lack.code in results),
        frozenset(_settled(told[0].root, is_settled=False)),
    )


def _settled(node: NodeResult, *, is_settled: bool) -> Iterator[str]:
    """Codes of the conditions that are met, or that a group met by another member makes unnecessary."""
    settled = is_settled or node.outcome in _SETTLED
    if isinstance(node, GroupResult):
        for member in node.members:
            yield from _settled(member, is_settled=settled)
    elif settled:
        yield node.rule.code
