"""`python -m bench.many_firms DATABASE [FIRMS]`: an invented registry of many firms, to measure pages on. Firms with places,
titles of several tiers and years, and a standing at each rated tier; no figures, so nothing in it explains a verdict."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime

import polars as pl
from sqlmodel import Session

from registry.catalogue.reader import load_catalogue
from registry.domain.outcomes import CandidateClass
from registry.store.bulk import insert_frame
from registry.store.database import make_engine, transaction
from registry.store.evaluations import Standing
from registry.store.firms import FirmRecord
from registry.store.schema import upgrade
from registry.store.titles import TitleRecord

FIRM, TITLE, STANDING = (
    record.__table__  # type: ignore[attr-defined]
    for record in (FirmRecord, TitleRecord, Standing)
)
NOW, DAY = datetime(2026, 6, 30, tzinfo=UTC), date(2026, 6, 30)
SHARES = {"tech_sme": 3, "hnte": 6, "innovative_sme": 8, "srdi_sme": 20, "little_giant": 120, "champion": 800}


def fill(session: Session, size: int) -> None:
    """Insert the firms, their titles and their standings."""
    insert_frame(session, FIRM, _firms(size))
    for tier, share in SHARES.items():
        insert_frame(session, TITLE, _titles(size, tier, share))
    for place, tier in enumerate(SHARES):
        insert_frame(session, STANDING, _standings(size, tier, place))


def _firms(size: int) -> pl.DataFrame:
    codes = [each.code for each in load_catalogue().divisions.within("42") if not each.code.endswith("00")]
    serial = pl.col("id")
    return pl.DataFrame({"id": pl.arange(1, size + 1, eager=True)}).with_columns(
        pl.format("91420000{}X", serial.cast(pl.String).str.zfill(9)).alias("credit_code"),
        pl.format("示例{}号有限公司", serial).alias("name"),
        pl.format("示例{}号", serial).alias("name_key"),
        pl.lit("").alias("initials"),
        (serial * 7919 % len(codes)).replace_strict(dict(enumerate(codes))).alias("division_code"),
        pl.when(serial % 4 > 0).then(pl.format("示例园区{}", serial % 4)).alias("park"),
        pl.lit(1).alias("version"),
        pl.lit(NOW.replace(tzinfo=None)).alias("created_at"),
        pl.lit(NOW.replace(tzinfo=None)).alias("updated_at"),
    )


def _titles(size: int, tier: str, share: int) -> pl.DataFrame:
    firm = pl.arange(1, size + 1, step=share, eager=True)
    starts = pl.DataFrame({"firm_id": firm}).with_columns(
        pl.date(2017 + pl.col("firm_id") % 9, 1 + pl.col("firm_id") % 12, 1).alias("valid_from")
    )
    ends = starts.with_columns(pl.col("valid_from").dt.offset_by("3y").dt.offset_by("-1d").alias("valid_to"))
    again = ends.filter(pl.col("firm_id") % 2 == 0).with_columns(
        pl.col("valid_from").dt.offset_by("3y"), pl.col("valid_to").dt.offset_by("3y")
    )
    return pl.concat([ends, again]).with_columns(pl.lit(tier).alias("tier"))


def _standings(size: int, tier: str, place: int) -> pl.DataFrame:
    classes = {number: each.value for number, each in enumerate(CandidateClass)}
    return pl.DataFrame({"firm_id": pl.arange(1, size + 1, eager=True)}).with_columns(
        pl.lit(tier).alias("tier"),
        pl.lit(f"{tier}/invented").alias("rule_set"),
        pl.lit("undetermined").alias("verdict"),
        ((pl.col("firm_id") * (place + 3)) % 11).replace_strict(classes, default=None).alias("candidate_class"),
        pl.lit(False).alias("holds"),
        pl.lit(1).alias("fixes"),
        pl.lit("2").alias("outcomes"),
        pl.lit(DAY.year - 1).alias("data_year"),
    )


if __name__ == "__main__":
    engine = make_engine(f"sqlite:///{sys.argv[1]}")
    upgrade(engine)
    with transaction(engine) as session:
        fill(session, int(sys.argv[2]) if len(sys.argv) > 2 else 300_000)
