"""tidu targets: what has to be reached and how it stands; recording a point of each by hand or from a timer."""

from __future__ import annotations

from typing import Any

import click

from registry.cli.context import open_registry, say, show_json
from registry.cli.options import as_json
from registry.domain.paces import PROGRESS_LABELS
from registry.domain.texts import mark
from registry.services.targets.finding import TargetQuery, TargetRow, find_targets
from registry.services.targets.points import record_all

RECORDED = mark("已记录 {count} 个目标在 {day} 的数；当天已有数的不再记。")
EVERY = 100_000  # on one page


@click.group()
def targets() -> None:
    """What has to be reached, how it stands, and recording points of the history."""


@targets.command()
def record() -> None:
    """Measure every open target now and keep the point; a day has one point at most."""
    registry = open_registry()
    with registry.writing() as session:
        count = record_all(session, registry.person, registry.catalogue, today=registry.today(), now=registry.now())
    say(registry.wording.say(RECORDED, count=count, day=registry.today().isoformat()))


@targets.command("list")
@click.option("--parts", is_flag=True, help="The parts of broken-down targets too.")
@as_json
def list_targets(parts: bool, as_json: bool) -> None:
    """Every target with its goal, its last point and how it stands."""
    registry = open_registry()
    query = TargetQuery(with_parts=parts, per_page=EVERY)
    with registry.reading() as session:
        found = find_targets(session, registry.person, registry.catalogue, query, today=registry.today())
        if as_json:
            show_json([_as_data(row) for row in found.rows])
            return
        for row in found.rows:
            click.echo(_line(row, registry.wording.translate(PROGRESS_LABELS[row.state.progress])))


def _line(row: TargetRow, status: str) -> str:
    reading, due = row.state.reading, row.target.due_on
    told = f"{reading.value:g} ({reading.on})" if reading is not None else "-"
    return "\t".join((str(row.target.id), status, row.target.label, f"{row.target.goal:g}", told, str(due or "-")))


def _as_data(row: TargetRow) -> dict[str, Any]:
    target, state = row.target, row.state
    reading = state.reading
    return {
        "id": target.id,
        "code": target.code,
        "label": target.label,
        "kind": target.kind,
        "goal": target.goal,
        "division": target.division,
        "park": target.park,
        "cluster": target.cluster,
        "due_on": target.due_on.isoformat() if target.due_on else None,
        "status": state.progress.value,
        "value": reading.value if reading else None,
        "measured_on": reading.on.isoformat() if reading else None,
        "unjudged": reading.unjudged if reading else None,
        "pace": state.pace,
        "gap": state.gap,
        "firms_short": state.firms_short,
    }
