"""A registry with the demo in it, filled once per module."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from registry.catalogue.reader import Catalogue, load_catalogue
from registry.services.demo import fill
from registry.store.database import make_engine, transaction
from tests.databases import Databases
from tests.factories import NOW


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def filled(databases: Databases, tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Engine]:
    url = databases.copy(databases.migrated(), tmp_path_factory.mktemp("demo"))
    engine = make_engine(url)
    with transaction(engine) as session:
        fill(session, catalogue, now=NOW)
    yield engine
    engine.dispose()
    databases.drop(url)
