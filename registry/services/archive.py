"""Keeping an evaluation: its inputs and results as columns, its rule sets by hash, the margins of its day."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person
from registry.services.catalogue import publish
from registry.services.occasions import Occasion
from registry.services.standings import count_firms_with_figures
from registry.store.evaluations import EvaluationArchive, EvaluationRun


def record_run(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    occasion: Occasion,
    inputs: pl.DataFrame,
    results: pl.DataFrame,
    counts: Mapping[str, Any],
    *,
    now: datetime,
) -> int:
    """Keep a run with all that it rests on and return its number; a rule set not yet published is published with it.

    Raises VersionAlreadyPublished where a rule set says something else than the version that was used under its id.
    """
    applied = set(results["rule_set"].unique())
    used = [rule_set for rule_set in catalogue.rule_sets if rule_set.id in applied]
    publish(session, used, now=now)
    run = EvaluationRun(
        as_of=occasion.as_of,
        data_year=occasion.data_year,
        case=occasion.case.value,
        created_at=now,
        created_by=person.name,
        firms=inputs.height,
        firms_with_figures=count_firms_with_figures(session, SYSTEM, occasion.data_year),
        rule_sets={rule_set.id: rule_set.hash for rule_set in used},
        counts=dict(counts),
        margins={code: tier.margin for code, tier in catalogue.ladder.items()},
    )
    session.add(run)
    session.flush()
    assert run.id is not None
    session.add(EvaluationArchive(run_id=run.id, results=_parquet(results), facts=_parquet(inputs)))
    session.flush()
    return run.id


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()
