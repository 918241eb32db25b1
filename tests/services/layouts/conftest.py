from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlmodel import Session

from importers.limits import Limits
from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM, Person
from registry.services import layouts
from registry.services.evaluations import run
from tests.databases import template_for
from tests.factories import NOW, TODAY, add_ripe_firm
from tests.services.layouts.books import official

Export = Callable[..., bytes]


def evaluate_firms(session: Session, catalogue: Catalogue) -> None:
    """Three firms, one of them with a name like a formula, and their evaluation."""
    add_ripe_firm(session, 1, srdi_score=55.5).name = "=cmd|' /C calc'!A0"
    add_ripe_firm(session, 2).contact_phone = "13800000000"
    add_ripe_firm(session, 3, ip_class1=None).division_code = "420300"
    session.flush()
    run(session, SYSTEM, catalogue, as_of=TODAY, now=NOW)


@pytest.fixture
def database_template(request: pytest.FixtureRequest) -> str:
    return template_for(request, evaluated=evaluate_firms)


@pytest.fixture
def evaluated(session: Session) -> Session:
    return session


@pytest.fixture
def kept(session: Session, catalogue: Catalogue) -> Callable[..., int]:
    """Keep a blank workbook; the layout's id."""

    def keep(content: bytes | None = None, person: Person = SYSTEM, name: str = "申报汇总表") -> int:
        content = official() if content is None else content
        recognised = layouts.recognise(catalogue, content, "汇总表.xlsx", limits=Limits())
        added = layouts.add_workbook(
            session, person, name=name, filename="汇总表.xlsx", content=content, recognised=recognised, now=NOW
        )
        assert added.id is not None
        return added.id

    return keep


@pytest.fixture
def export(evaluated: Session, catalogue: Catalogue, settings: Settings) -> Export:
    def exported(layout_id: int, list: str = "candidates", person: Person = SYSTEM, **wish: Any) -> bytes:
        arguments = wish.pop("arguments", {"tier": "little_giant"})
        asked = layouts.Wish(layout_id, list, arguments, **wish)
        ready = layouts.prepare(evaluated, person, catalogue, asked, today=TODAY)
        stream = BytesIO()
        layouts.write(evaluated, catalogue, ready, stream, settings=settings)
        layouts.note_export(evaluated, person, ready, now=NOW)
        return stream.getvalue()

    return exported
