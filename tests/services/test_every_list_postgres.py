"""Every list of the day in every order it offers, and its file, on PostgreSQL."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import Engine

from registry.catalogue.reader import Catalogue
from registry.domain.access import Role
from registry.services.lists import every  # noqa: F401 - it registers the lists
from registry.services.lists.asking import Asked
from registry.services.lists.columns import sorts
from registry.services.lists.kept import kept_lists, write_file
from registry.services.wording import CHINESE
from registry.store.database import transaction
from registry.store.schema import upgrade
from tests.factories import NOW, TODAY, make_person
from tests.web.conftest import fill_office
from tests.web.full_lists import MANY, fill_lists

NAMED = {"round_id": "1", "grouping_id": "100", "kind": "chain", "within": "all"}


def test_every_list_is_sorted_and_taken_out_on_postgresql(postgres: Engine, catalogue: Catalogue) -> None:
    upgrade(postgres)
    fill_office(postgres, catalogue)
    with transaction(postgres) as session:
        fill_lists(session, catalogue)
    bureau = make_person(Role.BUREAU, account_id=2, division="42")
    with transaction(postgres) as session:
        for kept in kept_lists():
            named = {} if kept.code == "service" else NAMED
            for order in ("", *sorted(sorts(kept.columns))):
                asked = Asked(session, bureau, catalogue, {**named, "sort": order}, TODAY, NOW, CHINESE)
                query = kept.query(asked)
                assert query.sort == (order or kept.usual_sort), f"{kept.code} does not know its own order {order}"
                rows = list(kept.rows(asked, query))
                assert len(rows) == kept.count(asked, query), kept.code
                assert len(rows) >= MANY or kept.code == "rounds", kept.code
            assert write_file(asked, kept, BytesIO()) == len(rows)
