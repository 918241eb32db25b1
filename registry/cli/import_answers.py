"""What a command says of an import: counts, issues, changes of verdicts, for people and for scripts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from importers.issues import Issue
from importers.reading import SheetReadout
from registry.cli.context import Registry, say, show_json
from registry.cli.import_effects import effects_data, effects_told
from registry.domain.texts import mark
from registry.services.imports import Preview

COUNTS = {
    "read": mark("读取"),
    "new": mark("新增"),
    "changed": mark("变更"),
    "unchanged": mark("未变"),
    "rejected": mark("退回"),
    "merged": mark("合并"),
    "left_out": mark("未要"),
    "conflicting": mark("冲突"),
    "warnings": mark("提醒"),
    "held": mark("保留的值"),
}
NOTHING_STORED = mark("这是试运行，没有存入任何数据。")
LACKS = {
    "credit_code": mark(
        "缺少「统一社会信用代码」列：新增企业需要 18 位统一社会信用代码，没有代码只能按全称更新已有企业。"
    ),
    "name": mark("缺少「企业名称」列。"),
    "year": mark("缺少年度：请增加“年度”列，或用 --year 指定。"),
}
MORE = mark("……同样的问题还有 {count} 处")
SHOWN_IN_JSON, SHOWN_OF_ONE_KIND = 200, 3


def print_text(registry: Registry, seen: Preview, dry_run: bool) -> None:
    """Counts to stdout, what is to be mended and what changes in verdicts to stderr."""
    wording = registry.wording
    for name, label in COUNTS.items():
        click.echo(f"{name:12} {getattr(seen.counts, name):>9,}  {wording.say(label)}")
    click.echo(f"{'batch':12} {seen.batch.id if seen.batch else '-':>9}")
    for code in seen.missing:
        say(wording.say(LACKS[code]))
    for alike in _alike(seen.issues):
        for issue in alike[:SHOWN_OF_ONE_KIND]:
            say(f"  [{issue.sheet}] {issue.sentence(translate=wording.translate)}")
        if len(alike) > SHOWN_OF_ONE_KIND:
            say("  " + wording.say(MORE, count=len(alike) - SHOWN_OF_ONE_KIND))
    for told in effects_told(registry.catalogue, seen.effects, wording):
        say(told)
    if dry_run:
        say(wording.say(NOTHING_STORED))


def print_json(registry: Registry, seen: Preview, dry_run: bool) -> None:
    """All of it as one JSON value."""
    translate = registry.wording.translate
    show_json(
        {
            "batch": seen.batch.id if seen.batch else None,
            "dry_run": dry_run,
            **asdict(seen.counts),
            "source": seen.source,
            "missing": list(seen.missing),
            "effects": effects_data(registry.catalogue, seen.effects),
            "sheets": [_sheet(sheet) for sheet in seen.sheets],
            "issues_total": len(seen.issues),
            "issues": [_issue(issue, translate) for issue in _worst_first(seen.issues)[:SHOWN_IN_JSON]],
        }
    )


def _alike(issues: tuple[Issue, ...]) -> list[list[Issue]]:
    """The errors and warnings, those of one kind and sheet together, errors first."""
    groups: dict[tuple[str, str], list[Issue]] = {}
    for issue in _worst_first(issues):
        if issue.level != "info":
            groups.setdefault((issue.sheet, issue.code), []).append(issue)
    return list(groups.values())


def _worst_first(issues: tuple[Issue, ...]) -> list[Issue]:
    order = {"error": 0, "warning": 1}
    return sorted(issues, key=lambda issue: order.get(issue.level, 2))


def _sheet(sheet: SheetReadout) -> dict[str, Any]:
    columns = [asdict(column) for column in sheet.columns]
    return {**{name: getattr(sheet, name) for name in ("name", "kind", "header_row", "rows_read")}, "columns": columns}


def _issue(issue: Issue, translate: Any) -> dict[str, Any]:
    place = {name: getattr(issue, name) for name in ("code", "level", "sheet", "row", "column", "header", "value")}
    return {**place, "text": issue.sentence(translate=translate)}
