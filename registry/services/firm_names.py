"""A firm's names: the old one is kept as a former name when it changes, and former names still find the firm."""

from __future__ import annotations

import re

from sqlmodel import Session, col, select

from registry.domain.names import name_key
from registry.store.firms import FirmRecord, FormerName
from registry.store.names import initials

SEPARATORS = re.compile(r"[；;、，,\n]+")


def split_names(text: str | None) -> list[str]:
    """The names in a cell or field.

    >>> split_names("武汉旧名公司；武汉老名公司")
    ['武汉旧名公司', '武汉老名公司']
    """
    return [name.strip() for name in SEPARATORS.split(text or "") if name.strip()]


def rename(session: Session, firm: FirmRecord, name: str) -> None:
    """Give the firm a new name. The old one becomes a former name, unless only its spelling changed."""
    old, firm.name = firm.name, name
    key = name_key(name)
    if key != firm.name_key:
        assert firm.id is not None
        add_former_names(session, firm.id, [old])
        firm.name_key, firm.initials = key, initials(name)


def add_former_names(session: Session, firm_id: int, names: list[str]) -> list[str]:
    """Add those that are not known yet, and return them."""
    known = set(session.exec(select(FormerName.name_key).where(FormerName.firm_id == firm_id)))
    added = []
    for name in names:
        if name_key(name) not in known:
            known.add(name_key(name))
            session.add(FormerName(firm_id=firm_id, name=name, name_key=name_key(name)))
            added.append(name)
    return added


def replace_former_names(session: Session, firm: FirmRecord, text: str | None) -> tuple[str, str] | None:
    """Make the former names those of a form field; old and new text if that changed anything. None leaves them alone."""
    if text is None:
        return None
    session.flush()
    statement = select(FormerName).where(FormerName.firm_id == firm.id).order_by(col(FormerName.id))
    held = list(session.exec(statement))
    wanted = {name_key(name): name for name in split_names(text)}
    for former in held:
        if former.name_key not in wanted:
            session.delete(former)
    assert firm.id is not None
    added = add_former_names(session, firm.id, list(wanted.values()))
    before = "；".join(former.name for former in held)
    kept = [former.name for former in held if former.name_key in wanted]
    after = "；".join(kept + added)
    return (before, after) if before != after else None
