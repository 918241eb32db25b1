"""tidu import: a ledger in, row counts out; what was refused is told row by row."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from importers.issues import Issue
from importers.reading import SheetReadout
from registry.cli.context import Registry, open_registry, say, show_json, write_file
from registry.cli.options import as_json, check_year
from registry.domain.access import SYSTEM
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import imports
from registry.services.imports import Preview, RowsRefused
from registry.services.marked_ledgers import Original

COUNTS = {
    "read": mark("读取"),
    "new": mark("新增"),
    "changed": mark("变更"),
    "unchanged": mark("未变"),
    "rejected": mark("退回"),
    "merged": mark("合并"),
    "conflicting": mark("冲突"),
    "warnings": mark("提醒"),
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
REPORTED = mark("标注好的表已写入 {path}")
SHOWN_IN_JSON, SHOWN_OF_ONE_KIND = 200, 3


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", default=None, help="Read this sheet only.")
@click.option("--year", type=int, default=None, help="Data year where the file itself says none.")
@click.option("--dry-run", is_flag=True, help="Count and tell everything, store nothing.")
@click.option("--accept", default="valid", metavar="valid|all-or-nothing", help="Take the valid rows, or all or none.")
@click.option("--report", type=click.Path(path_type=Path), default=None, help="Write the file, marked, to this .xlsx.")
@as_json
def import_file(
    file: Path, sheet: str | None, year: int | None, dry_run: bool, accept: str, report: Path | None, as_json: bool
) -> None:
    """Import a workbook or CSV."""
    if accept not in ("valid", "all-or-nothing"):
        raise InvalidInput(field="--accept", reason=mark("只能是 valid 或 all-or-nothing。"))
    if report is not None and report.resolve() == file.resolve():
        raise InvalidInput(field="--report", reason=mark("不能与要导入的文件同名，请换一个文件名。"))
    if not file.is_file():
        raise NotFound(what=f"「{file}」")
    registry = open_registry()
    options = {"sheet": sheet, "year": check_year(year, "--year")}
    content = file.read_bytes()
    seen, refusal = _run(registry, content, file.name, options, accept, dry_run)
    (_show_json if as_json else _show_text)(registry, seen, dry_run)
    if refusal is not None:
        say(registry.wording.say(refusal.template, **refusal.facts))
    if report is not None:
        _write_report(registry, Original(content, file.name, seen.sheets, seen.issues, seen.statuses), report)
    sys.exit(1 if seen.counts.rejected else 0)


def _run(
    registry: Registry, content: bytes, filename: str, options: dict[str, Any], accept: str, dry_run: bool
) -> tuple[Preview, RowsRefused | None]:
    """What the import did, or would do; the refusal where all or nothing came to nothing."""
    today = registry.today()
    readout = imports.read(registry.catalogue, content, filename, today=today, settings=registry.settings, **options)
    refusal = None
    if not dry_run:
        try:
            with registry.writing() as session:
                return (
                    imports.take(
                        session,
                        SYSTEM,
                        registry.catalogue,
                        content,
                        filename,
                        readout,
                        options=options,
                        accept="valid" if accept == "valid" else "all-or-nothing",
                        now=registry.now(),
                    ),
                    None,
                )
        except RowsRefused as error:
            refusal = error
    with registry.reading() as session:
        return imports.examine(session, SYSTEM, registry.catalogue, readout), refusal


def _write_report(registry: Registry, original: Original, report: Path) -> None:
    """The marked file under the name asked for, its ending being that of its kind, and what is to be known of it."""
    made = original.marked(registry.settings, registry.wording)
    path = report.with_suffix(Path(made.filename).suffix)
    write_file(path, lambda stream: stream.write(made.content))
    say(registry.wording.say(REPORTED, path=f"{path}"))
    if remark := made.remark(registry.wording.translate):
        say(remark)


def _show_text(registry: Registry, seen: Preview, dry_run: bool) -> None:
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
    if dry_run:
        say(wording.say(NOTHING_STORED))


def _show_json(registry: Registry, seen: Preview, dry_run: bool) -> None:
    translate = registry.wording.translate
    show_json(
        {
            "batch": seen.batch.id if seen.batch else None,
            "dry_run": dry_run,
            **asdict(seen.counts),
            "missing": list(seen.missing),
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
