"""Texts put into a column are as good as any, and the trap that makes them go another way than Series.scatter."""

from __future__ import annotations

import polars as pl

from importers.keys import parse_codes
from importers.numeric import put_in
from tests.importers.conftest import Read
from tests.importers.workbooks import CODES, NAMES, book


def counted(texts: pl.Series) -> int:
    """How many texts a group has, as Polars counts them."""
    frame = pl.DataFrame({"group": 1, "text": texts}).filter(pl.col("text") == CODES[1])
    return int(frame.group_by("group").agg(pl.col("text").n_unique())["text"][0])


def test_texts_put_in_are_counted_once() -> None:
    blank, values = pl.Series([None] * 4, dtype=pl.String), [CODES[1], CODES[1], CODES[2], CODES[1]]

    assert counted(blank.scatter([0, 1, 2, 3], values)) == 3  # the trap
    assert counted(put_in(blank, [0, 1, 2, 3], values)) == 1


def test_codes_in_many_dresses_are_one_code() -> None:
    spaced = f"{CODES[1][:4]} {CODES[1][4:]}"

    assert counted(parse_codes([CODES[1].lower(), spaced, CODES[2], CODES[1], ""]).values) == 1


def test_rows_with_a_text_in_several_dresses_are_merged(read: Read) -> None:
    place = "示例高新技术产业开发区 光谷科技园"
    rows = [
        ["企业名称", "统一社会信用代码", "所属园区"],
        *([NAMES[1], CODES[1], text] for text in (place, f"{place} ", place)),
    ]
    readout = read(book({"名单": rows}))

    assert readout.merged == 2
    assert not readout.rejected.height
