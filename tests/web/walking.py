"""What the walk over every address needs: an object of each kind within a park and one outside, and the addresses of both."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, insert, select
from sqlmodel import Session

from registry.services.dashboards.ranking_places import Criteria
from registry.services.evidence.files import place_of
from registry.store.base import Moment, Record
from tests.factories import CODES, NOW

INSIDE, OUTSIDE, NOWHERE = 1, 2, 99
HERE = {"division": "420111", "park": "东湖示例园区"}
THERE = {"division": "420302", "park": "车城示例工业园"}
# Arguments of addresses that name no object somebody could reach or not.
PLAIN: dict[str, Any] = {
    "tier": "hnte",
    "suffix": "xlsx",
    "year": 2025,
    "place": 0,
    "answer": "yes",
    "rule_set_id": "hnte/CN/2016-01-01",
    "path": "requires",
    "step": "up",
    "key": "nobody-knows-this-key",
    "sign_in_id": NOWHERE,
}
BY_ENDPOINT: dict[str, dict[str, Any]] = {
    "dashboards.firms": {"kind": "open"},
    "dashboards.firms_file": {"kind": "open"},
    "dashboards.show": {"code": "ladder"},
    "dashboards.download": {"code": "ladder"},
    "corrections.ask": {"code": "revenue"},
    "groupings.create": {"kind": "park"},
    "layouts.choose": {"list": "firms"},
    "lists.file": {"code": "firms"},
    "policy.edit_node": {"code": "revenue"},
    "policy.move_node": {"code": "revenue"},
}
ORDER = (
    "pool_member", "plan_action", "service_entry", "service_officer", "title", "evidence", "correction", "account_claim",
    "submission", "rd_institution", "financing_round", "grouping", "grouping_member", "ranking", "table_layout", "target",
    "round", "round_firm", "round_objection", "round_amendment", "import_batch", "import_payload", "job", "saved_view",
    "remembered_table", "learned_head", "name_decision", "rule_draft", "rule_impact", "manual_decision",
    "restriction",
)  # fmt: skip
RULE = """
tier: hnte
jurisdiction: "{place}"
effective: {{from: 2027-01-01}}
source: {{number: 示例〔2026〕1号, title: 虚构, issuer: 示例, checked_on: 2026-06-01}}
requires:
  all:
    - {{code: revenue, label: {{zh: 营业收入, en: Revenue}}, value: revenue, at_least: 100 万元, article: 第一条}}
