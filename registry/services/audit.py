"""Whether the journal is as it was written: every entry lies under a seal, fits it, and the seals form one chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from registry.domain.access import Action, Person, require
from registry.domain.texts import mark
from registry.services.importing.before import changed_images
from registry.store.sealing import FIRST, digest_of, unsealed
from registry.store.seals import JournalSeal

SEAL = JournalSeal.__table__  # type: ignore[attr-defined]
ALTERED = mark("第 {first} 至 {last} 条变更记录（{sealed_at} 封存）与封存时不一致：有记录被修改、删除或插入。")
UNSEALED = mark("第 {first} 至 {last} 条变更记录没有封存：不是由本系统写入的，或封存被删除。")
CHANGED_IMAGE = mark("第 {batch} 次导入新增的数据与入库时封存的不一致：保存的原值被修改或删除。")
CUT_OFF = mark("封存链上找不到编号 {head}：它之后的记录连同封存被删除，或数据库换成了较早的备份。")


@dataclass(frozen=True)
class Fault:
    """One thing that does not fit: a template sentence and its facts."""

    template: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Audit:
    """What was looked at, what does not fit, and the head of the chain, to be kept outside the database."""

    entries: int
    seals: int
    head: str
    faults: tuple[Fault, ...]


def verify(session: Session, person: Person, *, known_head: str = "") -> Audit:
    """Work the whole chain out again from the entries. `known_head` is a head noted earlier: it must still be on the chain."""
    require(person, Action.VERIFY_JOURNAL)
    seals = session.connection().execute(select(SEAL).order_by(SEAL.c.id)).all()
    faults, previous, heads = [], FIRST, {FIRST}
    for seal in seals:
        if digest_of(session, previous, seal.first_entry, seal.last_entry) != seal.digest:
            faults.append(_fault(ALTERED, seal.first_entry, seal.last_entry, seal.sealed_at))
        previous = seal.digest
        heads.add(previous)
    faults += _unsealed(session)
    faults += [Fault(CHANGED_IMAGE, {"batch": batch}) for batch in changed_images(session)]
    if known_head and known_head not in heads:
        faults.append(Fault(CUT_OFF, {"head": known_head}))
    entries = sum(seal.last_entry - seal.first_entry + 1 for seal in seals)
    return Audit(entries, len(seals), previous, tuple(faults))


def _unsealed(session: Session) -> list[Fault]:
    found = session.connection().execute(unsealed()).scalars().all()
    return [_fault(UNSEALED, found[0], found[-1])] if found else []


def _fault(template: str, first: int, last: int, sealed_at: datetime | None = None) -> Fault:
    facts = {"first": first, "last": last}
    return Fault(template, facts | ({"sealed_at": f"{sealed_at:%Y-%m-%d %H:%M} UTC"} if sealed_at else {}))
