"""The official list: its names matched against the firms of the round first, the rest as an import would, leftovers decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from importers.reading import Readout
from registry.domain.access import Person
from registry.domain.errors import InvalidInput, NotFound
from registry.domain.names import name_key, name_keys
from registry.domain.texts import mark
from registry.services.importing.findings import Places
from registry.services.importing.known_firms import firms_by_name
from registry.services.importing.matching import match
from registry.services.importing.stored import FIRM, FORMER
from registry.services.importing.unsettled import Offer, unsettled_names
from registry.services.rounds.assessing import MEMBER
from registry.services.rounds.events import record
from registry.services.rounds.reach import get_round_to_run
from registry.services.rounds.remembering import remember_names
from registry.services.rounds.result_rows import BLANK, HAS_FIRM, OTHER, REPEAT, every_line, left_out, of_another_title
from registry.services.rounds.states import FirmState, Step, require_step
from registry.store.bulk import read_frame
from registry.store.rounds import Round, RoundResult
from registry.store.scope import find_firm, find_firm_by_code

RESULT = RoundResult.__table__  # type: ignore[attr-defined]
CODE, NAME, CHOSEN, NOBODY, OPEN = "code", "name", "chosen", "nobody", "open"
LEFT_OUT = (REPEAT, OTHER, BLANK)  # ways of lines that no title is written for
SKIP = "none"  # the answer that no firm is meant


class NoNames(InvalidInput):
    """A file in which no names of firms were recognised."""

    template = mark("在“{file}”里没有识别到企业名称：请确认名单有“企业名称”一列。")


@dataclass(frozen=True)
class ResultLine:
    """One line of the list beside the firm it means; `state` is the firm's in the round, None where it is not in it."""

    id: int
    row: int
    name: str
    credit_code: str
    number: str
    way: str
    firm_id: int | None
    firm_name: str | None
    firm_code: str | None
    state: str | None


def receive_list(
    session: Session, person: Person, round_id: int, readout: Readout, filename: str, *, now: datetime
) -> int:
    """Keep the lines of a list, each with the firm it means, and those that are left out; an earlier list that was not
    written is replaced. Returns how many lines may mean a firm."""
    round_ = get_round_to_run(session, person, round_id)
    require_step(round_, Step.RESULT)
    lines = _lines(readout, round_)
    if not lines.height:
        raise NoNames(file=filename)
    found = _matched(session, person, round_id, lines, readout)
    left = left_out(readout, round_.tier)
    session.execute(delete(RoundResult).where(col(RoundResult.round_id) == round_id))
    rows = pl.concat([found, left.select(found.columns)]).with_columns(pl.lit(round_id).alias("round_id"))
    session.execute(insert(RESULT), rows.to_dicts())
    record(session, person, round_, "result_upload", now=now, file=filename, rows=rows.height, left=left.height)
    return found.height


def discard_list(session: Session, person: Person, round_id: int, *, now: datetime) -> None:
    """Give the list up; nothing was written."""
    round_ = get_round_to_run(session, person, round_id)
    require_step(round_, Step.RESULT)
    session.execute(delete(RoundResult).where(col(RoundResult.round_id) == round_id))
    record(session, person, round_, "result_discard", now=now)


def result_lines(session: Session, round_id: int) -> list[ResultLine]:
    """The lines of the list that waits, in the order of the file."""
    mine = (MEMBER.c.round_id == RESULT.c.round_id) & (MEMBER.c.firm_id == RESULT.c.firm_id)
    statement = (
        select(
            *RESULT.c["id", "row", "name", "credit_code", "number", "way", "firm_id"],
            FIRM.c.name.label("firm_name"),
            FIRM.c.credit_code.label("firm_code"),
            MEMBER.c.state,
        )
        .select_from(RESULT)
        .join(FIRM, FIRM.c.id == RESULT.c.firm_id, isouter=True)
        .join(MEMBER, mine, isouter=True)
        .where(RESULT.c.round_id == round_id)
        .order_by(RESULT.c.sheet, RESULT.c.row)
    )
    return [ResultLine(*row) for row in session.execute(statement)]


