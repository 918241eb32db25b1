"""Bottlenecks of a tier: the single conditions that keep firms from it, and the unknown conditions and missing figures that leave
verdicts open."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Person
from registry.services.bottlenecks import STATES
from registry.services.dashboards.cells import at_place, summed
from registry.services.dashboards.gap_rows import ALONE, BETWEEN, LACKING, OPEN, last_runs
from registry.services.dashboards.gaps_part import KINDS
from registry.services.dashboards.summary import GAPS, summary
from registry.web.dashboards.board import Board, Cell, Filter, Row, Table, number, place_asked, tiers_shown
from registry.web.dashboards.place_filters import place_chips, place_filters
from registry.web.drawings import across
from registry.web.languages import in_words
from registry.web.listing import asked
from registry.web.names import tier_label
from registry.web.site import site
from registry.web.tracks import tiers_in_order

DRAWN = 10


@dataclass(frozen=True)
class Gap:
    """One condition of a standard in words, with the word of its cells and its counts by state."""

    word: str
    label: str
    standard: str
    counts: tuple[int, ...]


def gaps_board(session: Session, person: Person) -> Board:
    """The bottlenecks of the tier that the address asks for, else of the first that has any."""
    told = summary(session, person, site().catalogue, GAPS, site().today())
    cells = at_place(told.cells, *place_asked())
    tiers = tiers_shown(cells, tiers_in_order(), *KINDS)
    tier = asked("tier", 40) if asked("tier", 40) in tiers else next(iter(tiers), "")
    mine = cells.filter(cells["tier"] == tier)
    alone = _gaps(summed(mine, ALONE, "word"), STATES)
    open_ones = _gaps(summed(mine, OPEN, "word"), ("",))
    return Board(
        code="gaps",
        title=gettext("瓶颈"),
        about=gettext(
            "只差一条：满足这一条，其余都不再不达标的企业有多少家；缺数据：哪一条、哪一项指标因为没有数据判断不了。"
        ),
        summary=told,
        tables=[_alone(alone, tier), _open(open_ones, tier), _lacking(mine, tier)],
        filters=[
            Filter("tier", gettext("层级"), [(each, tier_label(each)) for each in tiers], tier),
            *place_filters(session, person),
        ],
        chips=place_chips(),
        basis=_basis(session),
        notes=[
            gettext(
                "按最近一次评估的全部结果，差得远的企业也算在内，已持有这一级的不算；此后改动的数据，下次评估才计入。"
            ),
            gettext("一家企业满足任意一条即可的，在每一条各算一次；要同时满足两条的，两条都不算。"),
            gettext("缺数据：只数结论因此未定的企业，别的途径已经达标的不算；一家企业可以缺几条、几项。"),
        ],
    )


def _basis(session: Session) -> str:
    runs = last_runs(session, site().catalogue)
    if not runs:
        return gettext("还没有评估过")
    days = {"day": runs[0].as_of, "year": runs[0].data_year}
    return gettext("按截至 %(day)s、数据年 %(year)s 的评估，企业归属按现在的登记", **days)


def _states() -> tuple[str, ...]:
    return gettext("满足即达标（家）"), gettext("另有缺数据（家）"), gettext("另有待人工判断（家）")


def _gaps(counts: dict[str, int], states: tuple[str, ...]) -> list[Gap]:
    """The conditions with any count, the tightest first; those of a rule set that is gone are left out."""
    rule_sets = {each.id: each for each in site().catalogue.rule_sets}
    found = []
    for rule_set, code in sorted({tuple(word.split(BETWEEN)[:2]) for word in counts}):
        leaves = {leaf.code: leaf for leaf in rule_sets[rule_set].conditions()} if rule_set in rule_sets else {}
        if code in leaves:
            word = f"{rule_set}{BETWEEN}{code}"
            numbers = tuple(counts.get(f"{word}{BETWEEN}{state}" if state else word, 0) for state in states)
            source = rule_sets[rule_set].source
            found.append(Gap(word, in_words(leaves[code].label), source.number or rule_set, numbers))
    return sorted(found, key=lambda gap: tuple(-count for count in gap.counts))


def _alone(gaps: list[Gap], tier: str) -> Table:
    rows = [
        Row(gap.label, [Cell(gap.standard), *(_number(gap, place, tier) for place in range(len(STATES)))])
        for gap in gaps
    ]
    series = {label: [gap.counts[place] for gap in gaps[:DRAWN]] for place, label in enumerate(_states())}
    told = gettext("各条件单独卡住的家数，数字见下表")
    drawing = across([gap.label for gap in gaps[:DRAWN]], series, told)
    return Table(gettext("只差这一条"), gettext("条件"), [gettext("标准文号"), *_states()], rows, drawing)


def _number(gap: Gap, place: int, tier: str) -> Cell:
    return number(gap.counts[place], ALONE, tier, f"{gap.word}{BETWEEN}{STATES[place]}")


def _open(gaps: list[Gap], tier: str) -> Table:
    rows = [Row(gap.label, [Cell(gap.standard), number(gap.counts[0], OPEN, tier, gap.word)]) for gap in gaps]
    heads = [gettext("标准文号"), gettext("因此结论未定（家）")]
    return Table(gettext("缺数据、判断不了的条件"), gettext("条件"), heads, rows)


def _lacking(mine: pl.DataFrame, tier: str) -> Table:
    """The figures that are missing, the most wanted first."""
    known = site().catalogue.indicators
    counts = summed(mine, LACKING, "word", "year")
    found = sorted(((count, code, year) for (code, year), count in counts.items() if code in known), reverse=True)
    names = [in_words(known[code].label) for _, code, _ in found]
    rows = [
        Row(name, [Cell(_year(year)), number(count, LACKING, tier, code, year)])
        for name, (count, code, year) in zip(names, found, strict=True)
    ]
    labels = [f"{name} {_year(year)}" for name, (_, _, year) in zip(names, found, strict=True)]
    heads = [gettext("年度"), gettext("因此结论未定（家）")]
    series = {heads[1]: [count for count, _, _ in found[:DRAWN]]}
    drawing = across(labels[:DRAWN], series, gettext("缺哪项数据使多少家企业结论未定，数字见下表"))
    return Table(gettext("缺的数据"), gettext("指标"), heads, rows, drawing)


def _year(year: int) -> str:
    return str(year) if year else gettext("企业本身")
