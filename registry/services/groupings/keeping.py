"""Creating, changing and retiring an entry of a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import InvalidInput
from registry.domain.names import name_key
from registry.domain.texts import mark
from registry.services import journal
from registry.services.groupings.kinds import LABELS, GroupingKind, GroupingTaken, get_grouping_to_keep
from registry.store.groupings import Grouping

FIELDS: Mapping[str, str] = {
    "name": mark("名称"),
    "division": mark("所在地区"),
    "level": mark("级别"),
    "lead": mark("牵头单位"),
    "document": mark("认定文号"),
    "note": mark("备注"),
}
LONGEST = 200


def create_grouping(
    session: Session, person: Person, catalogue: Catalogue, kind: str, values: Mapping[str, str], *, now: datetime
) -> int:
    """Add an entry and return its id. Raises InvalidInput, GroupingTaken."""
    require(person, Action.KEEP_GROUPINGS)
    if kind not in LABELS:
        raise InvalidInput(field=mark("种类"), reason=mark("请从清单中选择。"))
    read = _read(person, catalogue, values)
    _refuse_taken(session, kind, read["name"])
    key = name_key(read["name"])
    grouping = Grouping(kind=GroupingKind(kind).value, name_key=key, created_by=person.name, created_at=now, **read)
    session.add(grouping)
    session.flush()
    changes = journal.differing({}, {code: value for code, value in read.items() if value})
    journal.note(session, person, "grouping.create", now=now, changes=changes, text=f"{kind} {read['name']}")
    assert grouping.id is not None
    return grouping.id


def save_grouping(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    grouping_id: int,
    values: Mapping[str, str],
    version: int,
    *,
    now: datetime,
) -> bool:
    """Change an entry; True if anything differs. Firms that name a park keep their own text."""
    grouping = get_grouping_to_keep(session, person, grouping_id, version)
    read = _read(person, catalogue, values)
    changes = journal.differing({code: getattr(grouping, code) for code in FIELDS}, read)
    if not changes:
        return False
    _refuse_taken(session, grouping.kind, read["name"], grouping_id)
    for code, value in read.items():
        setattr(grouping, code, value)
    grouping.name_key = name_key(read["name"])
    _written(session, person, grouping, "grouping.update", changes, now)
    return True


def retire_grouping(
    session: Session, person: Person, grouping_id: int, *, is_retired: bool, today: date, now: datetime
) -> None:
    """Take an entry off the list from today on, or put it back; nothing where it is so already."""
    grouping = get_grouping_to_keep(session, person, grouping_id)
    day = today if is_retired else None
    if (grouping.retired_on is not None) == is_retired:
        return
    changes = {"retired_on": (grouping.retired_on, day)}
    grouping.retired_on = day
    _written(session, person, grouping, "grouping.retire" if is_retired else "grouping.restore", changes, now)


def _written(
    session: Session, person: Person, grouping: Grouping, action: str, changes: journal.Changes, now: datetime
) -> None:
    grouping.version += 1
    session.add(grouping)
    journal.note(session, person, action, now=now, changes=changes, text=f"{grouping.kind} {grouping.name}")


def _read(person: Person, catalogue: Catalogue, values: Mapping[str, str]) -> dict[str, Any]:
    read = {code: " ".join(values.get(code, "").split()) for code in FIELDS}
    for code, text in read.items():
        if len(text) > LONGEST:
            raise InvalidInput(field=FIELDS[code], reason=mark("最多 200 个字。"))
    if not read["name"]:
        raise InvalidInput(field=FIELDS["name"], reason=mark("必须填写。"))
    read["division"] = _division(person, catalogue, read["division"])
    return read


def _division(person: Person, catalogue: Catalogue, text: str) -> str:
    """The prefix of the place meant; blank is the office's own."""
    if not text:
        return person.division
    found = catalogue.divisions.find(text)
    if len(found) != 1:
        raise InvalidInput(
            field=FIELDS["division"], reason=mark("无法确定是哪个地区，请写明省、市、县或填写区划代码。")
        )
    code = found[0].code
    while code.endswith("00"):
        code = code[:-2]
    if not code.startswith(person.division):
        raise InvalidInput(field=FIELDS["division"], reason=mark("超出了您的数据范围。"))
    return code


def _refuse_taken(session: Session, kind: str, name: str, but: int = 0) -> None:
    same = (col(Grouping.kind) == kind, col(Grouping.name_key) == name_key(name), col(Grouping.id) != but)
    if session.exec(select(Grouping.id).where(*same)).first() is not None:
        raise GroupingTaken(kind=LABELS[kind], name=name)