def offers_for(session: Session, person: Person, lines: Sequence[ResultLine]) -> dict[int, tuple[Offer, ...]]:
    """For each line without a firm those that it may mean, the likest first."""
    open_lines = {name_key(line.name): line for line in lines if line.way == OPEN and line.name}
    if not open_lines:
        return {}
    offers = firms_by_name(session, person, [*open_lines]).offers
    rows = pl.DataFrame(
        [("", line.row, line.name, key) for key, line in open_lines.items()],
        schema={"sheet": pl.String, "row": pl.Int64, "name": pl.String, "name_key": pl.String},
        orient="row",
    )
    offered = {one.key: one.offers for one in unsettled_names(session, rows, offers)}
    return {line.id: offered.get(name_key(line.name), ()) for line in lines if line.way == OPEN}


def settle(session: Session, person: Person, round_id: int, answers: Mapping[int, str], *, now: datetime) -> int:
    """Say whom lines mean: line → id of a firm, its credit code, or SKIP. Names are remembered for later files."""
    round_ = get_round_to_run(session, person, round_id)
    require_step(round_, Step.RESULT)
    waiting = {line.id: line for line in result_lines(session, round_id) if line.way in (OPEN, NOBODY)}
    meant: dict[str, int | None] = {}
    for line_id, answer in answers.items():
        if line_id not in waiting or not answer.strip():
            continue
        firm_id = None if answer == SKIP else _firm(session, person, answer.strip())
        way = CHOSEN if firm_id is not None else NOBODY
        session.execute(RESULT.update().where(RESULT.c.id == line_id).values(firm_id=firm_id, way=way))
        meant[waiting[line_id].name] = firm_id
    if meant:
        remember_names(session, person, {name: firm for name, firm in meant.items() if name}, now=now)
        record(session, person, round_, "result_settle", now=now, rows=len(meant))
    return len(meant)


def _firm(session: Session, person: Person, answer: str) -> int:
    firm = find_firm(session, person, int(answer)) if len(answer) < 10 and answer.isdecimal() else None
    firm = firm or find_firm_by_code(session, person, answer)
    if firm is None or firm.id is None:
        raise NotFound(what=mark("这家企业"))
    return firm.id


def _lines(readout: Readout, round_: Round) -> pl.DataFrame:
    """One line per row: those of another tier and those without a name or code are left out."""
    every = every_line(readout)
    lines = every.join(of_another_title(readout, round_.tier), on=["sheet", "row"], how="anti", maintain_order="left")
    numbers = readout.titles.select("sheet", "row", "number").unique(["sheet", "row"], keep="first")
    lines = lines.join(numbers, on=["sheet", "row"], how="left", maintain_order="left")
    return lines.filter(HAS_FIRM)


def _matched(session: Session, person: Person, round_id: int, lines: pl.DataFrame, readout: Readout) -> pl.DataFrame:
    """The lines with `firm_id` and `way`."""
    chain = match(session, person, [lines], Places(readout.sheets)).rows.filter(pl.col("firm_id") > 0)
    lines = lines.with_columns(name_keys(lines["name"]).alias("name_key"))
    lines = lines.join(chain.select("sheet", "row", "firm_id"), on=["sheet", "row"], how="left", maintain_order="left")
    lines = lines.join(_names_in_round(session, round_id), on="name_key", how="left", maintain_order="left")
    by_code = pl.col("credit_code").is_not_null()
    own = pl.when(~by_code).then(pl.col("in_round"))
    lines = lines.with_columns(pl.coalesce(own, "firm_id").alias("firm_id"))
    way = pl.when(pl.col("firm_id").is_null()).then(pl.lit(OPEN))
    return lines.select(
        "sheet",
        "row",
        pl.col("name").fill_null(""),
        pl.col("credit_code").fill_null(""),
        pl.col("number").cast(pl.String).fill_null(""),
        way.when(by_code).then(pl.lit(CODE)).otherwise(pl.lit(NAME)).alias("way"),
        "firm_id",
    )


def _names_in_round(session: Session, round_id: int) -> pl.DataFrame:
    """`name_key` and `in_round` of names that exactly one firm of the round has, or else had."""
    inside = (MEMBER.c.round_id == round_id) & (MEMBER.c.state != FirmState.WITHDRAWN)
    now = select(FIRM.c.name_key, FIRM.c.id.label("in_round")).join_from(FIRM, MEMBER, MEMBER.c.firm_id == FIRM.c.id)
    before = select(FORMER.c.name_key, FORMER.c.firm_id.label("in_round")).join_from(
        FORMER, MEMBER, MEMBER.c.firm_id == FORMER.c.firm_id
    )
    current, former = read_frame(session, now.where(inside)), read_frame(session, before.where(inside))
    names = pl.concat([current, former.join(current, on="name_key", how="anti")]).unique()
    return names.filter(pl.len().over("name_key") == 1)
