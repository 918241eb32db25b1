"""The freeze: figures, verdicts and rule set of all firms of the round are kept as they are at that moment."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.domain.access import Person
from registry.domain.errors import Conflict
from registry.domain.rulesets import RuleSet
from registry.domain.texts import mark
from registry.services.facts import facts
from registry.services.rounds.assessing import MEMBER, details, packed, write_answers
from registry.services.rounds.events import record
from registry.services.rounds.listing import FIRM
from registry.services.rounds.reach import get_round_to_run
from registry.services.rounds.snapshots import as_parquet
from registry.services.rounds.states import FirmState, Status, Step, require_step
from registry.services.shortfalls import lacks
from registry.store.bulk import read_frame
from registry.store.rounds import Round, RoundSnapshot

RESULTS = {
    "firm_id": pl.Int64,
    "verdict": pl.String,
    "candidate_class": pl.String,
    "holds": pl.Boolean,
    "score_low": pl.Float64,
    "score_high": pl.Float64,
    "outcomes": pl.String,
    "shortfall": pl.String,
}


class NothingToFreeze(Conflict):
    """A round whose firms were all taken out."""

    template = mark("批次里没有可以冻结的企业。")


def freeze(session: Session, person: Person, catalogue: Catalogue, round_id: int, *, now: datetime) -> None:
    """Judge all firms once more, keep everything that the answers rest on, and stop drawing firms in."""
    round_ = get_round_to_run(session, person, round_id)
    require_step(round_, Step.FREEZE)
    firms = _firms(session, round_)
    if not firms.height:
        raise NothingToFreeze()
    rule_set = catalogue.rule_set(round_.rule_set)
    when = {"as_of": round_.as_of, "data_year": round_.data_year}
    inputs = facts(session, catalogue, firm_ids=firms["firm_id"].to_list(), **when)
    inputs = inputs.join(firms, on="firm_id", how="left", maintain_order="left")
    results = judged(catalogue, round_, rule_set, inputs)
    kept = RoundSnapshot(
        round_id=round_id,
        rule_text=rule_set.document,
        rule_hash=rule_set.hash,
        facts=as_parquet(inputs),
        results=as_parquet(results),
    )
    session.add(kept)
    write_answers(session, round_, results.select("firm_id", "verdict", "candidate_class", "shortfall"))
    round_.status, round_.frozen_at, round_.frozen_by = Status.FROZEN.value, now, person.name
    round_.version += 1
    record(
        session, person, round_, "freeze", now=now, firms=firms.height, rule_set=rule_set.id, hash=rule_set.hash[:16]
    )


def judged(catalogue: Catalogue, round_: Round, rule_set: RuleSet, inputs: pl.DataFrame) -> pl.DataFrame:
    """The answers of the round as a snapshot keeps them, one row per firm of the inputs."""
    leaves = [f"{leaf.code}.outcome" for leaf in rule_set.conditions()]
    rows = [
        (
            row["firm_id"],
            row["verdict"],
            row["candidate_class"],
            row["holds"],
            row["score_low"],
            row["score_high"],
            "".join(str(row[leaf]) for leaf in leaves),
            packed(lacks(rule_set, row)),
        )
        for row in details(catalogue, round_, rule_set, inputs).iter_rows(named=True)
    ]
    told = pl.DataFrame(rows, schema=RESULTS, orient="row")
    every = inputs.select("firm_id").join(told, on="firm_id", how="left", maintain_order="left")
    margin = pl.lit(catalogue.ladder[round_.tier].margin).alias("margin")
    return every.with_columns(pl.col("shortfall").fill_null(""), margin)


def _firms(session: Session, round_: Round) -> pl.DataFrame:
    """The firms of the round that were not taken out, with the identity that the snapshot keeps beside the facts."""
    statement = (
        select(MEMBER.c.firm_id, FIRM.c.credit_code, FIRM.c.name)
        .join_from(MEMBER, FIRM)
        .where(MEMBER.c.round_id == round_.id, MEMBER.c.state != FirmState.WITHDRAWN)
        .order_by(MEMBER.c.firm_id)
    )
    return read_frame(session, statement)
