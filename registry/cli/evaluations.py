"""tidu evaluate, verdicts and explain."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from registry.cli.context import open_registry, say, show_json, write_file
from registry.cli.explaining import show_recorded, show_text
from registry.cli.explanation_data import as_data
from registry.cli.options import as_json, as_of, check_case, check_year, data_year
from registry.cli.summaries import as_summary, show_summary
from registry.domain.errors import InvalidInput
from registry.domain.outcomes import Case
from registry.domain.texts import mark
from registry.services import evaluations, firms
from registry.services.recorded import explain_recorded
from registry.store import name_words

WRITTEN = mark("已写入 {count} 条结论：{file}")
ITS_OWN_DAY = mark("存下的评估有自己的截止日、数据年和情形，请去掉这些选项。")


@click.command()
@as_of
@data_year
@click.option("--tier", "tiers", multiple=True, help="Only this tier; can be given several times.")
@click.option("--case", "case_type", default="new", metavar="new|review", help="First recognition or review.")
@as_json
def evaluate(as_of: date | None, data_year: int | None, tiers: tuple[str, ...], case_type: str, as_json: bool) -> None:
    """Evaluate all firms, keep the result, print counts per tier and verdict."""
    registry = open_registry()
    with registry.writing() as session:
        summary = evaluations.run(
            session,
            registry.person,
            registry.catalogue,
            as_of=as_of or registry.today(),
            data_year=check_year(data_year, "--data-year"),
            case=check_case(case_type),
            tiers=tiers or None,
            now=registry.now(),
        )
    name_words.fold(registry.engine)
    if as_json:
        show_json(as_summary(summary))
    else:
        show_summary(registry, summary)


@click.command()
@as_of
@data_year
@click.option("--output", required=True, type=click.Path(path_type=Path), help="The .json file to write.")
@as_json
def verdicts(as_of: date | None, data_year: int | None, output: Path, as_json: bool) -> None:
    """Write the verdict of every firm and tier to a JSON file."""
    registry = open_registry()
    day, year = as_of or registry.today(), check_year(data_year, "--data-year")
    with registry.reading() as session:
        rows = evaluations.verdicts(session, registry.person, registry.catalogue, as_of=day, data_year=year)
    content = json.dumps(rows.to_dicts(), ensure_ascii=False, indent=1) + "\n"
    write_file(output, lambda stream: stream.write(content.encode()) and None)
    if as_json:
        show_json({"output": str(output), "rows": rows.height, "as_of": day.isoformat()})
    else:
        say(registry.wording.say(WRITTEN, count=rows.height, file=str(output)))


@click.command()
@click.argument("credit_code")
@click.argument("tier", required=False)
@as_of
@data_year
@click.option("--case", "case_type", default=None, metavar="new|review", help="First recognition or review.")
@click.option("--recorded", "run", type=int, default=None, metavar="RUN", help="As that evaluation found it then.")
@as_json
def explain(
    credit_code: str,
    tier: str | None,
    as_of: date | None,
    data_year: int | None,
    case_type: str | None,
    run: int | None,
    as_json: bool,
) -> None:
    """Show every condition of every tier for one firm: value, threshold, gap, assumption, citation."""
    registry = open_registry()
    tiers = (tier,) if tier else None
    if run is not None and (as_of, data_year, case_type) != (None, None, None):
        raise InvalidInput(field="--recorded", reason=ITS_OWN_DAY)
    with registry.reading() as session:
        firm = firms.get_firm_by_code(session, registry.person, credit_code)
        if run is not None:
            kept = explain_recorded(session, registry.person, registry.catalogue, run, firm.id or 0, tiers=tiers)
            show_recorded(registry, firm, kept, as_json)
            return
        told = evaluations.explain(
            session,
            registry.person,
            registry.catalogue,
            firm.id or 0,
            as_of=as_of or registry.today(),
            data_year=check_year(data_year, "--data-year"),
            case=check_case(case_type or Case.NEW),
            tiers=tiers,
        )
    if as_json:
        show_json([as_data(explanation, registry.wording) for explanation in told])
    else:
        show_text(registry, firm, told)