"""


def add_objects(session: Session, owner_inside: int, owner_outside: int) -> None:
    """An object of every kind under number 1, within the park, and under number 2, in another one."""
    for number, owner, place in ((INSIDE, owner_inside, HERE), (OUTSIDE, owner_outside, THERE)):
        for name in ORDER:
            _add(session, name, number, owner, place)


def add_files(data_dir: Path) -> None:
    """The files that the evidence of the walk stands for."""
    for number in (INSIDE, OUTSIDE):
        place = place_of(data_dir, f"sha256-{number}")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"%PDF-1.7 evidence")


def arguments_of(endpoint: str, names: set[str], number: int, inner: int | None = None) -> dict[str, Any]:
    """The arguments of an address: objects under the number, those within an object under `inner`."""
    first = next(iter(name for name in ("firm_id", "round_id", "grouping_id", "draft_id") if name in names), "")
    told: dict[str, Any] = dict(BY_ENDPOINT.get(endpoint, {}))
    for name in names:
        is_inner = inner is not None and name != first
        told.setdefault(name, PLAIN.get(name, inner if is_inner else number))
    return told


def is_known(endpoint: str, names: set[str]) -> bool:
    """Whether the walk knows what each argument may be; an address with another one may well lead to nothing."""
    return names <= objects_in(names) | set(PLAIN) | set(BY_ENDPOINT.get(endpoint, {}))


def objects_in(names: set[str]) -> set[str]:
    """The arguments that name an object."""
    return {name for name in names if name.endswith("_id") and name != "rule_set_id"}


def _add(session: Session, name: str, number: int, owner: int, place: dict[str, str]) -> None:
    table = Record.metadata.tables[name]
    told = {column.name: _value(column, number, owner, place) for column in table.c if not column.nullable}
    told |= {column: value for column, value in _known(number, owner, place).items() if column in table.c}
    told |= SPECIAL.get(name, {})
    if name == "rule_draft":
        told |= {
            "jurisdiction": place["division"],
            "text": RULE.format(place=place["division"]),
            "status": "open",
            "base": str(PLAIN["rule_set_id"]),
        }
    exists = "id" in table.c and session.connection().execute(select(table.c.id).where(table.c.id == number)).first()
    if not exists:
        session.connection().execute(insert(table), told)


def _known(number: int, owner: int, place: dict[str, str]) -> dict[str, Any]:
    """What columns of these names hold, in whatever table."""
    return {
        "id": number, "firm_id": number, "round_id": number, "grouping_id": number, "batch_id": number, "draft_id": number,
        "round_firm_id": number, "account_id": owner, "tier": "hnte", "credit_code": CODES[(number - 1) * 2],
        "division_code": place["division"], "key_hash": f"hash-{number}", "number": f"NUM-{number}", "version": 1, **place,
    }  # fmt: skip


RANKED = Criteria("revenue", "value", 2025, 10).plain()
PUBLISHED = {"published_by": "示例", "published_at": NOW, "counts": {"judged": 1, "missing": 0}}
SPECIAL: dict[str, dict[str, Any]] = {
    "round": {"status": "open", "levels": ["park", "county", "city"], "case": "new", "rule_set": PLAIN["rule_set_id"]},
    "round_firm": {"level": "park", "state": "waiting", "shortfall": ""},
    "job": {"kind": "import.read", "status": "failed", "batch_id": None, "facts": {}, "arguments": {}},
    "import_batch": {"status": "discarded", "options": {}, "counts": {"read": 0, "merged": 0}},
    "correction": {"state": "open", "code": "revenue", "year": 2025, "wanted": 10.0},
    "account_claim": {"state": "open"},
    "submission": {"state": "open", "facts": {"2025": {"revenue": 5.0}}},
    "ranking": {"criteria": RANKED, "rows": [], "status": "published", **PUBLISHED},
    "target": {"status": "open", "kind": "stock", "measure": {"firms": {"holds": ["hnte"]}}},
    "evidence": {"year": 2025, "kind": "pdf", "by_firm": True},
    "grouping": {"kind": "park"},
    "plan_action": {"status": "open"},
    "saved_view": {"page": "firms.index", "query": ""},
    "remembered_table": {"columns": {}, "source": "self_reported"},
    "learned_head": {"indicator": "revenue"},
    "service_entry": {"kind": "visit", "status": "open"},
    "rd_institution": {"level": "provincial"},
    "financing_round": {"stage": "A"},
    "restriction": {"tiers": ""},
    "table_layout": {"columns": [], "workbook": b"a blank workbook", "filename": "blank.xlsx"},
    "manual_decision": {"rule_set": "hnte/CN/2016-01-01", "condition": "anything", "data_year": 2025},
    "rule_impact": {"counts": {}, "data_year": 2025},
    "round_objection": {"outcome": None},
    "round_amendment": {"status": "asked", "code": "revenue", "year": 2025},
}  # fmt: skip


def _value(column: Column[Any], number: int, owner: int, place: dict[str, str]) -> Any:
    """Something that a column takes."""
    match column.type:
        case Boolean():
            return False
        case Integer():
            return 1
        case Float():
            return 1.0
        case JSON():
            return []
        case LargeBinary():
            return b""
        case Date():
            return date(2026, 1, 1)
    return NOW if isinstance(column.type, Moment) else f"{column.name}-{number}"
