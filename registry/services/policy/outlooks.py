"""What publishing a draft would do: which versions end the day before, and everything that has to be right first."""

from __future__ import annotations

from dataclasses import dataclass

from registry.catalogue.reader import Catalogue
from registry.domain.errors import Conflict
from registry.domain.rulesets import RuleSet
from registry.domain.texts import Listed, mark
from registry.services.policy.drafts import sound_rule
from registry.services.policy.published import ended, is_successor
from registry.services.policy.starting import UNCITED
from registry.store.policy import RuleDraft


class DocumentMissing(Conflict):
    """A version needs the document that it rests on."""

    template = mark("发布前请在“文件和日期”里填写：{fields}。")


class CitationsMissing(Conflict):
    """Conditions whose article nobody has filled in."""

    template = mark("还有 {count} 条没有写依据条款：{labels}。")


class NotHeldAgainstIt(Conflict):
    """The day on which the numbers were checked is before the document was issued: they were checked against another one."""

    template = mark("核对原文日期（{checked}）早于发文日期（{issued}）：请对照新文件核对，再改日期。")


class BaseWithdrawn(Conflict):
    """The version that an overlay rests on does not count any more."""

    template = mark("这份草稿沿用的 {id} 已撤回或不再提供。请改为沿用别的版本，或改成整份。")


class DaysTaken(Conflict):
    """Another version is in force on the same days, and it is not one that simply ends."""

    template = mark("{id} 与这份草稿的生效日期重叠。请改生效日期，或给草稿填截止日期。")


class CasesLeftOut(Conflict):
    """The version that would end also holds for a case that the draft leaves out."""

    template = mark("现行的 {id} 同时适用于首次申报和复核，发布后它会整个结束。请让草稿同样适用两种情形。")


@dataclass(frozen=True)
class Outlook:
    """What publishing would do: the version, those that end the day before, and what stands in the way."""

    rule_set: RuleSet
    ending: tuple[RuleSet, ...]
    obstacles: tuple[Conflict, ...]


def outlook(draft: RuleDraft, catalogue: Catalogue) -> Outlook:
    """Everything that has to be right before a draft is submitted. Raises DraftHasFaults."""
    rule_set = sound_rule(draft, catalogue)
    same = [each for each in catalogue.rule_sets if _competes(each, rule_set)]
    ending = tuple(each for each in same if is_successor(rule_set, each) and ended(each, [rule_set]) != each)
    obstacles: list[Conflict] = []
    if missing := _missing(draft, rule_set):
        obstacles.append(DocumentMissing(fields=Listed(missing)))
    obstacles += _doubts(draft, rule_set)
    if draft.base_document and all(each.id != draft.base for each in catalogue.rule_sets):
        obstacles.append(BaseWithdrawn(id=draft.base))
    obstacles += [
        DaysTaken(id=each.id) for each in same if each not in ending and each.effective.overlaps(rule_set.effective)
    ]
    obstacles += [CasesLeftOut(id=each.id) for each in ending if not set(each.cases) <= set(rule_set.cases)]
    return Outlook(rule_set, ending, tuple(obstacles))


def _doubts(draft: RuleDraft, rule_set: RuleSet) -> list[Conflict]:
    """What the conditions cite, and whether that can have been the document that the draft names."""
    found: list[Conflict] = []
    bare = [leaf.label.zh for leaf in rule_set.conditions() if leaf.citation.article.strip() == UNCITED]
    if bare:
        found.append(CitationsMissing(count=len(bare), labels=Listed(bare[:5])))
    checked = rule_set.source.checked_on
    if draft.issued_on and checked < draft.issued_on:
        found.append(NotHeldAgainstIt(checked=str(checked), issued=str(draft.issued_on)))
    return found


def _competes(one: RuleSet, other: RuleSet) -> bool:
    same = (one.tier, one.jurisdiction) == (other.tier, other.jurisdiction)
    return same and bool(set(one.cases) & set(other.cases))


def _missing(draft: RuleDraft, rule_set: RuleSet) -> list[str]:
    source = rule_set.source
    given = {
        mark("文号"): source.number,
        mark("文件名称"): source.title,
        mark("发文单位"): source.issuer,
        mark("发文日期"): draft.issued_on,
    }
    return [label for label, value in given.items() if not value]
