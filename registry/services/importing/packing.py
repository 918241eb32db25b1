"""Several frames in one value of the database: an uncompressed archive of Parquet files, so that one is read alone."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import polars as pl

CONTENTS = "contents.json"
ROWS_IN_GROUP = 8_192  # of a Parquet file: what is skipped or read as a whole where a page of a long list is wanted


def pack(frames: Mapping[str, pl.DataFrame], contents: Any = None) -> bytes:
    """The frames by any names, and beside them whatever JSON can hold."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        archive.writestr(ZipInfo(CONTENTS), json.dumps({"names": list(frames), "contents": contents}))
        for number, frame in enumerate(frames.values()):
            archive.writestr(ZipInfo(f"{number}.parquet"), parquet(frame))
    return buffer.getvalue()


def parquet(frame: pl.DataFrame) -> bytes:
    """One frame as a Parquet file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=1, row_group_size=ROWS_IN_GROUP)
    return buffer.getvalue()


class Packed:
    """What `pack` made, opened: only what is asked for is decoded."""

    def __init__(self, packed: bytes) -> None:
        self._archive = ZipFile(io.BytesIO(packed))
        held = json.loads(self._archive.read(CONTENTS))
        self.names: tuple[str, ...] = tuple(held["names"])
        self.contents: Any = held["contents"]

    def __contains__(self, name: str) -> bool:
        return name in self._numbers

    def scan(self, name: str) -> pl.LazyFrame:
        """A frame to be read in part; raises KeyError for a name that was not packed."""
        return pl.scan_parquet(io.BytesIO(self._archive.read(f"{self._numbers[name]}.parquet")))

    def frame(self, name: str) -> pl.DataFrame:
        """A whole frame; raises KeyError for a name that was not packed."""
        return pl.read_parquet(self._archive.read(f"{self._numbers[name]}.parquet"))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}
