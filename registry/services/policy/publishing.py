"""From draft to version: submitted by one person, published by a second, withdrawn with a reason, never edited.

Publishing is one transaction: the text in `rule_set_version`, who published it, the draft's state, and the evaluation asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue, names_of
from registry.catalogue.rule_checking import check_rule
from registry.domain.access import Person
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services import journal
from registry.services.catalogue import publish as store_versions
from registry.services.days import china_day
from registry.services.jobs import ACTIVE, asking
from registry.services.policy.drafts import OPEN, PUBLISHED, SUBMITTED, get_draft, open_draft, sound_rule
from registry.services.policy.published import ended, is_successor
from registry.services.policy.reach import require_rule
from registry.store.jobs import Job
from registry.store.policy import RuleDraft, RulePublication
from registry.store.rulesets import RuleSetVersion

REEVALUATE = "policy.reevaluate"
LONGEST_FILE = 20 * 1024 * 1024


class DocumentMissing(Conflict):
    """A version needs the document that it rests on."""

    template = mark("发布前请在“文件和日期”里填写：{fields}。")


class DaysTaken(Conflict):
    """Another version is in force on the same days, and it is not one that simply ends."""

    template = mark("{id} 与这份草稿的生效日期重叠。请改生效日期，或给草稿填截止日期。")


class CasesLeftOut(Conflict):
    """The version that would end also holds for a case that the draft leaves out."""

    template = mark("现行的 {id} 同时适用于首次申报和复核，发布后它会整个结束。请让草稿同样适用两种情形。")


class SecondPersonNeeded(Conflict):
    """Whoever wrote or submitted a draft may not be the one who publishes it."""

    template = mark("发布需要另一个人：您修改或提交过这份草稿。请由本地区的另一个有权限的账号发布。")


class PublishedMeanwhile(Conflict):
    """Somebody else published between the look at the draft and the word."""

    template = mark("刚刚有别的版本发布，请刷新后核对会结束哪个版本，再发布。")


class NotSubmitted(Conflict):
    """Only a submitted draft can be published or returned."""

    template = mark("这份草稿没有等待发布。")


class NotPublishedHere(NotFound):
    """A version that did not come from the desk, or is withdrawn already."""

    template = mark("没有找到由政策工作台发布、仍然有效的这个版本。")


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
        obstacles.append(DocumentMissing(fields="、".join(missing)))
    obstacles += [
        DaysTaken(id=each.id) for each in same if each not in ending and each.effective.overlaps(rule_set.effective)
    ]
    obstacles += [CasesLeftOut(id=each.id) for each in ending if not set(each.cases) <= set(rule_set.cases)]
    return Outlook(rule_set, ending, tuple(obstacles))


def submit(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    draft_id: int,
    *,
    version: int,
    now: datetime,
    filename: str = "",
    file: bytes | None = None,
) -> None:
    """Hand an open draft in for publication, with the document's file where there is one. Raises the first obstacle."""
    draft = open_draft(session, person, catalogue, draft_id, version)
    found = outlook(draft, catalogue)
    if found.obstacles:
        raise found.obstacles[0]
    if file and len(file) > LONGEST_FILE:
        raise InvalidInput(field="file", reason=mark("文件不能超过 20 MB。"))
    if file:
        draft.filename, draft.file = filename, file
    draft.status, draft.remark = SUBMITTED, ""
    draft.submitted_by, draft.submitted_id, draft.submitted_at = person.name, person.account_id, now
    session.add(draft)
    journal.note(session, person, "draft.submit", now=now, text=f"draft={draft_id} {found.rule_set.id}")


def give_back(
    session: Session, person: Person, catalogue: Catalogue, draft_id: int, remark: str, *, now: datetime
) -> None:
    """Return a submitted draft for more work, with a remark; also how its author takes it back."""
    draft = _submitted(session, person, catalogue, draft_id)
    draft.status, draft.remark = OPEN, " ".join(remark.split())[:500]
    session.add(draft)
    journal.note(session, person, "draft.return", now=now, text=f"draft={draft_id} {draft.remark}")


def publish(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    draft_id: int,
    *,
    single_person: bool = False,
    now: datetime,
) -> str:
    """Make the submitted draft a version, and ask for all firms to be evaluated where it is in force today. Returns its id.

    Raises SecondPersonNeeded unless `single_person`, an obstacle that arose since, and VersionAlreadyPublished.
    """
    draft = _submitted(session, person, catalogue, draft_id)
    found = outlook(draft, catalogue)
    if not single_person and person.account_id in {*draft.authors, draft.submitted_id}:
        raise SecondPersonNeeded()
    if found.obstacles:
        raise found.obstacles[0]
    rule_set = found.rule_set
    _require_newest(session, catalogue)
    store_versions(session, [rule_set, *(ended(each, [rule_set]) for each in found.ending)], now=now)
    publication = session.get(RulePublication, rule_set.id) or RulePublication(rule_set=rule_set.id)
    publication.sqlmodel_update(_facts_of(draft, person, rule_set, now))
    session.add(publication)
    draft.status, draft.rule_set = PUBLISHED, rule_set.id
    session.add(draft)
    journal.note(session, person, "rules.publish", now=now, text=f"{rule_set.id} draft={draft_id}")
    _ask_for_evaluation(session, person, publication, rule_set.effective.start, now)
    return rule_set.id


