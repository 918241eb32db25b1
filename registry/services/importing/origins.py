"""Whose figures stand in the registry, for the firms of a file: which values are held, and what the file makes of the rest.

Origins are kept packed, JSON text per firm and year (see `registry.store.origins`). Few texts differ, so each is read once
and what it says is joined to the rows as columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import polars as pl
from sqlalchemy import select, text
from sqlmodel import Session

from registry.services.importing.change_texts import plain_json
from registry.services.importing.comparing import PLACE, STORED, Beside, differs
from registry.services.importing.ranking import Ranking, origin_in, packed, unpacked
from registry.store.bulk import insert_frame, look_up, update_frame
from registry.store.origins import ValueOrigin

ORIGIN = ValueOrigin.__table__  # type: ignore[attr-defined]
OWNER = ["firm_id", "year"]
HELD = {"sheet": pl.String, "row": pl.Int64, "firm_id": pl.Int64, "year": pl.Int64}
HELD |= dict.fromkeys(["code", "old", "new", "held_source"], pl.String)
CHANGES = {"firm_id": pl.Int64, "year": pl.Int64, "before": pl.String, "after": pl.String}

OF_NEW_FIRMS = (
    text(
        "INSERT INTO value_origin (firm_id, year, sources) SELECT id, 0, :fresh FROM firm "
        "WHERE id BETWEEN :first AND :last ON CONFLICT DO NOTHING"  # a firm that a form made meanwhile has its own
    ),
    text(
        "INSERT INTO value_origin (firm_id, year, sources) SELECT firm_id, year, :fresh FROM yearly_figures "
        "WHERE firm_id BETWEEN :first AND :last ON CONFLICT DO NOTHING"
    ),
)


def stored_origins(session: Session, ids: Sequence[int]) -> pl.DataFrame:
    """firm_id, year (0 the firm itself), sources as packed."""
    return look_up(session, select(ORIGIN), ORIGIN.c.firm_id, ids)


def write_origins(session: Session, changes: pl.DataFrame, new_firms: pl.Series, fresh: str) -> None:
    """Record what `origin_changes` found, with the real ids of firms, after their figures were written.

    Of new firms every value has the origin `fresh`, so the database itself can tell which rows they need.
    """
    known = changes.filter(~pl.col("firm_id").is_in(new_firms.implode())) if new_firms.len() else changes
    texts = known.select(*OWNER, "before", pl.col("after").alias("sources"))
    insert_frame(session, ORIGIN, texts.filter(pl.col("before").is_null()).drop("before"))
    update_frame(session, ORIGIN, texts.filter(pl.col("before").is_not_null()).drop("before"), OWNER)
    if new_firms.len():
        bounds = {"fresh": fresh, "first": new_firms.min(), "last": new_firms.max()}
        for statement in OF_NEW_FIRMS:
            session.execute(statement, bounds)


def held_cells(both: Beside, origins: pl.DataFrame, ranking: Ranking) -> pl.DataFrame:
    """The cells (HELD) whose stored value counts more than what the file says; old and new are JSON texts."""
    if not both.rows["exists"].any():
        return pl.DataFrame(schema=HELD)
    joined, codes = marked(both.rows.filter(pl.col("exists")), origins, both.codes, ranking.keeps)
    cells = [
        joined.filter(pl.col(f"{code}~marked") & differs(code) & pl.col(code + STORED).is_not_null()).select(
            *PLACE,
            *OWNER,
            pl.lit(code).alias("code"),
            plain_json(code + STORED).alias("old"),
            plain_json(code).alias("new"),
            pl.col(f"{code}~source").alias("held_source"),
        )
        for code in codes
    ]
    return pl.concat([pl.DataFrame(schema=HELD), *cells])


def without_held(rows: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The rows with the held cells blank, so that nothing comes of them."""
    for (code,), cells in held.group_by("code"):
        places = cells.select(*[name for name in (*PLACE, "year") if name in rows.columns], pl.lit(True).alias("~held"))
        rows = rows.join(places, on=places.columns[:-1], how="left", maintain_order="left")
        rows = rows.with_columns(pl.when(pl.col("~held").is_null()).then(pl.col(str(code))).alias(str(code))).drop(
            "~held"
        )
    return rows


def origin_changes(both: Beside, origins: pl.DataFrame, ranking: Ranking) -> pl.DataFrame:
    """The origins (CHANGES) that the file's values get: of new records all, of others those that changed or are raised."""
    records = _with_year(both.records)
    fresh = records.filter(~pl.col("exists")).select(*OWNER).join(origins, on=OWNER, how="left")
    fresh = fresh.select(*OWNER, pl.col("sources").alias("before"), pl.lit(ranking.fresh()).alias("after"))
    if not records["exists"].any():
        return pl.concat([pl.DataFrame(schema=CHANGES), fresh])
    joined, codes = marked(records.filter(pl.col("exists")), origins, both.codes, ranking.raises)
    told = [
        pl.when(
            differs(code) | (pl.col(f"{code}~marked") & pl.col(code).is_not_null() if code in codes else False)
        ).then(pl.lit(code))
        for code in both.codes
    ]
    given = pl.concat_str(told, separator=" ", ignore_nulls=True) if told else pl.lit("")
    known = joined.select(*OWNER, pl.col("sources").alias("before"), given.alias("given")).filter(pl.col("given") != "")
    merged = known.select("before", "given").unique()
    after = [_merged(before, given.split(), ranking.coming) for before, given in merged.iter_rows()]
    merged = merged.with_columns(pl.Series("after", after, dtype=pl.String))
    known = known.join(merged, on=["before", "given"], how="left", nulls_equal=True, maintain_order="left")
    known = known.filter(pl.col("after").ne_missing(pl.col("before")))
    return pl.concat([pl.DataFrame(schema=CHANGES), fresh, known.select(*CHANGES)])


def _merged(before: str | None, codes: Iterable[str], coming: str) -> str:
    return packed({**unpacked(before), **dict.fromkeys(codes, coming)})


def marked(
    records: pl.DataFrame, origins: pl.DataFrame, codes: Sequence[str], rule: Callable[[str | None], bool]
) -> tuple[pl.DataFrame, list[str]]:
    """The records with `sources` and, for each code of which the rule holds somewhere, code~marked and code~source."""
    joined = _with_year(records).join(origins, on=OWNER, how="left", maintain_order="left")
    texts = joined["sources"].unique()
    known = [unpacked(text) for text in texts]
    columns: dict[str, pl.Series] = {}
    for code in codes:
        sources = [origin_in(each, code) for each in known]
        marks = [rule(source) for source in sources]
        if any(marks):
            columns[f"{code}~marked"] = pl.Series(marks, dtype=pl.Boolean)
            columns[f"{code}~source"] = pl.Series(sources, dtype=pl.String)
    told = pl.DataFrame({"sources": texts, **columns})
    joined = joined.join(told, on="sources", how="left", nulls_equal=True, maintain_order="left")
    return joined, [code for code in codes if f"{code}~marked" in columns]


def _with_year(records: pl.DataFrame) -> pl.DataFrame:
    return records if "year" in records.columns else records.with_columns(pl.lit(0, dtype=pl.Int64).alias("year"))
