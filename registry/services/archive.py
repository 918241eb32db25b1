"""Keeping an evaluation: its inputs and results as columns, its rule sets by hash, the margins of its day."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.domain.access import SYSTEM, Person
from registry.domain.outcomes import Case
from registry.services.catalogue import publish
from registry.services.occasions import Occasion
from registry.services.standings import count_firms_with_figures
from registry.store.evaluations import EvaluationArchive, EvaluationRun


@dataclass(frozen=True)
class Packed:
    """What some firms were judged by, and how, as it is archived."""

    firms: int
    first_firm: int
    last_firm: int
    rule_sets: frozenset[str]
    results: bytes
    facts: bytes

    def answers(self) -> pl.DataFrame:
        """The results as a frame again."""
        return pl.read_parquet(io.BytesIO(self.results))


def pack(inputs: pl.DataFrame, results: pl.DataFrame) -> Packed:
    """Inputs and results of some firms as columns in bytes; needs no database."""
    ids = inputs["firm_id"]
    used = frozenset(str(each) for each in results["rule_set"].unique())
    return Packed(inputs.height, ids.min() or 0, ids.max() or 0, used, _parquet(results), _parquet(inputs))  # type: ignore[arg-type]


class RunRecord:
    """A run as it is written down: opened, filled one portion of firms after another, closed."""

    def __init__(
        self, session: Session, person: Person, catalogue: Catalogue, occasion: Occasion, *, now: datetime
    ) -> None:
        self._session, self._catalogue, self._now = session, catalogue, now
        self._applied: set[str] = set()
        self._run = EvaluationRun(
            as_of=occasion.as_of,
            data_year=occasion.data_year,
            case=occasion.case.value,
            created_at=now,
            created_by=person.name,
            firms=0,
            firms_with_figures=count_firms_with_figures(session, SYSTEM, occasion.data_year),
            rule_sets={},
            counts={},
            margins={code: tier.margin for code, tier in catalogue.ladder.items()},
        )
        session.add(self._run)
        session.flush()
        assert self._run.id is not None
        self.id = self._run.id

    def store(self, packed: Packed) -> None:
        """Keep what some firms were judged by, and how."""
        self._applied |= packed.rule_sets
        self._run.firms += packed.firms
        part = {
            "run_id": self.id,
            "first_firm": packed.first_firm,
            "last_firm": packed.last_firm,
            "results": packed.results,
            "facts": packed.facts,
        }
        self._session.execute(insert(EvaluationArchive), part)

    def close(self, counts: Mapping[str, Any]) -> None:
        """Name the rule sets that were applied; one not yet published is published with the run.

        Raises VersionAlreadyPublished where a rule set says something else than the version that was used under its id.
        """
        used = [rule_set for rule_set in self._catalogue.rule_sets if rule_set.id in self._applied]
        publish(self._session, used, now=self._now)
        self._run.rule_sets = {rule_set.id: rule_set.hash for rule_set in used}
        self._run.counts = dict(counts)
        self._session.flush()


def judged_firms(session: Session, tier: str) -> pl.DataFrame:
    """firm_id and rule_set of every firm that the last evaluation of new cases judged for the tier."""
    latest = select(func.max(col(EvaluationRun.id))).where(col(EvaluationRun.case) == Case.NEW.value)
    parts = select(EvaluationArchive.results).where(col(EvaluationArchive.run_id) == latest.scalar_subquery())  # type: ignore[call-overload]
    frames = [
        pl.scan_parquet(io.BytesIO(part))
        .filter(pl.col("tier").cast(pl.String) == tier)
        .select("firm_id", pl.col("rule_set").cast(pl.String))
        .collect()
        for part in session.execute(parts).scalars()
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema={"firm_id": pl.Int64, "rule_set": pl.String})


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=1)
    return buffer.getvalue()
