"""tidu candidates: the list of a tier as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from registry.cli.context import open_registry, say, show_json, write_file
from registry.cli.options import as_json, as_of, check_year, data_year
from registry.domain.texts import mark
from registry.services.candidate_files import check_suffix
from registry.services.candidate_query import CandidateQuery
from registry.services.candidate_table import CandidateTable
from registry.services.exports import note_export, write_candidates_of

WRITTEN = mark(
    "已写入 {rows} 家候选企业：{file}"
    "（截止日 {as_of}，数据年 {data_year}，{firms} 家企业中 {with_figures} 家有该年度数据）"
)


@click.command()
@click.argument("tier")
@as_of
@data_year
@click.option("--class", "classes", default="", help="Classes, by comma: eligible,review,near,incomplete.")
@click.option("--division", default="", help="Only firms of this division prefix.")
@click.option("--park", default="", help="Only firms of this park.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="File to write: .xlsx, .csv or .json.")
@as_json
def candidates(
    tier: str,
    as_of: date | None,
    data_year: int | None,
    classes: str,
    division: str,
    park: str,
    output: Path,
    as_json: bool,
) -> None:
    """Write the candidates of a tier to a file."""
    check_suffix(output.suffix)
    registry = open_registry()
    wanted = tuple(name.strip() for name in classes.split(",") if name.strip())
    query = CandidateQuery(tier, wanted, division, park)
    found: list[CandidateTable] = []
    with registry.reading() as session:
        write_file(
            output,
            lambda stream: found.append(
                write_candidates_of(
                    session,
                    registry.person,
                    registry.catalogue,
                    query,
                    stream,
                    suffix=output.suffix,
                    as_of=as_of or registry.today(),
                    data_year=check_year(data_year, "--data-year"),
                    wording=registry.wording,
                )
            ),
        )
    with registry.writing() as session:
        note_export(session, registry.person, query, found[0], suffix=output.suffix, now=registry.now())
    facts = _facts(found[0], output)
    if as_json:
        show_json(facts)
    else:
        with_figures = facts["firms_with_figures"]
        say(registry.wording.say(WRITTEN, with_figures=with_figures, **facts))


def _facts(table: CandidateTable, output: Path) -> dict[str, object]:
    return {
        "tier": table.tier.code,
        "file": str(output),
        "rows": len(table.rows),
        "as_of": table.occasion.as_of.isoformat(),
        "data_year": table.occasion.data_year,
        "firms": table.firms,
        "firms_with_figures": table.firms_with_figures,
    }
