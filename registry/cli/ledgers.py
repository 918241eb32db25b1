"""tidu template and tidu ledger: workbooks to fill in, and the registry's own ledger."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from registry.cli.context import Registry, open_registry, say, show_json, write_file
from registry.cli.options import as_json, check_year
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services import firms, ledger_templates
from registry.services.firm_search import FirmQuery
from registry.services.ledger_export import ExportedLedger, note_export, write_ledger_of

EXPORTED = mark("已写入 {firms} 家企业、{figures} 行年度数据、{titles} 项称号：{file}")
TEMPLATE_WRITTEN = mark("已写入模板：{file}")
years_option = click.option("--year", "years", type=int, multiple=True, help="A year; can be given several times.")
output_option = click.option("--output", required=True, type=click.Path(path_type=Path), help="File to write: .xlsx.")


@click.command()
@click.option(
    "--kind", type=click.Choice(["ledger", "titles", "firm"]), default="ledger", help="What is to be filled in."
)
@years_option
@click.option("--tier", default="", help="With --kind titles: the one title of the list; all titles unless given.")
@click.option("--firm", "code", default="", metavar="CREDIT_CODE", help="With --kind firm: fill in what is registered.")
@output_option
def template(kind: str, years: tuple[int, ...], tier: str, code: str, output: Path) -> None:
    """Write a workbook to fill in, which imports without questions."""
    _check_suffix(output)
    registry = open_registry()
    for year in years:
        check_year(year, "--year")
    content = _template(registry, kind, years, tier, code)
    write_file(output, lambda stream: _write(stream, content))
    say(registry.wording.say(TEMPLATE_WRITTEN, file=str(output)))


def _template(registry: Registry, kind: str, years: tuple[int, ...], tier: str, code: str) -> bytes:
    today, language = registry.today(), registry.wording.language
    asked = years or ledger_templates.usual_years(today.year - 1)
    if kind == "titles":
        return ledger_templates.titles_list(registry.person, registry.catalogue, tier, language=language)
    if kind == "ledger":
        return ledger_templates.park_ledger(registry.person, registry.catalogue, asked, today=today, language=language)
    if not code:
        return ledger_templates.blank_firm_form(
            registry.person, registry.catalogue, asked, today=today, language=language
        )
    with registry.writing() as session:
        firm_id = firms.get_firm_by_code(session, registry.person, code).id
        assert firm_id is not None
        return ledger_templates.form_of_firm(
            session,
            registry.person,
            registry.catalogue,
            firm_id,
            asked,
            today=today,
            now=registry.now(),
            language=language,
        ).content


@click.command()
@years_option
@click.option("--text", default="", help="Only firms with this in name, former name, initials or credit code.")
@click.option("--division", default="", help="Only firms of this division prefix.")
@click.option("--park", default="", help="Only firms of this park.")
@click.option("--industry", default="", help="Only firms of this industry: a letter or first digits.")
@click.option("--tier", default="", help="Only firms that hold this title today.")
@click.option("--personal", is_flag=True, help="Also write legal representative, contact and phone.")
@output_option
@as_json
def ledger(
    years: tuple[int, ...],
    text: str,
    division: str,
    park: str,
    industry: str,
    tier: str,
    personal: bool,
    output: Path,
    as_json: bool,
) -> None:
    """Write the registry's own ledger; importing it again changes nothing."""
    _check_suffix(output)
    registry = open_registry()
    for year in years:
        check_year(year, "--year")
    query = FirmQuery(text, division, park, industry, tier, today=registry.today())
    done = _exported(registry, query, years or None, personal, output)
    with registry.writing() as session:
        note_export(session, registry.person, query, done, personal=personal, now=registry.now())
    facts = {"file": str(output), "firms": done.firms, "figures": done.figures, "titles": done.titles}
    if as_json:
        show_json({**facts, "years": list(done.years)})
    else:
        say(registry.wording.say(EXPORTED, **facts))


def _exported(
    registry: Registry, query: FirmQuery, years: tuple[int, ...] | None, personal: bool, output: Path
) -> ExportedLedger:
    found: list[ExportedLedger] = []
    with registry.reading() as session:
        write_file(
            output,
            lambda stream: found.append(
                write_ledger_of(
                    session,
                    registry.person,
                    registry.catalogue,
                    query,
                    stream,
                    years=years,
                    personal=personal,
                    now=registry.now(),
                    wording=registry.wording,
                )
            ),
        )
    return found[0]


def _write(stream: BinaryIO, content: bytes) -> None:
    stream.write(content)


def _check_suffix(output: Path) -> None:
    if output.suffix.lower() != ".xlsx":
        raise InvalidInput(field=mark("导出文件"), reason=mark("扩展名只能是 .xlsx。"))
