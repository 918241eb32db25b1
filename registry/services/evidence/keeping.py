"""Adding, listing, fetching and removing evidence of a firm in scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, Role, require
from registry.domain.errors import InvalidInput, NotAllowed, NotFound, UnusableFile
from registry.domain.indicators import Level
from registry.domain.texts import mark
from registry.services import journal
from registry.services.evidence import files
from registry.services.evidence.kinds import cleaned_name, kind_of
from registry.services.firms import is_year_of_figures
from registry.services.local_values import OF_THE_FIRM
from registry.services.origins import is_verified, origins_of
from registry.store.evidence import EvidenceRecord
from registry.store.scope import get_firm_in_scope
from registry.store.titles import TitleRecord

MEGABYTE = 1024 * 1024
LONGEST_NOTE = 200


class TooLarge(UnusableFile):
    """One file beyond the limit for a file."""

    template = mark("文件「{file}」超过 {limit} MB，不能上传。请压缩图片或分成几个文件。")


class FirmFull(UnusableFile):
    """All files of the firm together beyond the limit for a firm."""

    template = mark("文件「{file}」没有上传：本企业的材料合计不能超过 {limit} MB。请先删除不再需要的材料。")


class EmptyFile(UnusableFile):
    """Nothing was chosen, or the file holds nothing."""

    template = mark("请选择一个不为空的文件。")


class InUse(NotAllowed):
    """A firm may not take away what a verified value rests on."""

    template = mark("这份材料对应的数据已核实，不能由企业删除。需要更换请联系园区专员。")


@dataclass(frozen=True)
class Limits:
    """The largest file and the most of one firm, in megabytes."""

    file: int
    firm: int


@dataclass(frozen=True)
class Subject:
    """What a paper is about; year 0 is the firm itself, and all of the rest may be empty."""

    year: int = 0
    code: str = ""
    condition: str = ""
    title_id: int | None = None


def add(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    content: bytes,
    name: str,
    subject: Subject,
    *,
    note: str = "",
    data_dir: Path,
    limits: Limits,
    now: datetime,
    today: date,
) -> int:
    """Keep a paper of the firm. The very same file about the very same thing is kept once.

    Raises EmptyFile, TooLarge, FirmFull, UnknownKind, WithMacros, InvalidInput and NotFound.
    """
    require(person, Action.KEEP_EVIDENCE)
    get_firm_in_scope(session, person, firm_id)
    _check_subject(session, catalogue, firm_id, subject, today)
    shown = name.strip()[-60:]
    if not content:
        raise EmptyFile()
    if len(content) > limits.file * MEGABYTE:
        raise TooLarge(file=shown, limit=limits.file)
    kind = kind_of(content, shown)
    if space_used(session, firm_id) + len(content) > limits.firm * MEGABYTE:
        raise FirmFull(file=shown, limit=limits.firm)
    digest = files.keep(data_dir, content)
    twin = _twin(session, firm_id, digest, subject)
    if twin is not None:
        return twin
    record = EvidenceRecord(
        firm_id=firm_id,
        year=subject.year,
        code=subject.code,
        condition=subject.condition,
        title_id=subject.title_id,
        name=cleaned_name(name, kind),
        kind=kind,
        size=len(content),
        sha256=digest,
        note=" ".join(note.split())[:LONGEST_NOTE],
        uploaded_by=person.name,
        account_id=person.account_id,
        by_firm=person.role is Role.ENTERPRISE,
        uploaded_at=now,
    )
    session.add(record)
    session.flush()
    journal.note(session, person, "evidence.add", now=now, firm_id=firm_id, year=subject.year or None, text=record.name)
    assert record.id is not None
    return record.id


def of_firm(session: Session, person: Person, firm_id: int, year: int | None = None) -> list[EvidenceRecord]:
    """The papers of a firm in scope, of one year (0: the firm itself) or of all, the newest year first."""
    get_firm_in_scope(session, person, firm_id)
    statement = select(EvidenceRecord).where(EvidenceRecord.firm_id == firm_id)
    if year is not None:
        statement = statement.where(EvidenceRecord.year == year)
    return list(session.exec(statement.order_by(col(EvidenceRecord.year).desc(), col(EvidenceRecord.id).desc())))


def get(session: Session, person: Person, firm_id: int, evidence_id: int) -> EvidenceRecord:
    """One paper of a firm in scope; raises NotFound for that of another firm too."""
    get_firm_in_scope(session, person, firm_id)
    statement = select(EvidenceRecord).where(EvidenceRecord.id == evidence_id, EvidenceRecord.firm_id == firm_id)
    found = session.exec(statement).first()
    if found is None:
        raise NotFound(what=mark("这份材料"))
    return found


def fetch(
    session: Session, person: Person, firm_id: int, evidence_id: int, *, data_dir: Path, now: datetime
) -> tuple[EvidenceRecord, bytes]:
    """The paper with its content; leaves a note of who fetched it."""
    record = get(session, person, firm_id, evidence_id)
    content = files.content_of(data_dir, record.sha256)
    journal.note(session, person, "evidence.open", now=now, firm_id=firm_id, text=record.name)
    return record, content


def remove(session: Session, person: Person, firm_id: int, evidence_id: int, *, now: datetime) -> str:
    """Take the row away and return the hash, whose file the caller forgets once that is final. Raises NotFound, InUse."""
    require(person, Action.KEEP_EVIDENCE)
    record = get(session, person, firm_id, evidence_id)
    if person.role is Role.ENTERPRISE and not may_remove(session, record):
        raise InUse()
    session.delete(record)
    session.flush()
    journal.note(
        session, person, "evidence.remove", now=now, firm_id=firm_id, year=record.year or None, text=record.name
    )
    return record.sha256


def may_remove(session: Session, record: EvidenceRecord) -> bool:
    """Whether the firm itself may: it brought the paper, and no verified value rests on it."""
    held = origins_of(session, record.firm_id).get(record.year or OF_THE_FIRM, {})
    return record.by_firm and not (record.code and is_verified(held, record.code))


def space_used(session: Session, firm_id: int) -> int:
    """Bytes of all papers of the firm."""
    total = select(func.coalesce(func.sum(EvidenceRecord.size), 0)).where(EvidenceRecord.firm_id == firm_id)
    return int(session.exec(total).one())


def by_code(papers: Sequence[EvidenceRecord]) -> dict[str, list[EvidenceRecord]]:
    """The papers by the indicator they prove; "" holds those of the year as a whole."""
    found: dict[str, list[EvidenceRecord]] = {}
    for paper in papers:
        if not paper.condition and paper.title_id is None:
            found.setdefault(paper.code, []).append(paper)
    return found


def _check_subject(session: Session, catalogue: Catalogue, firm_id: int, subject: Subject, today: date) -> None:
    if subject.year and not is_year_of_figures(subject.year, today):
        raise InvalidInput(field=mark("年度"), reason=mark("应在 1949 年到今年之间。"))
    indicator = catalogue.indicators.get(subject.code) if subject.code else None
    if subject.code and (indicator is None or (indicator.level is Level.ANNUAL) != bool(subject.year)):
        raise InvalidInput(field=mark("指标"), reason=mark("与所选年度不符，请重新选择。"))
    if subject.title_id is not None:
        title = session.get(TitleRecord, subject.title_id)
        if title is None or title.firm_id != firm_id:
            raise NotFound(what=mark("这个称号"))


def _twin(session: Session, firm_id: int, digest: str, subject: Subject) -> int | None:
    same = select(EvidenceRecord.id).where(
        EvidenceRecord.firm_id == firm_id,
        EvidenceRecord.sha256 == digest,
        EvidenceRecord.year == subject.year,
        EvidenceRecord.code == subject.code,
        EvidenceRecord.condition == subject.condition,
        col(EvidenceRecord.title_id).is_not_distinct_from(subject.title_id),
    )
    return session.exec(same).first()
