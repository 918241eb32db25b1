"""Name keys and initials."""

from __future__ import annotations

import pytest

from registry.store.names import initials, name_key


@pytest.mark.parametrize(
    "written",
    [
        "武汉示例（东湖）光电有限公司",
        "武汉 示例(东湖)光电有限公司",
        "武汉示例〔东湖〕光电有限公司 ",
        "武汉示例【东湖】光电\n有限公司",
    ],
)
def test_one_name_written_in_many_ways_has_one_key(written: str) -> None:
    assert name_key(written) == "武汉示例(东湖)光电有限公司"


def test_initials_follow_the_reading_of_words() -> None:
    assert initials("重庆示例银行") == "cqslyh"


def test_initials_leave_out_brackets() -> None:
    assert initials("示例（东湖）3D公司") == "sldh3dgs"
