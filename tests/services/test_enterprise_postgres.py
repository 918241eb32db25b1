"""What firms send in, on PostgreSQL: handed over, corrected, joined, proven and confirmed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from registry.catalogue.reader import Catalogue
from registry.domain.access import Role
from registry.services.enterprise import claims, confirming, correction_lists, corrections, invitations, news, reporting
from registry.services.evidence import files, keeping
from registry.services.evidence.keeping import Limits, Subject
from registry.services.submissions import deciding, listing
from registry.services.submissions.receiving import receive
from registry.store.corrections import CorrectionRecord
from registry.store.database import transaction
from registry.store.rounds import Round, RoundFirm
from registry.store.schema import upgrade
from tests.factories import CODES, TODAY, make_figures, make_firm, make_person

NOW = datetime(2026, 6, 30, 1, 30, tzinfo=UTC)
OWN = make_person(Role.ENTERPRISE, account_id=None, name="企业甲", firm_id=1)
PARK = make_person(Role.PARK_OFFICER, account_id=None, division="420111", park="东湖示例园区")
WHEN: dict[str, Any] = {"now": NOW, "today": TODAY}


@pytest.mark.postgres
def test_what_firms_send_in_works_on_postgresql(postgres: Engine, catalogue: Catalogue, tmp_path: Path) -> None:
    upgrade(postgres)
    with transaction(postgres) as session:
        session.add(make_firm(id=1))
        session.flush()
        session.add(make_figures(1, revenue=6230.0))
        days = {"opens_on": TODAY, "closes_on": TODAY, "as_of": TODAY, "data_year": 2025, "year": 2026}
        named = {"name": "批次", "tier": "hnte", "rule_set": "x", "case": "new", "created_by": "x", "created_at": NOW}
        session.add(Round(id=1, levels=["province"], status="open", **days, **named))
        session.flush()
        session.add(RoundFirm(id=7, round_id=1, firm_id=1, level="park", state="waiting", drawn_by="x", drawn_at=NOW))
    stated = {"firm": {"credit_code": CODES[0], "name": "武汉示例光电有限公司"}, "years": {"2025": {"staff": 120}}}
    with transaction(postgres) as session:
        receive(session, stated, now=NOW, address="192.0.2.7")
        given = receive(session, stated | {"years": {"2025": {"staff": 130}}}, now=NOW, address="192.0.2.7")
        assert given.replaced
        assert listing.submissions(session, PARK).total == 1
        assert deciding.accept(session, PARK, catalogue, given.id, None, firm_version=1, **WHEN).taken == 1
    with transaction(postgres) as session:
        values = {"revenue": "6500", "tax_paid": "300"}
        assert reporting.report(session, OWN, catalogue, 1, 2025, values, reason="审计", **WHEN).asked == 1
        assert correction_lists.requests_in_scope(session, PARK, catalogue, today=TODAY).total == 1
        number = session.exec(select(CorrectionRecord.id)).one()
        corrections.approve(session, PARK, catalogue, number or 0, seen="6230.0", **WHEN)
    with transaction(postgres) as session:
        told = {"firm_name": "武汉示例光电有限公司", "contact_name": "王", "contact_phone": "1", "proof": "财务"}
        claim, key = claims.claim(session, {"credit_code": CODES[0], **told}, address="192.0.2.7", now=NOW)
        claims.approve(session, PARK, claim, now=NOW)
        invitations.join(session, key, "optics", "plain-test-password-1", now=NOW)
        where: dict[str, Any] = {"data_dir": tmp_path, "limits": Limits(1, 2), **WHEN}
        subject = Subject(2025, "revenue")
        assert keeping.add(session, OWN, catalogue, 1, b"%PDF-1", "a.pdf", subject, **where) == keeping.add(
            session, OWN, catalogue, 1, b"%PDF-1", "b.pdf", subject, **where
        )
        assert files.sweep(session, tmp_path, now=NOW) == (0, [])
    with transaction(postgres) as session:
        assert len(news.news(session, OWN, **WHEN).rounds) == 1
        version = confirming.own_rounds(session, OWN, TODAY)[0].member.version
        assert version == 1
        confirming.confirm(session, OWN, 1, firm_version=4, consents=True, **WHEN)
        assert confirming.count_confirmed(session, PARK, 1) == 1
