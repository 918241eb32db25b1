"""After the freeze: one value of one firm at a time, with a reason, approved or refused by somebody else."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import polars as pl
from sqlmodel import Session, col, func, select

from importers.cells import CellFault, parse_cell
from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from registry.domain.indicators import Level
from registry.domain.texts import mark
from registry.services.rounds.amendable import DECISION, column_of
from registry.services.rounds.assessing import write_answers
from registry.services.rounds.events import record
from registry.services.rounds.freezing import judged
from registry.services.rounds.reach import get_member, get_round, get_round_to_run
from registry.services.rounds.snapshots import as_parquet, inputs_of, of_its_day, results_of, rule_set_of
from registry.services.rounds.states import Step, require_step
from registry.store.rounds import Round, RoundAmendment, RoundFirm, RoundSnapshot

YES, NO = mark("符合"), mark("不符合")


class AmendmentStatus(StrEnum):
    """Where an amendment is."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class OwnAmendment(NotAllowed):
    """Whoever asks for an amendment does not approve it."""

    template = mark("更正须由申请人以外的人审批。")


class DecidedBefore(Conflict):
    """An amendment that somebody has decided already."""

    template = mark("这项更正已经审批过，不再改变。")


class ValueMoved(Conflict):
    """The frozen value is no longer the one that the amendment started from."""

    template = mark("冻结的数值已被另一项更正改过，请驳回后重新申请。")


def ask(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    round_id: int,
    member_id: int,
    code: str,
    year: int,
    text: str,
    reason: str,
    *,
    now: datetime,
    today: date,
) -> int:
    """Ask for another value; `year` is 0 for a fact of the firm, a blank text means unknown. Returns the amendment's id."""
    require(person, Action.GIVE_OPINIONS)
    round_ = get_round(session, person, round_id)
    member, firm = get_member(session, person, round_id, member_id)
    require_step(round_, Step.AMEND)
    if not reason.strip():
        raise InvalidInput(field=mark("更正理由"), reason=mark("请写明依据。"))
    new = _typed(catalogue, code, text, today)
    old = _frozen(session, catalogue, round_, member, code, year)
    if new == old:
        raise InvalidInput(field=mark("更正为"), reason=mark("与冻结的数值相同。"))
    asked = RoundAmendment(
        round_id=round_id,
        round_firm_id=member_id,
        code=code,
        year=year,
        old=_written(old),
        new=_written(new),
        reason=reason.strip(),
        status=AmendmentStatus.ASKED.value,
        asked_by=person.name,
        asker_id=person.account_id,
        asked_at=now,
    )
    session.add(asked)
    session.flush()
    facts = {
        "firm": firm.name,
        "field": _label(catalogue, code, year),
        "old": _shown(old),
        "new": _shown(new),
        "reason": reason.strip(),
    }
    record(session, person, round_, "amend_ask", now=now, firm_id=member.firm_id, **facts)
    assert asked.id is not None
    return asked.id


def decide(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    round_id: int,
    amendment_id: int,
    *,
    approve: bool,
    note: str = "",
    now: datetime,
) -> None:
    """Approve, which changes the snapshot and judges that firm anew within it, or refuse with a note."""
    round_ = get_round_to_run(session, person, round_id)
    asked = session.get(RoundAmendment, amendment_id)
    if asked is None or asked.round_id != round_id:
        raise NotFound(what=mark("这项更正"))
    require_step(round_, Step.AMEND)
    if asked.status != AmendmentStatus.ASKED:
        raise DecidedBefore()
    if (asked.asker_id, asked.asked_by) == (person.account_id, person.name) or (
        asked.asker_id is not None and asked.asker_id == person.account_id
    ):
        raise OwnAmendment()
    if not approve and not note.strip():
        raise InvalidInput(field=mark("审批意见"), reason=mark("驳回请写明理由。"))
    member, firm = get_member(session, person, round_id, asked.round_firm_id)
    if approve:
        _apply(session, catalogue, round_, member, asked)
    status = AmendmentStatus.APPROVED if approve else AmendmentStatus.REFUSED
    asked.status, asked.decided_by, asked.decider_id = status.value, person.name, person.account_id
    asked.decided_at, asked.decision_note = now, note.strip()
    session.flush()
    facts = {
        "firm": firm.name,
        "field": _label(catalogue, asked.code, asked.year),
        "old": _text(asked.old),
        "new": _text(asked.new),
        "reason": note,
    }
    changes = {asked.code: (_read(asked.old), _read(asked.new))} if approve else None
    record(session, person, round_, f"amend_{status}", now=now, firm_id=member.firm_id, changes=changes, **facts)


