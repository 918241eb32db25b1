"""Financing rounds of a firm, and the figures of the year that follow from them.

Money counts only in a figure that is kept in its own currency: what the catalogue keeps in 万元 takes renminbi, what it keeps in
万美元 takes US dollars. Other money is kept and said to be left out; no exchange rate is applied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Action, Person, require
from registry.domain.errors import ChangedSince, Conflict, InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import firms, journal
from registry.services.origins import origins_of, outranking
from registry.services.sent_values import read_amount, read_day, read_text
from registry.store.figures import YearlyFigures
from registry.store.institutions import FinancingRound
from registry.store.locking import kept_from_others
from registry.store.scope import get_firm_in_scope

RAISED, VALUE, STAGE = "equity_financing", "valuation", "financing_round"
CURRENCIES: Mapping[str, str] = {
    "CNY": mark("人民币"),
    "USD": mark("美元"),
    "HKD": mark("港元"),
    "EUR": mark("欧元"),
    "JPY": mark("日元"),
}
CURRENCY_OF_UNIT: Mapping[str, str] = {"万元": "CNY", "万美元": "USD"}
FIELDS: Mapping[str, str] = {
    "stage": mark("轮次"),
    "closed_on": mark("完成日期"),
    "amount": mark("融资额（万）"),
    "currency": mark("币种"),
    "post_money": mark("投后估值（万）"),
    "investors": mark("投资方"),
    "document": mark("依据"),
}
Values = Mapping[str, str]


class RoundListed(Conflict):
    """The firm has this very round already."""

    template = mark("{day} 的“{stage}”（币种和融资额相同）已经登记过，没有重复登记。")


class FinancingChanged(ChangedSince):
    """Somebody else saved or removed it after the form was opened."""

    template = mark("这条融资记录刚刚被他人修改过，您的修改尚未保存。请核对最新内容后重新保存。")


@dataclass(frozen=True)
class LeftOut:
    """What of a round counts in no figure, because it is in another currency than the figure."""

    amount: bool
    post_money: bool


def rounds_of(session: Session, person: Person, firm_id: int) -> list[FinancingRound]:
    """The rounds of a firm in scope, the newest first."""
    get_firm_in_scope(session, person, firm_id)
    return sorted(_rows(session, firm_id), key=lambda row: (row.closed_on, row.id or 0), reverse=True)


def left_out(catalogue: Catalogue, row: FinancingRound) -> LeftOut:
    """Which sums of the round are kept and not counted."""
    raised = row.amount is not None and row.currency != _currency(catalogue, RAISED)
    return LeftOut(raised, row.post_money is not None and row.currency != _currency(catalogue, VALUE))


def derived(catalogue: Catalogue, rows: Sequence[FinancingRound], year: int) -> dict[str, Any]:
    """The figures of the year that its rounds give: the sum raised, the last post-money value, the last round's name."""
    of_year = sorted((row for row in rows if row.closed_on.year == year), key=lambda row: (row.closed_on, row.id or 0))
    raised = [row.amount for row in of_year if row.amount is not None and row.currency == _currency(catalogue, RAISED)]
    valued = [row.post_money for row in of_year if row.post_money and row.currency == _currency(catalogue, VALUE)]
    return {
        RAISED: round(sum(raised), 6) if raised else None,
        VALUE: valued[-1] if valued else None,
        STAGE: of_year[-1].stage if of_year else None,
    }


def save_round(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    values: Values,
    *,
    now: datetime,
    today: date,
    round_id: int | None = None,
    version: int | None = None,
) -> tuple[str, ...]:
    """Add a round, or change one, and bring the figures of its year up to date; the codes that a stronger source kept.

    Raises InvalidInput, FinancingChanged.
    """
    before = _opened(session, person, catalogue, firm_id)
    read = _read(values, today)
    if round_id is None:
        _refuse_twin(session, firm_id, read)
        row = FinancingRound(firm_id=firm_id, created_by=person.name, created_at=now, **read)
        action, changes = "financing.create", journal.differing({}, {k: v for k, v in read.items() if v})
    else:
        row = get_round(session, person, firm_id, round_id)
        if kept_from_others(session, row).version != version:
            raise FinancingChanged()
        action, changes = "financing.update", journal.differing({code: getattr(row, code) for code in FIELDS}, read)
        for code, value in read.items():
            setattr(row, code, value)
        row.version += 1
    if not changes:
        return ()
    session.add(row)
    _note(session, person, firm_id, action, changes, now)
    return _feed(session, person, catalogue, firm_id, before, now, today)


