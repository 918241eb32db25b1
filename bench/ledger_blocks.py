"""What is measured of ledgers that come in and lists that go out."""

from __future__ import annotations

from bench.harness import Block, Candidate
from bench.notes import NOTES
from bench.sizes import Sizes

READERS = ("python-calamine", "polars", "sqlmodel")
BARE = Candidate("python-calamine, bare read", "importing", "bare_reader")
WHOLE = Candidate("whole import into SQLite", "importing", "whole_import")


def import_blocks(sizes: Sizes) -> dict[str, Block]:
    """A ledger into an empty register, into one in use, and beside the best known import of its kind."""
    rows, large, peer = sizes.rows, sizes.large, sizes.peer_rows
    return {
        "import": Block(
            f"Import of {rows:,} rows × 30 columns",
            rows,
            (
                BARE,
                Candidate("read, recognise, type and check", "importing", "reading_alone"),
                WHOLE,
                Candidate("the same file again, nothing changes", "importing", "second_import"),
                Candidate("new firms, all of them evaluated", "importing", "evaluated_import"),
            ),
            NOTES["import"],
            libraries=READERS,
        ),
        "import-large": Block(
            f"Import of {large:,} rows × 30 columns",
            large,
            (BARE, WHOLE),
            NOTES["import-large"],
            cold=True,
            libraries=READERS,
        ),
        "import-peer": Block(
            f"Import beside django-import-export, {peer:,} rows × 30 columns",
            peer,
            (
                Candidate("django-import-export, with diffs", "peer", "as_documented"),
                Candidate("django-import-export, tuned", "peer", "tuned"),
                WHOLE,
            ),
            NOTES["import-peer"],
            libraries=("django", "django-import-export", "tablib"),
        ),
    }


def export_blocks(sizes: Sizes) -> dict[str, Block]:
    """Long lists written into workbooks."""
    floor = Candidate("deflate alone of the file with evidence", "exporting", "deflated")
    candidates = Candidate("candidates with evidence, from the database", "exporting", "with_evidence")
    return {
        "export-peer": Block(
            f"Export of {sizes.peer_export:,} candidates with evidence beside openpyxl",
            sizes.peer_export,
            (
                Candidate("openpyxl write-only, the same cells, ready", "writing", "openpyxl"),
                Candidate("our writer, the same cells, ready", "writing", "streamed"),
                candidates,
            ),
            NOTES["export-peer"],
            libraries=("openpyxl", "polars"),
        ),
        "export": Block(
            f"Export of {sizes.export:,} rows",
            sizes.export,
            (
                floor,
                candidates,
                Candidate("a quarter of the candidates", "exporting", "with_evidence", max(1, sizes.export // 4)),
                Candidate("firms × 30 columns in the layout of a workbook", "exporting", "whole_layout"),
                Candidate("the own ledger in the layout of the template", "importing", "own_export"),
            ),
            NOTES["export"],
            libraries=("openpyxl", "xlsxwriter", "polars"),
        ),
    }
