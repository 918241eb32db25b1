"""tidu evaluate, verdicts and explain."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from registry.cli.context import Registry, open_registry, say, show_json, write_file
from registry.cli.explaining import as_data, show_recorded, show_text
from registry.cli.options import as_json, as_of, check_case, check_year, data_year
from registry.domain.access import SYSTEM
from registry.domain.errors import InvalidInput
from registry.domain.outcomes import Case
from registry.domain.texts import mark
from registry.services import evaluations, firms
from registry.services.evaluations import RunSummary
from registry.services.recorded import explain_recorded

DONE = mark("评估 {run}：截止日 {as_of}，数据年 {data_year}，共 {firms} 家企业，其中 {with_figures} 家有该年度数据。")
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
            SYSTEM,
            registry.catalogue,
            as_of=as_of or registry.today(),
            data_year=check_year(data_year, "--data-year"),
            case=check_case(case_type),
            tiers=tiers or None,
            now=registry.now(),
        )
    if as_json:
        show_json(_summary(summary))
    else:
        _show(registry, summary)


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
        rows = evaluations.verdicts(session, SYSTEM, registry.catalogue, as_of=day, data_year=year)
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
        firm = firms.get_firm_by_code(session, SYSTEM, credit_code)
        if run is not None:
            kept = explain_recorded(session, SYSTEM, registry.catalogue, run, firm.id or 0, tiers=tiers)
            show_recorded(registry, firm, kept, as_json)
            return
        told = evaluations.explain(
            session,
            SYSTEM,
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


def _summary(summary: RunSummary) -> dict[str, Any]:
    return {
        "run": summary.run_id,
        "as_of": summary.as_of.isoformat(),
        "data_year": summary.data_year,
        "case": summary.case.value,
        "firms": summary.firms,
        "firms_with_figures": summary.firms_with_figures,
        "tiers": {
            tier: {**counts.verdicts, "holds": counts.holds, "candidates": counts.candidates}
            for tier, counts in summary.tiers.items()
        },
    }


def _show(registry: Registry, summary: RunSummary) -> None:
    facts = {name: getattr(summary, name) for name in ("as_of", "data_year", "firms")}
    click.echo(registry.wording.say(DONE, run=summary.run_id, with_figures=summary.firms_with_figures, **facts))
    head = (
        "tier",
        "eligible",
        "review",
        "undetermined",
        "ineligible",
        "holds",
        "| eligible",
        "review",
        "near",
        "incomplete",
    )
    click.echo("".join(f"{name:>13}" for name in head))
    for tier, counts in summary.tiers.items():
        numbers = [counts.verdicts[name] for name in head[1:5]] + [counts.holds, *counts.candidates.values()]
        click.echo(f"{tier:>13}" + "".join(f"{number:>13,}" for number in numbers))
