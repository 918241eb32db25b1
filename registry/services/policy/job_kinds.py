"""Long work of the policy desk: measuring the impact of a draft on a large register."""

from __future__ import annotations

from datetime import date

from registry.domain.texts import mark
from registry.services.jobs.kinds import Kind, register
from registry.services.jobs.steps import EVALUATING, WRITING
from registry.services.jobs.working import Work
from registry.services.policy import impacts


def measure_impact(work: Work) -> None:
    """Measure and keep; `arguments` are draft_id, as_of and data_year."""
    work.report(EVALUATING)
    asked = {"as_of": date.fromisoformat(work.arguments["as_of"]), "data_year": work.arguments["data_year"]}
    with work.reading() as session:
        found = impacts.measure(
            session, work.person, work.catalogue, work.arguments["draft_id"], settings=work.settings, **asked
        )
    with work.writing() as session:
        impacts.keep(session, work.person, found, now=work.now())


register(Kind(impacts.KIND, mark("测算标准变化的影响"), measure_impact, (EVALUATING, WRITING)))
