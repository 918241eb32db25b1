"""The facts that a question needs, kept as a file of columns until the data changes."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

import polars as pl
from sqlalchemy import and_, select
from sqlmodel import Session, col

from registry.catalogue.reader import Catalogue
from registry.services.portions import facts_in_portions
from registry.store.journal import JournalEntry

FOLDER = "snapshots"
KEPT = 6  # files; the oldest go first
# What is journalled without touching a firm, its figures, titles or decisions. Anything not named here makes snapshots outdated.
QUIET = ("account.", "candidates.", "columns.", "desk.", "draft.", "evaluation.", "firms.", "heads.", "impact.", "job.")
QUIET += (
    "layouts.",
    "morning.",
    "officer.",
    "officers.",
    "plan.",
    "policy.",
    "pools.",
    "rules.",
    "ruleset.",
    "service.",
)
QUIET += ("session.", "target.", "targets.", "titles.", "view.")


def data_state(session: Session) -> str:
    """A text that changes with every change of what facts are made of: the newest journal entry about data."""
    noisy = and_(*(~col(JournalEntry.action).startswith(prefix, autoescape=True) for prefix in QUIET))
    columns = select(JournalEntry.id, JournalEntry.at).where(noisy)  # type: ignore[call-overload]
    newest = session.execute(columns.order_by(col(JournalEntry.id).desc()).limit(1)).first()
    return f"{newest.id} {newest.at.isoformat()}" if newest is not None else "-"


def snapshot(
    session: Session,
    catalogue: Catalogue,
    columns: frozenset[str],
    *,
    as_of: date,
    data_year: int,
    data_dir: Path,
) -> pl.DataFrame:
    """The facts of all firms with at least these columns, from the file where the data has not changed since.

    Within one session the state is asked once per call; a snapshot of uncommitted data is keyed by the entry that journals it.
    """
    session.flush()
    path = data_dir / FOLDER / f"{_key(session, catalogue, columns, as_of, data_year)}.arrow"
    if path.exists():
        try:
            found = pl.read_ipc(path)
            os.utime(path)
        except (OSError, pl.exceptions.ComputeError):  # swept away or torn by a full disk: made anew
            pass
        else:
            return found
    portions = facts_in_portions(session, catalogue, as_of=as_of, data_year=data_year, columns=columns)
    frame = pl.concat(list(portions), how="diagonal")
    _keep(frame, path)
    return frame


def _key(session: Session, catalogue: Catalogue, columns: frozenset[str], as_of: date, data_year: int) -> str:
    kinds = [
        (code, catalogue.indicators[code].kind) for code in catalogue.indicators if catalogue.indicators[code].local
    ]
    said = (
        str(session.get_bind().engine.url),
        data_state(session),
        as_of,
        data_year,
        sorted(columns),
        sorted(catalogue.zones.items()),
        list(catalogue.ladder),
        kinds,
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _keep(frame: pl.DataFrame, path: Path) -> None:
    """Written aside and moved, so that nobody reads half a file; without room the answer stands all the same."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.write_ipc(unfinished)
        unfinished.replace(path)
        for old in sorted(path.parent.glob("*.arrow"), key=lambda each: each.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        unfinished.unlink(missing_ok=True)
