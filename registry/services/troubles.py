"""What the disk or the database cannot do, as sentences that say what to do: full, read-only, broken, busy, out of reach.

Nothing here writes. A transaction that meets one of these has rolled back; a file was written whole or not at all.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError, IntegrityError

from registry.domain.errors import Conflict, RegistryError
from registry.domain.texts import mark


class StorageTrouble(RegistryError):
    """Nothing was stored, and trying the same again will not help before somebody has mended it."""

    template = mark("存储出错，内容没有保存。请联系管理员运行 tidu doctor 检查。")


class DiskFull(StorageTrouble):
    """No room left."""

    template = mark("服务器磁盘已满，内容没有保存。请联系管理员腾出空间（数据目录所在的磁盘）后再试一次。")


class DiskReadOnly(StorageTrouble):
    """The disk, the file or the folder may not be written."""

    template = mark("服务器的磁盘或数据库是只读的，内容没有保存。请联系管理员检查数据目录的权限和磁盘挂载后再试一次。")


class DiskBroken(StorageTrouble):
    """The disk reports errors, or what lies on it is damaged."""

    template = mark("读写磁盘出错，内容没有保存。请联系管理员检查磁盘，运行 tidu doctor；必要时从备份恢复。")


class DatabaseBusy(StorageTrouble):
    """Somebody else has been writing for longer than one can wait."""

    template = mark("数据库正忙，等待超时，内容没有保存。请过一会儿再试一次。")


class DatabaseOutOfReach(StorageTrouble):
    """The file cannot be opened, or the server does not answer."""

    template = mark("现在连不上数据库，内容没有保存。请稍后再试；仍不行时请管理员检查数据库服务和数据目录。")


class StoredMeanwhile(Conflict):
    """Somebody else stored the same thing in the moment between looking for it and storing it; only PostgreSQL has that moment."""

    template = mark("他人刚刚存入了同样的记录，您的内容没有保存。请核对最新内容，再决定是否重新保存。")


SYSTEM: Mapping[int, type[StorageTrouble]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EROFS: DiskReadOnly,
    errno.EACCES: DiskReadOnly,
    errno.EPERM: DiskReadOnly,
    errno.EIO: DiskBroken,
}
SQLITE: Mapping[str, type[StorageTrouble]] = {
    "SQLITE_FULL": DiskFull,
    "SQLITE_READONLY": DiskReadOnly,
    "SQLITE_IOERR": DiskBroken,
    "SQLITE_CORRUPT": DiskBroken,
    "SQLITE_NOTADB": DiskBroken,
    "SQLITE_BUSY": DatabaseBusy,
    "SQLITE_LOCKED": DatabaseBusy,
    "SQLITE_CANTOPEN": DatabaseOutOfReach,
    "SQLITE_PERM": DiskReadOnly,
}
POSTGRES: Mapping[str, type[StorageTrouble]] = {
    "53100": DiskFull,
    "25006": DiskReadOnly,
    "58030": DiskBroken,
    "XX001": DiskBroken,
    "XX002": DiskBroken,
    "55P03": DatabaseBusy,
    "40P01": DatabaseBusy,
    "53300": DatabaseOutOfReach,
    "57P01": DatabaseOutOfReach,
    "57P03": DatabaseOutOfReach,
}


UNIQUE_VIOLATION = "23505"


def trouble_of(error: BaseException | None) -> StorageTrouble | None:
    """The trouble that an error of the database or of the system tells of; None for every other error."""
    if isinstance(error, DBAPIError):
        return _of_database(error)
    if isinstance(error, OSError) and error.errno in SYSTEM:
        return SYSTEM[error.errno]()
    return None


def stored_meanwhile(error: DBAPIError | OSError) -> bool:
    """Whether PostgreSQL refused a second record of something that there may be but once."""
    return isinstance(error, IntegrityError) and getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION


def _of_database(error: DBAPIError) -> StorageTrouble | None:
    name = getattr(error.orig, "sqlite_errorname", None) or ""  # SQLITE_IOERR_WRITE is a kind of SQLITE_IOERR
    known = next((kind for start, kind in SQLITE.items() if name.startswith(start)), None)
    known = known or POSTGRES.get(getattr(error.orig, "sqlstate", None) or "")
    if known is None and (error.connection_invalidated or type(error.orig).__name__ == "ConnectionTimeout"):
        known = DatabaseOutOfReach
    if known is None and _never_connected(error):
        known = DatabaseOutOfReach
    return known() if known else None


def _never_connected(error: DBAPIError) -> bool:
    """PostgreSQL's client has no code for a server that does not answer."""
    of_psycopg = type(error.orig).__module__.startswith("psycopg")
    return of_psycopg and type(error.orig).__name__ == "OperationalError" and error.statement is None