def withdraw(
    session: Session, person: Person, catalogue: Catalogue, rule_set_id: str, reason: str, *, now: datetime
) -> None:
    """Take a version of the desk out of force; what it ended holds again. Evaluations that used it stay explainable."""
    publication = session.get(RulePublication, rule_set_id)
    if publication is None or publication.withdrawn_at is not None:
        raise NotPublishedHere()
    require_rule(person, publication.jurisdiction, catalogue)
    if not reason.strip():
        raise InvalidInput(field="reason", reason=mark("请写明撤回的原因。"))
    publication.withdrawn_by, publication.withdrawn_at, publication.reason = person.name, now, reason.strip()[:500]
    publication.moved = None
    session.add(publication)
    journal.note(session, person, "rules.withdraw", now=now, text=f"{rule_set_id} {publication.reason}")
    _ask_for_evaluation(session, person, publication, catalogue.rule_set(rule_set_id).effective.start, now)


def publication_of(session: Session, rule_set_id: str) -> RulePublication | None:
    """Who published a version at the desk; None for shipped ones."""
    return session.get(RulePublication, rule_set_id)


def withdrawn(session: Session) -> list[RulePublication]:
    """The versions that were taken back, the latest first."""
    statement = select(RulePublication).where(col(RulePublication.withdrawn_at).is_not(None))
    return list(session.exec(statement.order_by(col(RulePublication.withdrawn_at).desc())))


def find_rule_set(session: Session, catalogue: Catalogue, rule_set_id: str) -> RuleSet:
    """A version of the catalogue, or one that was withdrawn. Raises NotFound."""
    publication = session.get(RulePublication, rule_set_id)
    if publication is not None and publication.withdrawn_at is not None:
        version = session.get_one(RuleSetVersion, rule_set_id)
        rule_set = check_rule(version.text, names_of(catalogue.indicators, catalogue.ladder)).rule_set
        if rule_set is not None:
            return rule_set
    return catalogue.rule_set(rule_set_id)


def has_file(session: Session, draft_id: int) -> bool:
    """Whether the document behind a version was uploaded."""
    statement = select(RuleDraft.id).where(RuleDraft.id == draft_id, col(RuleDraft.file).is_not(None))
    return session.exec(statement).first() is not None


def is_evaluating(session: Session, publication: RulePublication) -> bool:
    """Whether the evaluation that followed still waits or runs."""
    job = session.get(Job, publication.job_id) if publication.job_id else None
    return job is not None and job.status in ACTIVE


def start_evaluation(session: Session, person: Person, catalogue: Catalogue, rule_set_id: str, *, now: datetime) -> int:
    """Evaluate everybody by a version whose first day has come meanwhile; the job's id. Raises NotPublishedHere."""
    publication = session.get(RulePublication, rule_set_id)
    if publication is None:
        raise NotPublishedHere()
    require_rule(person, publication.jurisdiction, catalogue)
    _ask_for_evaluation(session, person, publication, china_day(now), now)
    return publication.job_id or 0


def document_file(session: Session, draft_id: int) -> tuple[str, bytes]:
    """The file of the document behind a published version. Raises NotFound."""
    draft = session.get(RuleDraft, draft_id)
    if draft is None or draft.status != PUBLISHED or draft.file is None:
        raise NotFound(what=mark("这份文件"))
    return draft.filename, draft.file


def _submitted(session: Session, person: Person, catalogue: Catalogue, draft_id: int) -> RuleDraft:
    draft = get_draft(session, person, catalogue, draft_id)
    if draft.status != SUBMITTED:
        raise NotSubmitted()
    return draft


def _require_newest(session: Session, catalogue: Catalogue) -> None:
    """Raise Conflict where somebody published since the catalogue was read: what ends would have to be asked again."""
    active = select(RulePublication.rule_set).where(col(RulePublication.withdrawn_at).is_(None))
    if set(session.exec(active)) - {each.id for each in catalogue.rule_sets}:
        raise PublishedMeanwhile()


def _facts_of(draft: RuleDraft, person: Person, rule_set: RuleSet, now: datetime) -> dict[str, object]:
    return {
        "draft_id": draft.id,
        "jurisdiction": rule_set.jurisdiction,
        "issued_on": draft.issued_on,
        "submitted_by": draft.submitted_by,
        "published_by": person.name,
        "published_at": now,
        "withdrawn_by": None,
        "withdrawn_at": None,
        "reason": "",
        "moved": None,
    }


def _ask_for_evaluation(
    session: Session, person: Person, publication: RulePublication, start: date, now: datetime
) -> None:
    """A job for what holds today; of a version that begins later the page offers it on that day."""
    if start <= china_day(now):
        arguments = {"rule_set": publication.rule_set}
        publication.job_id = asking.start(session, person, REEVALUATE, arguments=arguments, now=now)
        session.add(publication)


def _competes(one: RuleSet, other: RuleSet) -> bool:
    same = (one.tier, one.jurisdiction) == (other.tier, other.jurisdiction)
    return same and bool(set(one.cases) & set(other.cases))


def _missing(draft: RuleDraft, rule_set: RuleSet) -> list[str]:
    source = rule_set.source
    given = {"文号": source.number, "文件名称": source.title, "发文单位": source.issuer, "发文日期": draft.issued_on}
    return [label for label, value in given.items() if not value]
