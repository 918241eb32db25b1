"""Pinyin initials, of one name and of a column."""

from __future__ import annotations

import polars as pl

from registry.store.names import initials, initials_of
from tests.initials_table import FILE, table


def test_initials_follow_the_reading_of_words() -> None:
    assert initials("重庆示例银行") == "cqslyh"


def test_initials_leave_out_brackets() -> None:
    assert initials("示例（东湖）3D公司") == "sldh3dgs"


def test_a_column_has_the_initials_of_its_names() -> None:
    names = pl.Series("name", ["重庆示例银行", None, "", "示例·Ｂ（东湖）", "长江调味品"])
    assert initials_of(names).to_list() == ["cqslyh", None, "", "slbdh", "cjtwp"]
    assert initials_of(names.head(0)).to_list() == []


def test_the_table_of_letters_is_what_the_dictionaries_say() -> None:
    assert FILE.read_text(encoding="utf-8") == table()
