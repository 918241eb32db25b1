"""Long work of the policy desk: measuring the impact of a draft on a large register, and evaluating all firms anew."""

from __future__ import annotations

from datetime import date
from functools import partial

from registry.domain.texts import mark
from registry.services.jobs.kinds import Kind, register
from registry.services.jobs.steps import EVALUATING, JUDGING, WRITING
from registry.services.jobs.working import Work
from registry.services.policy import measuring, reevaluating
from registry.services.policy.turning import REEVALUATE


def measure_impact(work: Work) -> None:
    """Measure and keep; `arguments` are draft_id, as_of and data_year."""
    work.report(EVALUATING)
    asked = {"as_of": date.fromisoformat(work.arguments["as_of"]), "data_year": work.arguments["data_year"]}
    with work.reading() as session:
        found = measuring.measure(
            session, work.person, work.catalogue, work.arguments["draft_id"], settings=work.settings, **asked
        )
    with work.writing() as session:
        measuring.keep(session, work.person, found, now=work.now())


register(Kind(measuring.KIND, mark("测算标准变化的影响"), measure_impact, (EVALUATING, WRITING)))


def evaluate_anew(work: Work) -> None:
    """Evaluate everybody after a version came or went; `arguments` name it as rule_set, or the day on which some turned."""
    work.report(JUDGING)
    with work.reading() as session:
        turns = reevaluating.turned(session, work.catalogue, work.arguments, work.today())
        told = partial(work.report, JUDGING)
        anew = reevaluating.prepare(session, work.catalogue, turns, today=work.today(), told=told) if turns else None
    with work.writing() as session:
        if anew is not None:
            reevaluating.keep(session, work.person, work.catalogue, anew, now=work.now())


register(Kind(REEVALUATE, mark("按新标准重新评估"), evaluate_anew, (JUDGING, WRITING)))