def remove_round(
    session: Session, person: Person, catalogue: Catalogue, firm_id: int, round_id: int, *, now: datetime, today: date
) -> tuple[str, ...]:
    """Remove a round that was entered by mistake."""
    before = _opened(session, person, catalogue, firm_id)
    row = get_round(session, person, firm_id, round_id)
    session.delete(row)
    changes = {code: (getattr(row, code), None) for code in FIELDS if getattr(row, code)}
    _note(session, person, firm_id, "financing.remove", changes, now)
    return _feed(session, person, catalogue, firm_id, before, now, today)


def get_round(session: Session, person: Person, firm_id: int, round_id: int) -> FinancingRound:
    """One of the firm's. Raises NotFound."""
    get_firm_in_scope(session, person, firm_id)
    row = session.get(FinancingRound, round_id)
    if row is None or row.firm_id != firm_id:
        raise NotFound(what=mark("这条融资记录"))
    return row


def _opened(session: Session, person: Person, catalogue: Catalogue, firm_id: int) -> dict[int, dict[str, Any]]:
    """What the rounds gave before, by year."""
    require(person, Action.EDIT_FIRMS)
    get_firm_in_scope(session, person, firm_id)
    return _by_year(catalogue, _rows(session, firm_id))


def _by_year(catalogue: Catalogue, rows: Sequence[FinancingRound]) -> dict[int, dict[str, Any]]:
    return {year: derived(catalogue, rows, year) for year in {row.closed_on.year for row in rows}}


def _feed(
    session: Session,
    person: Person,
    catalogue: Catalogue,
    firm_id: int,
    before: Mapping[int, Mapping[str, Any]],
    now: datetime,
    today: date,
) -> tuple[str, ...]:
    """Write what changed; a value that the rounds no longer give is erased only where it is theirs."""
    session.flush()
    after, kept = _by_year(catalogue, _rows(session, firm_id)), []
    for year in sorted({*before, *after}):  # at most two of them differ: the round's year and the one it had before
        old, new = before.get(year, {}), after.get(year, {})
        if old == new:
            continue
        row = session.get(YearlyFigures, (firm_id, year))
        held = {code: getattr(row, code, None) for code in (RAISED, VALUE, STAGE)}
        wanted = {code: new.get(code) for code in held if new.get(code) is not None or held[code] == old.get(code)}
        changed = {code: value for code, value in wanted.items() if value != held[code]}
        stronger = outranking(person, catalogue.sources, origins_of(session, firm_id).get(year, {}), changed)
        kept += list(stronger)
        texts = {code: _as_text(value) for code, value in changed.items() if code not in stronger}
        if texts:
            firms.save_figures(session, person, catalogue, firm_id, year, texts, now=now, today=today)
    return tuple(kept)


def _as_text(value: Any) -> str:
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def _currency(catalogue: Catalogue, code: str) -> str:
    return CURRENCY_OF_UNIT.get(catalogue.indicators[code].unit or "", "")


def _rows(session: Session, firm_id: int) -> list[FinancingRound]:
    return list(session.exec(select(FinancingRound).where(col(FinancingRound.firm_id) == firm_id)))


def _read(values: Values, today: date) -> dict[str, Any]:
    read: dict[str, Any] = {code: read_text(values, code, FIELDS[code]) for code in ("stage", "investors", "document")}
    read["currency"] = read_text(values, "currency", FIELDS["currency"]) or "CNY"
    read["closed_on"] = read_day(values, "closed_on", FIELDS["closed_on"])
    read |= {code: read_amount(values, code, FIELDS[code]) for code in ("amount", "post_money")}
    for code in ("stage", "closed_on"):
        if not read[code]:
            raise InvalidInput(field=FIELDS[code], reason=mark("必须填写。"))
    if read["currency"] not in CURRENCIES:
        raise InvalidInput(field=FIELDS["currency"], reason=mark("请从清单中选择。"))
    if read["closed_on"] > today or not firms.is_year_of_figures(read["closed_on"].year, today):
        raise InvalidInput(field=FIELDS["closed_on"], reason=mark("不能晚于今天。"))
    if read["amount"] and read["post_money"] and read["post_money"] < read["amount"]:
        raise InvalidInput(field=FIELDS["post_money"], reason=mark("小于融资额，请核对：投后估值包括这一轮的融资。"))
    return read


def _refuse_twin(session: Session, firm_id: int, read: Mapping[str, Any]) -> None:
    """A form sent twice acts once: the same money would count twice in the figures."""
    told = ("stage", "closed_on", "amount", "currency")
    if any(all(getattr(row, code) == read[code] for code in told) for row in _rows(session, firm_id)):
        raise RoundListed(day=read["closed_on"].isoformat(), stage=read["stage"])


def _note(
    session: Session, person: Person, firm_id: int, action: str, changes: Mapping[str, tuple[Any, Any]], now: datetime
) -> None:
    named = {f"financing_{code}": pair for code, pair in changes.items()}
    journal.note(session, person, action, now=now, firm_id=firm_id, changes=named)
