"""A firm joins an open round by confirming its figures and consenting to their use; the round's page shows who has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.rounds.states import FirmState, Status
from registry.store.confirmations import RoundConfirmation
from registry.store.firms import FirmRecord
from registry.store.locking import kept_from_others
from registry.store.rounds import Round, RoundFirm
from registry.store.scope import firms_in_scope


class NotOpen(Conflict):
    """Confirming is possible while the round takes applications and the firm is in it."""

    template = mark("批次“{name}”现在不能确认：{why}")


class FiguresChanged(Conflict):
    """The firm's figures changed after they were shown."""

    template = mark("数据刚刚有变动，没有确认。请核对最新的数据后再确认。")


@dataclass(frozen=True)
class OwnRound:
    """A round that the firm is in, and whether it has confirmed. `has_moved`: something changed since."""

    round: Round
    member: RoundFirm
    confirmation: RoundConfirmation | None
    has_moved: bool
    closed_because: str

    @property
    def is_due(self) -> bool:
        """Whether the firm is asked to confirm now."""
        return not self.closed_because and (self.confirmation is None or self.has_moved)


def own_rounds(session: Session, person: Person, today: date) -> list[OwnRound]:
    """The rounds that the person's own firm is in, but drafts and cancelled ones, the newest first."""
    require(person, Action.REPORT_FIGURES)
    hidden = [Status.DRAFT.value, Status.CANCELLED.value]
    statement = (
        select(Round, RoundFirm, FirmRecord.version, RoundConfirmation)
        .join(RoundFirm, col(RoundFirm.round_id) == col(Round.id))
        .join(FirmRecord, col(FirmRecord.id) == col(RoundFirm.firm_id))
        .join(RoundConfirmation, col(RoundConfirmation.round_firm_id) == col(RoundFirm.id), isouter=True)
        .where(firms_in_scope(person), col(Round.status).not_in(hidden), RoundFirm.state != FirmState.WITHDRAWN.value)
        .order_by(col(Round.closes_on).desc(), col(Round.id).desc())
    )
    return [
        OwnRound(round_, member, given, given is not None and given.firm_version != version, _closed(round_, today))
        for round_, member, version, given in session.exec(statement)
    ]


def own_round(session: Session, person: Person, round_id: int, today: date) -> OwnRound:
    """One of them; raises NotFound."""
    found = next((one for one in own_rounds(session, person, today) if one.round.id == round_id), None)
    if found is None:
        raise NotFound(what=mark("这个批次"))
    return found


def confirm(
    session: Session,
    person: Person,
    round_id: int,
    *,
    firm_version: int,
    consents: bool,
    now: datetime,
    today: date,
) -> None:
    """Confirm the firm's figures as they were shown. Raises NotFound, NotOpen, FiguresChanged, InvalidInput without consent."""
    found = own_round(session, person, round_id, today)
    if found.closed_because:
        raise NotOpen(name=found.round.name, why=found.closed_because)
    if not consents:
        raise InvalidInput(field=mark("确认和同意"), reason=mark("请勾选后再提交。"))
    firm = kept_from_others(session, session.get_one(FirmRecord, found.member.firm_id))
    if firm.version != firm_version:
        raise FiguresChanged()
    given = found.confirmation or RoundConfirmation(round_firm_id=found.member.id, firm_version=0, by="", at=now)
    given.firm_version, given.by, given.account_id, given.at = firm.version, person.name, person.account_id, now
    session.add(given)
    journal.note(session, person, "confirmation.give", now=now, firm_id=firm.id, text=found.round.name)


def confirmations(session: Session, member_ids: Collection[int]) -> dict[int, tuple[RoundConfirmation, bool]]:
    """Of some firms of a round that the caller may see: what was confirmed, and whether something changed since."""
    statement = (
        select(RoundConfirmation, FirmRecord.version)
        .join(RoundFirm, col(RoundFirm.id) == col(RoundConfirmation.round_firm_id))
        .join(FirmRecord, col(FirmRecord.id) == col(RoundFirm.firm_id))
        .where(col(RoundConfirmation.round_firm_id).in_(member_ids))
    )
    return {one.round_firm_id: (one, one.firm_version != version) for one, version in session.exec(statement)}


def count_confirmed(session: Session, person: Person, round_id: int) -> int:
    """How many firms of the round in scope have confirmed."""
    statement = (
        select(func.count())
        .select_from(RoundConfirmation)
        .join(RoundFirm, col(RoundFirm.id) == col(RoundConfirmation.round_firm_id))
        .join(FirmRecord, col(FirmRecord.id) == col(RoundFirm.firm_id))
    )
    return session.exec(statement.where(RoundFirm.round_id == round_id, firms_in_scope(person))).one()


def _closed(round_: Round, today: date) -> str:
    """Why nothing can be confirmed now, "" where it can."""
    if round_.status != Status.OPEN:
        return mark("申报已经结束，数据已交审核。")
    if today < round_.opens_on:
        return mark("申报还没有开始。")
    return mark("已过申报截止日。") if today > round_.closes_on else ""
