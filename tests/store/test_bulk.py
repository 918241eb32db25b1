"""Frames go into both databases and come back the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date

import polars as pl
import pytest
from sqlalchemy import select
from sqlmodel import Session
from sqlmodel import select as select_firms

from registry.store.bulk import (
    delete_frame,
    delete_where,
    insert_frame,
    look_up,
    read_frame,
    read_frame_where,
    update_frame,
)
from registry.store.database import transaction
from registry.store.firms import FirmRecord
from registry.store.identities import fresh_ids
from registry.store.journal import JournalEntry
from registry.store.schema import upgrade
from tests.factories import NOW

FIRM = FirmRecord.__table__
SHOWN = select(FIRM.c["id", "name", "founded_on", "is_listed", "registered_capital", "quality_items"]).order_by(
    FIRM.c.id
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[Session]:
    engine = request.getfixturevalue("engine" if request.param == "sqlite" else "postgres")
    upgrade(engine)
    with transaction(engine) as session:
        yield session


@pytest.fixture
def firms() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": [1, 2],
            "credit_code": ["91420100MA4KTEXT0X", "91420100MA4KTEXT1X"],
            "name": ["示例甲\t公司", "示例乙\\公司"],
            "name_key": ["a", "b"],
            "initials": ["", ""],
            "founded_on": [date(2018, 2, 28), None],
            "is_listed": [False, None],
            "registered_capital": [0.1 + 0.2, None],
            "quality_items": [3, None],
            "version": [1, 1],
            "created_at": [NOW, NOW],
            "updated_at": [NOW, NOW],
        },
        schema_overrides={"created_at": pl.Datetime("us", "UTC"), "updated_at": pl.Datetime("us", "UTC")},
    )


def test_an_inserted_frame_comes_back_typed_and_unchanged(store: Session, firms: pl.DataFrame) -> None:
    insert_frame(store, FIRM, firms)
    read = read_frame(store, SHOWN)
    assert read.equals(firms.select(read.columns))
    assert read.schema["founded_on"] == pl.Date
    assert read.schema["is_listed"] == pl.Boolean


def test_texts_that_mean_something_to_a_driver_stay_texts(store: Session, firms: pl.DataFrame) -> None:
    texts = ["", None, "\\.", "\\N", 'a "b", c\r\nd\t', "NULL", "' OR 1=1", "𬭚＂，"]
    many = firms.head(1).drop("id", "credit_code").join(pl.DataFrame({"main_product": texts}), how="cross")
    ids = pl.int_range(1, pl.len() + 1)
    insert_frame(
        store, FIRM, many.with_columns(ids.alias("id"), pl.format("91420100MA4KT000{}A", ids).alias("credit_code"))
    )
    read = read_frame(store, select(FIRM.c.id, FIRM.c.main_product).order_by(FIRM.c.id))
    assert read["main_product"].to_list() == texts


def test_long_texts_come_back_as_texts(store: Session, firms: pl.DataFrame) -> None:
    products = ["汽车零部件“示例”\n" * 40, None]
    insert_frame(store, FIRM, firms.with_columns(main_product=pl.Series(products)))
    assert [firm.main_product for firm in store.exec(select_firms(FirmRecord).order_by(FIRM.c.id))] == products
    assert store.execute(select(FIRM.c.id).where(FIRM.c.main_product.contains("“示例”"))).scalars().all() == [1]


def test_many_rows_keep_their_values_beside_what_all_of_them_say(store: Session, firms: pl.DataFrame) -> None:
    count = 2_103  # more than one part, and some rows left over
    numbers = pl.int_range(1, count + 1, eager=True)
    rows = (
        firms.head(1)
        .select(pl.all().repeat_by(count).list.explode())
        .with_columns(
            numbers.alias("id"),
            pl.format("9142{}", numbers + 10**13).alias("credit_code"),
            pl.when(numbers % 3 == 0).then(numbers / 7).alias("registered_capital"),
            pl.when(numbers > 2_100).then(pl.lit(date(2020, 2, 29))).alias("founded_on"),
            pl.lit("汽车零部件" * 50).alias("main_product"),
            pl.lit(None, dtype=pl.Int64).alias("quality_items"),
        )
    )
    insert_frame(store, FIRM, rows)
    read = read_frame(
        store, select(FIRM.c[*SHOWN.selected_columns.keys(), "credit_code", "main_product"]).order_by(FIRM.c.id)
    )
    assert read.equals(rows.select(read.columns))


def test_the_mapper_reads_what_the_frame_wrote(store: Session, firms: pl.DataFrame) -> None:
    insert_frame(store, FIRM, firms)
    firm = store.get_one(FirmRecord, 1)
    assert (firm.founded_on, firm.is_listed) == (date(2018, 2, 28), False)
    assert firm.created_at.astimezone(UTC) == NOW


def test_an_updating_frame_touches_only_its_own_columns_and_rows(store: Session, firms: pl.DataFrame) -> None:
    insert_frame(store, FIRM, firms)
    change = pl.DataFrame({"id": [2], "founded_on": [date(2020, 1, 1)], "is_listed": [True]})
    update_frame(store, FIRM, change, ["id"])
    update_frame(store, FIRM, change, ["id"])
    read = read_frame(store, SHOWN)
    assert read["founded_on"].to_list() == [date(2018, 2, 28), date(2020, 1, 1)]
    assert read["is_listed"].to_list() == [False, True]
    assert read["name"].to_list() == firms["name"].to_list()


def test_rows_are_found_and_deleted_by_many_values(store: Session, firms: pl.DataFrame) -> None:
    insert_frame(store, FIRM, firms)
    many = list(range(2, 25_000))
    assert read_frame_where(store, SHOWN, FIRM.c.id, many)["id"].to_list() == [2]
    assert read_frame_where(store, SHOWN, FIRM.c.id, []).height == 0
    delete_where(store, FIRM, FIRM.c.id, many)
    assert read_frame(store, SHOWN)["id"].to_list() == [1]


@pytest.mark.parametrize("more", [0, 3])
def test_what_is_looked_up_is_the_same_in_a_small_table_and_a_large_one(
    store: Session, firms: pl.DataFrame, more: int
) -> None:
    insert_frame(store, FIRM, firms)
    wanted = select(FIRM.c.id.label("firm_id"), FIRM.c.founded_on)
    sought = [
        "91420100MA4KTEXT0X",
        *(f"91420100MA4KOTHER{i}" for i in range(more)),
    ]  # fewer than the table's rows, or more
    assert look_up(store, wanted, FIRM.c.credit_code, sought).rows() == [(1, date(2018, 2, 28))]
    assert look_up(store, wanted, FIRM.c.founded_on, [date(2018, 2, 28), date(2019, 1, 1)]).rows() == [
        (1, date(2018, 2, 28))
    ]
    assert look_up(store, wanted, FIRM.c.credit_code, []).schema == {"firm_id": pl.Int64, "founded_on": pl.Date}


def test_empty_frames_do_nothing(store: Session, firms: pl.DataFrame) -> None:
    insert_frame(store, FIRM, firms.clear())
    update_frame(store, FIRM, firms.clear(), ["id"])
    assert read_frame(store, SHOWN).height == 0


def test_rows_are_deleted_by_several_columns_together(store: Session, firms: pl.DataFrame) -> None:
    insert_frame(store, FIRM, firms)
    delete_frame(store, FIRM, pl.DataFrame({"id": [1, 2], "name_key": ["a", "a"]}))
    assert read_frame(store, SHOWN)["id"].to_list() == [2]
    delete_frame(store, FIRM, pl.DataFrame({"id": [2], "name_key": ["b"]}).clear())
    assert read_frame(store, SHOWN).height == 1


def test_days_are_found_among_many_values(store: Session, firms: pl.DataFrame) -> None:
    insert_frame(store, FIRM, firms)
    days = firms["founded_on"].drop_nulls().to_list()
    found = read_frame_where(store, SHOWN, FIRM.c.founded_on, days)
    assert found["founded_on"].to_list() == days


def test_fresh_ids_are_nobodys_and_never_those_of_a_removed_firm(store: Session, firms: pl.DataFrame) -> None:
    journal = JournalEntry.__table__
    first = fresh_ids(store, FIRM, 2, beyond=journal.c.firm_id)
    insert_frame(store, FIRM, firms.with_columns(first))
    store.add(JournalEntry(at=NOW, actor_name="x", door="form", action="firm.create", firm_id=first[1]))
    delete_where(store, FIRM, FIRM.c.id, first.to_list())
    again = fresh_ids(store, FIRM, 3, beyond=journal.c.firm_id)
    assert again.n_unique() == 3
    assert min(again) > max(first)
    assert fresh_ids(store, FIRM, 0).is_empty()
