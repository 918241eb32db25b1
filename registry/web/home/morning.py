"""The morning page in words: every number with the address of the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from registry.services.jobs.kinds import kind_of
from registry.services.morning import Morning
from registry.services.morning.ending import Ending, Window
from registry.services.morning.near import NearFirm
from registry.services.morning.waiting import RunningJob, Waiting
from registry.services.newly_eligible import ELIGIBLE_CLASSES
from registry.services.titles.search import EXPIRING
from registry.web.formats import day
from registry.web.languages import translated, wording
from registry.web.names import tier_label
from registry.web.patterns import url_for
from registry.web.statuses import import_status


@dataclass(frozen=True)
class Number:
    """A count, what it counts, and where its list is; no address where there is nothing to list."""

    label: str
    count: int
    url: str = ""


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere."""

    label: str
    url: str


@dataclass(frozen=True)
class EndingLine:
    """A tier with titles about to expire: a number for each window, what is known of its re-examination, and its rounds."""

    label: str
    numbers: list[Number]
    first: date
    review: str
    windows: list[Link]


@dataclass(frozen=True)
class NearLine:
    """One firm that one condition keeps from a tier."""

    name: str
    url: str
    tier: str
    sentence: str


@dataclass(frozen=True)
class WorkLine:
    """Something that waits or goes on, with where it stands."""

    label: str
    url: str
    state: str


@dataclass(frozen=True)
class MorningPage:
    """Everything that the page shows, in the order of the page."""

    morning: Morning
    windows: list[int]
    endings: list[EndingLine]
    fresh: list[Number]
    near: list[Number]
    near_firms: list[NearLine]
    imports: list[WorkLine]
    jobs: list[WorkLine]
    rounds: list[Number]
    handed: list[Number]


def morning_page(found: Morning, windows: tuple[int, ...]) -> MorningPage:
    """The answer in words."""
    waits = found.waiting
    return MorningPage(
        morning=found,
        windows=sorted(windows),
        endings=[_ending(each) for each in found.tally.endings],
        fresh=[_fresh(tier, count, found.fresh.since.place) for tier, count in _in_order(found.fresh.tiers)],
        near=[Number(tier_label(tier), count, _near_url(tier)) for tier, count in found.tally.near.tiers.items()],
        near_firms=[_near(firm) for firm in found.tally.near.firms],
        imports=[
            WorkLine(each.filename, url_for("imports.show", batch_id=each.id), import_status(each.status))
            for each in waits.imports
        ],
        jobs=[_job(each) for each in waits.jobs],
        rounds=[
            Number(each.name, each.firms, url_for("rounds.show", round_id=each.id, level=waits.level, state="waiting"))
            for each in waits.rounds
        ],
        handed=_handed(waits),
    )


def _handed(waits: Waiting) -> list[Number]:
    """What firms sent in and wait for an answer to."""
    told = (
        (gettext("企业提交待核对"), waits.submissions, url_for("submissions.index")),
        (gettext("更正申请待答复"), waits.corrections, url_for("corrections.index")),
        (gettext("账号申请待审核"), waits.claims, url_for("firm_accounts.index")),
    )
    return [Number(label, count, url) for label, count, url in told if count]


def _in_order(tiers: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(tiers.items(), key=lambda pair: -pair[1])


def _ending(ending: Ending) -> EndingLine:
    numbers = [
        Number(gettext("%(days)s 天内", days=days), count, titles_url(ending.tier, days) if count else "")
        for days, count in sorted(ending.within.items())
    ]
    documents = gettext("、").join(ending.review_documents)
    rounds = [Link(_window(one), url_for("rounds.show", round_id=one.round_id)) for one in ending.windows]
    return EndingLine(tier_label(ending.tier), numbers, ending.first, documents or gettext("未载复核标准"), rounds)


def _window(window: Window) -> str:
    said = {"first": day(window.opens_on), "last": day(window.closes_on)}
    return gettext("复核受理 %(first)s 至 %(last)s", **said)


def titles_url(tier: str, days: int) -> str:
    """The list of titles that end within so many days."""
    return url_for("titles.index", tier=tier, state=f"{EXPIRING}{days}")


def _fresh(tier: str, count: int, place: int) -> Number:
    classes = ",".join(ELIGIBLE_CLASSES)
    return Number(tier_label(tier), count, url_for("candidates.show", tier=tier, after=place, **{"class": classes}))


def _near_url(tier: str) -> str:
    return url_for("candidates.show", tier=tier, fixes=1, **{"class": "near"})


def _near(firm: NearFirm) -> NearLine:
    url = url_for("firms.show", firm_id=firm.firm_id, tier=firm.tier, _anchor=f"tier-{firm.tier}")
    sentence = firm.lack.sentence(wording()) if firm.lack else gettext("数据已有变化，请打开查看")
    return NearLine(firm.name, url, tier_label(firm.tier), sentence)


def _job(job: RunningJob) -> WorkLine:
    state = f"{job.done:,} / {job.total:,}" if job.total else gettext("等待开始")
    return WorkLine(translated(kind_of(job.kind).label), url_for("jobs.show", job_id=job.id), state)
