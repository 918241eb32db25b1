"""One stream out of a compound file, the container of .xls workbooks ([MS-CFB]). Reads, never writes."""

from __future__ import annotations

import struct
from collections.abc import Sequence

END = 0xFFFFFFFA  # this and all above it are no sectors
HEADER = 512
ENTRY = 128
SMALL = 4096
SMALL_SECTOR = 64


def stream(content: bytes, names: Sequence[str]) -> bytes:
    """The content of the first stream of one of the names. Raises KeyError where there is none, ValueError on nonsense."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    (directory_start,) = struct.unpack_from("<I", content, 48)
    (small_start,) = struct.unpack_from("<I", content, 60)
    table = _table(content, size)
    body = content[max(HEADER, size) :]  # files of 4,096-byte sectors have a header of that length
    directory = _chain(body, table, directory_start, size)
    entries: dict[str, tuple[int, int]] = {}
    for position in range(0, len(directory) - ENTRY + 1, ENTRY):
        (length,) = struct.unpack_from("<H", directory, position + 64)
        name = directory[position : position + max(0, length - 2)].decode("utf-16-le", errors="replace")
        start, length = struct.unpack_from("<II", directory, position + 116)
        entries.setdefault(name, (start, length))
    start, length = next(entries[name] for name in names if name in entries)
    if length >= SMALL:
        return _chain(body, table, start, size)[:length]
    root, whole = entries["Root Entry"]
    small = _chain(body, table, root, size)[:whole]
    links = _numbers(_chain(body, table, small_start, size))
    return _chain(small, links, start, SMALL_SECTOR)[:length]


def _table(content: bytes, size: int) -> list[int]:
    """The sector that follows each sector."""
    body = content[max(HEADER, size) :]
    listed = list(struct.unpack_from("<109I", content, 76))
    (more,) = struct.unpack_from("<I", content, 68)
    while more < END and len(listed) * size <= len(content):
        numbers = _numbers(body[more * size : (more + 1) * size])
        listed += numbers[:-1]
        more = numbers[-1]
    return [link for sector in listed if sector < END for link in _numbers(body[sector * size : (sector + 1) * size])]


def _chain(body: bytes, table: Sequence[int], start: int, size: int) -> bytes:
    parts: list[bytes] = []
    while start < END:
        if len(parts) > len(table):
            raise ValueError("a chain of sectors that runs in a circle")
        parts.append(body[start * size : (start + 1) * size])
        start = table[start]
    return b"".join(parts)


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))