def amendments(session: Session, round_id: int, member_id: int | None = None) -> list[RoundAmendment]:
    """The amendments of a round or of one firm of it, those that wait first."""
    statement = select(RoundAmendment).where(RoundAmendment.round_id == round_id)
    if member_id is not None:
        statement = statement.where(RoundAmendment.round_firm_id == member_id)
    waiting = (col(RoundAmendment.status) != AmendmentStatus.ASKED, col(RoundAmendment.id).desc())
    return list(session.exec(statement.order_by(*waiting)))


def count_waiting(session: Session, round_id: int) -> int:
    """How many amendments wait for somebody."""
    waits = RoundAmendment.round_id == round_id, RoundAmendment.status == AmendmentStatus.ASKED
    return session.exec(select(func.count()).select_from(RoundAmendment).where(*waits)).one()


def _apply(session: Session, catalogue: Catalogue, round_: Round, member: RoundFirm, asked: RoundAmendment) -> None:
    """Put the new value into the snapshot and the firm's new answer beside it."""
    if _frozen(session, catalogue, round_, member, asked.code, asked.year) != _read(asked.old):
        raise ValueMoved()
    kept = session.get_one(RoundSnapshot, round_.id)
    rule_set = rule_set_of(session, catalogue, round_)
    standards = of_its_day(session, catalogue, round_)
    column = column_of(catalogue, round_, rule_set, asked.code, asked.year)
    facts = pl.read_parquet(io.BytesIO(kept.facts))
    facts = _with_value(facts, column, member.firm_id, _as_stored(catalogue, asked))
    told = judged(standards, round_, rule_set, facts.filter(pl.col("firm_id") == member.firm_id))
    results = results_of(session, round_)
    others = results.filter(pl.col("firm_id") != member.firm_id)
    kept.facts = as_parquet(facts)
    kept.results = as_parquet(pl.concat([others, told.select(results.columns)]).sort("firm_id"))
    write_answers(session, round_, told.select("firm_id", "verdict", "candidate_class", "shortfall"))


def _with_value(facts: pl.DataFrame, column: str, firm_id: int, value: Any) -> pl.DataFrame:
    if column not in facts.columns:
        kind = pl.Boolean if isinstance(value, bool) else pl.Float64 if isinstance(value, int | float) else pl.String
        facts = facts.with_columns(pl.lit(None, dtype=kind).alias(column))
    new = pl.lit(value, dtype=facts.schema[column])
    return facts.with_columns(pl.when(pl.col("firm_id") == firm_id).then(new).otherwise(pl.col(column)).alias(column))


def _frozen(session: Session, catalogue: Catalogue, round_: Round, member: RoundFirm, code: str, year: int) -> Any:
    """The value as it stands in the snapshot. Raises InvalidInput for one that the snapshot does not have."""
    column = column_of(catalogue, round_, rule_set_of(session, catalogue, round_), code, year)
    inputs = inputs_of(session, catalogue, round_, [member.firm_id])
    if not inputs.height:
        raise InvalidInput(field=mark("数据项"), reason=mark("这家企业没有冻结的数据。"))
    value = inputs[column].to_list()[0] if column in inputs.columns else None
    return value.isoformat() if isinstance(value, date) else value


def _typed(catalogue: Catalogue, code: str, text: str, today: date) -> Any:
    """The value meant, as JSON can hold it."""
    if code.startswith(DECISION):
        answers = {"yes": True, "no": False, YES: True, NO: False}
        if text.strip() not in answers:
            raise InvalidInput(field=mark("更正为"), reason=mark("请填写“符合”或“不符合”。"))
        return answers[text.strip()]
    indicator = catalogue.indicators.get(code)
    if indicator is None:
        raise InvalidInput(field=mark("数据项"), reason=mark("请选择。"))
    value = parse_cell(text, indicator, indicator.unit or None, today)
    if isinstance(value, CellFault):
        raise InvalidInput(field=indicator.label.zh, reason=value.sentence())
    if isinstance(value, int) and not isinstance(value, bool) and indicator.level is Level.ANNUAL:
        return value
    return value.isoformat() if isinstance(value, date) else value


def _as_stored(catalogue: Catalogue, asked: RoundAmendment) -> Any:
    value = _read(asked.new)
    indicator = catalogue.indicators.get(asked.code)
    is_day = indicator is not None and indicator.kind.value == "date" and isinstance(value, str)
    return date.fromisoformat(value) if is_day else value


def _label(catalogue: Catalogue, code: str, year: int) -> str:
    """The value's name as the timeline keeps it, with its year and unit, so that the numbers beside it can be read."""
    indicator = catalogue.indicators.get(code)
    if indicator is None:
        return code.removeprefix(DECISION)
    of_year = f"{year} " if year else ""
    return f"{of_year}{indicator.label.zh}（{indicator.unit}）" if indicator.unit else f"{of_year}{indicator.label.zh}"


def _written(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _read(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _text(text: str | None) -> str:
    return _shown(_read(text))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return "—" if value is None else str(value)
