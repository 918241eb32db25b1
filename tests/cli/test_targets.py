"""tidu targets: listing and recording."""

from __future__ import annotations

from tests.cli.conftest import Run


def test_init_brings_the_targets_and_record_keeps_a_point_a_day(run: Run) -> None:
    run("init")
    assert "已记录 9 个目标在 2026-06-30 的数" in run("targets", "record").err
    assert "已记录 0 个" in run("targets", "record").err


def test_targets_are_listed_as_lines_and_as_data(run: Run) -> None:
    run("init")
    run("targets", "record")
    first = next(line for line in run("targets", "list").out.splitlines() if "小巨人" in line)
    assert first.split("\t")[1:4] == ["落后进度", "国家级专精特新“小巨人”企业 1000 家", "1000"]
    giants = next(each for each in run("targets", "list", "--json").data if each["code"] == "little_giants_2027")
    assert (giants["value"], giants["measured_on"], giants["firms_short"]) == (0.0, "2026-06-30", 1000)
