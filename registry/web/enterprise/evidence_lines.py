"""Evidence in words: what a paper proves, how large it is, who brought it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlmodel import Session

from registry.services.evidence.keeping import may_remove as firm_may_remove
from registry.services.firms import FirmDetail
from registry.store.evidence import EvidenceRecord
from registry.web.firms.decided import condition_label
from registry.web.firms.titles import term_of
from registry.web.formats import file_size
from registry.web.languages import in_words, translated
from registry.web.listing import Choice
from registry.web.names import tier_label
from registry.web.site import site


@dataclass(frozen=True)
class EvidenceLine:
    """One paper in words."""

    id: int
    name: str
    kind: str
    size: str
    year: int
    about: str
    code: str
    note: str
    by: str
    by_firm: bool
    at: datetime
    may_remove: bool


def evidence_lines(
    session: Session, papers: Sequence[EvidenceRecord], detail: FirmDetail, *, may_remove: bool
) -> list[EvidenceLine]:
    """The papers in the order given; `may_remove` is for officers, a firm's own rights are asked one by one."""
    titles = {title.id: f"{tier_label(title.tier)} {term_of(title)}" for title in detail.titles}
    return [
        EvidenceLine(
            id=paper.id or 0,
            name=paper.name,
            kind=paper.kind.upper(),
            size=file_size(paper.size),
            year=paper.year,
            about=titles.get(paper.title_id, "") if paper.title_id else about(paper.year, paper.code, paper.condition),
            code=paper.code,
            note=paper.note,
            by=translated(paper.uploaded_by),
            by_firm=paper.by_firm,
            at=paper.uploaded_at,
            may_remove=may_remove or firm_may_remove(session, paper),
        )
        for paper in papers
    ]


def about(year: int, code: str, condition: str) -> str:
    """What a paper proves, without its year."""
    if condition:
        rule_set_id, _, name = condition.partition(":")
        found = next((one for one in site().catalogue.rule_sets if one.id == rule_set_id), None)
        return f"{tier_label(found.tier)} · {condition_label(found, name)}" if found else name
    if code:
        indicator = site().catalogue.indicators.get(code)
        return in_words(indicator.label) if indicator else code
    return gettext("全年资料") if year else gettext("企业资料")


def subject_choices(detail: FirmDetail, chosen: str) -> list[tuple[str, list[Choice]]]:
    """What a paper can be about, in groups: the year or the firm as a whole, titles, indicators, and what a link asked for."""
    indicators = site().catalogue.indicators
    whole = [("", gettext("所选年度的整体资料（如审计报告）")), ("firm", gettext("企业资料（如营业执照），不分年度"))]
    if chosen.startswith("condition:"):
        whole.append((chosen, about(0, "", chosen.partition(":")[2])))
    titles = [(f"title:{title.id}", f"{tier_label(title.tier)} {term_of(title)}") for title in detail.titles]
    annual = [(f"code:{code}", in_words(one.label)) for code, one in indicators.items() if one.level == "annual"]
    own = [(f"code:{code}", in_words(one.label)) for code, one in indicators.items() if one.level == "firm"]
    groups = [
        (gettext("整体"), whole),
        (gettext("称号"), titles),
        (gettext("年度指标"), annual),
        (gettext("企业信息"), own),
    ]
    return [(label, choices) for label, choices in groups if choices]
