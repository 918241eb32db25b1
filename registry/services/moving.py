"""Moving an installation from SQLite to PostgreSQL: all of it or nothing, and compared afterwards."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import Session

from registry.domain.access import SYSTEM
from registry.domain.errors import Conflict, InvalidInput
from registry.domain.texts import mark
from registry.services.audit import verify
from registry.store.copies import counts, one_moment
from registry.store.moving import copy_rows_across, holds_rows
from registry.store.schema import upgrade


class TargetNotEmpty(Conflict):
    """There are rows that would be mixed with those that come."""

    template = mark("目标数据库里已经有数据，迁移不会与它混在一起。请换一个空的数据库。")


class MovedDifferently(Conflict):
    """What arrived is not what left."""

    template = mark("迁移后的行数或封存链与原来不符，目标数据库没有保留任何数据。")


def move(source: Engine, target: Engine) -> dict[str, int]:
    """Copy every row of the source, as of one moment, in one transaction of the target; rows by table.

    Raises InvalidInput unless it goes from SQLite to PostgreSQL, TargetNotEmpty, MovedDifferently.
    """
    if (source.dialect.name, target.dialect.name) != ("sqlite", "postgresql"):
        raise InvalidInput(field=mark("目标数据库"), reason=mark("只能从 SQLite 迁移到 PostgreSQL。"))
    upgrade(target)
    if holds_rows(target):
        raise TargetNotEmpty()
    with one_moment(source) as leaving, target.begin() as arriving:
        moved = copy_rows_across(leaving, arriving)
        here, there = Session(bind=leaving), Session(bind=arriving)
        before, after = verify(here, SYSTEM), verify(there, SYSTEM)
        if counts(leaving) != counts(arriving) or (before.head, before.faults) != (after.head, after.faults):
            raise MovedDifferently()
    return moved
