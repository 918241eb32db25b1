"""tidu import: a ledger in, row counts out; what was refused is told row by row."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from registry.cli.context import NoSuchFile, Registry, open_registry, say, write_file
from registry.cli.import_answers import print_json, print_text
from registry.cli.importing import Wanted, check_accept, run_import
from registry.cli.options import as_json, check_year
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services.marked_ledgers import Original
from registry.store import name_words

REPORTED = mark("标注好的表已写入 {path}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", default=None, help="Read this sheet only.")
@click.option("--year", type=int, default=None, help="Data year where the file itself says none.")
@click.option("--header", type=int, default=None, metavar="ROW", help="The row of the header; 0 where there is none.")
@click.option(
    "--source", default="", metavar="CODE", help="Whose figures these are: a code of the sources; a ledger's."
)
@click.option("--override", is_flag=True, help="Write values as well whose stored ones count more or are verified.")
@click.option("--dry-run", is_flag=True, help="Count and tell everything, store nothing.")
@click.option("--accept", default="valid", metavar="valid|clean|all-or-nothing", help="Which rows to take.")
@click.option("--report", type=click.Path(path_type=Path), default=None, help="Write the file, marked, to this .xlsx.")
@as_json
def import_file(
    file: Path,
    sheet: str | None,
    year: int | None,
    header: int | None,
    source: str,
    override: bool,
    dry_run: bool,
    accept: str,
    report: Path | None,
    as_json: bool,
) -> None:
    """Import a workbook or CSV."""
    wanted = Wanted(check_accept(accept), override, dry_run)
    if report is not None and report.resolve() == file.resolve():
        raise InvalidInput(field="--report", reason=mark("不能与要导入的文件同名，请换一个文件名。"))
    if not file.is_file():
        raise NoSuchFile(what=f"「{file}」")
    registry = open_registry()
    options: dict[str, Any] = {"sheet": sheet, "year": check_year(year, "--year")}
    if header is not None:
        options["heads"] = {"": max(0, header)}
    content = file.read_bytes()
    seen, refusal = run_import(registry, content, file.name, options, source, wanted)
    name_words.fold(registry.engine)
    (print_json if as_json else print_text)(registry, seen, dry_run)
    if refusal is not None:
        say(registry.wording.say(refusal.template, **refusal.facts))
    if report is not None:
        _write_report(registry, Original(content, file.name, seen.sheets, seen.issues, seen.statuses), report)
    sys.exit(1 if seen.counts.rejected else 0)


def _write_report(registry: Registry, original: Original, report: Path) -> None:
    """The marked file under the name asked for, its ending being that of its kind, and what is to be known of it."""
    made = original.marked(registry.settings, registry.wording)
    path = report.with_suffix(Path(made.filename).suffix)
    write_file(path, lambda stream: stream.write(made.content))
    say(registry.wording.say(REPORTED, path=f"{path}"))
    if remark := made.remark(registry.wording.translate):
        say(remark)
