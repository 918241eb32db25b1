"""Name keys: one for all ways to write a name, and the same for one name as for a column."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.names import name_key, name_keys

WRITTEN = st.text(st.sampled_from("武汉示例光电AaＢ１(（【]」·•\u200b\u00a0\u3000 \n\t-&İẞ"), max_size=20)


@pytest.mark.parametrize(
    "written",
    [
        "武汉示例（东湖）光电有限公司",
        "武汉 示例(东湖)光电有限公司",
        "武汉示例〔东湖〕光电有限公司 ",
        "武汉示例【东湖】光电\n有限公司",
        "武汉·示例「东湖」光电\u200b有限公司",
    ],
)
def test_one_name_written_in_many_ways_has_one_key(written: str) -> None:
    assert name_key(written) == "武汉示例(东湖)光电有限公司"


def test_an_absent_name_has_no_key() -> None:
    assert name_keys(pl.Series(["示例", None])).to_list() == ["示例", None]
    assert name_keys(pl.Series([None, None])).to_list() == [None, None]


@given(st.lists(WRITTEN, max_size=5))
def test_a_column_of_names_gets_the_keys_of_the_single_names(names: list[str]) -> None:
    assert name_keys(pl.Series(names, dtype=pl.String)).to_list() == [name_key(name) for name in names]
