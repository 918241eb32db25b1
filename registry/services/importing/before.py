"""What a commit wrote together with what stood there before, kept with its batch, so that it can be taken back exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import polars as pl
from sqlalchemy import update
from sqlmodel import Session, col, select

from registry.services.importing.comparing import PLACE, STORED, Comparison
from registry.services.importing.packing import Packed, pack
from registry.store.imports import ImportPayload
from registry.store.journal import JournalEntry

PAYLOAD = ImportPayload.__table__  # type: ignore[attr-defined]
PARTS = ("firms", "figures", "titles")
LEFT = "left"
COMMIT, ERASE = "import.commit", "personal.erase"  # both note the digest of a batch's images as it is from then on
WRITTEN = "written"  # the change of a commit's entry that notes the digest of its images


@dataclass(frozen=True)
class Written:
    """What one batch wrote. `firms`, `figures` and `titles`: sheet, row, firm_id and their other keys, `exists` (whether the
    record was there before), each code and code~stored; `former_names` those added; `origins` before and after."""

    firms: pl.DataFrame
    figures: pl.DataFrame
    titles: pl.DataFrame
    former_names: pl.DataFrame
    origins: pl.DataFrame
    source: str
    firm_codes: tuple[str, ...]
    figure_codes: tuple[str, ...]
    title_codes: tuple[str, ...]


def image(comparison: Comparison, new: pl.DataFrame, keys: Sequence[str]) -> dict[str, pl.DataFrame]:
    """The records of a part: of new ones what was written, of changed ones also what it replaced."""
    codes = comparison.codes
    beside = [name for code in codes for name in (code, code + STORED)]
    return {
        "new": new.select(*PLACE, *keys, *codes),
        "changed": comparison.changed.select(*PLACE, *keys, *beside),
    }


def packed_images(
    source: str,
    images: Mapping[str, Mapping[str, pl.DataFrame]],
    codes: Mapping[str, Sequence[str]],
    former_names: pl.DataFrame,
    origins: pl.DataFrame,
) -> bytes:
    """The images of the parts, and from which source their values came."""
    frames = {f"{part}.{which}": frame for part, both in images.items() for which, frame in both.items()}
    contents = {"source": source, **{part: [*codes[part]] for part in PARTS}}
    return pack({**frames, "former_names": former_names, "origins": origins}, contents)


def keep_written(session: Session, batch_id: int, packed: bytes) -> str:
    """Keep the images with the batch, once and for all; gives back their digest, which the journal is to note: entries of
    new records rest on them (fresh_changes.py), and the journal is sealed."""
    session.execute(update(PAYLOAD).where(PAYLOAD.c.batch_id == batch_id).values(written=packed))
    return digest(packed)


def digest(packed: bytes) -> str:
    """SHA-256 of images as they are kept."""
    return sha256(packed).hexdigest()


def changed_images(session: Session) -> list[int]:
    """The imports whose images are no longer what their sealed entry noted; one batch is looked at after the other."""
    noted = select(JournalEntry.batch_id, JournalEntry.changes).where(col(JournalEntry.action).in_((COMMIT, ERASE)))
    entries = session.exec(noted.order_by(col(JournalEntry.id)))
    digests = {batch: changes[WRITTEN][1] for batch, changes in entries if WRITTEN in (changes or {})}
    return [batch for batch, told in digests.items() if batch and digest(_written(session, batch) or b"") != told]


def find_written(session: Session, batch_id: int) -> Written | None:
    """What the batch wrote, or None where that was not kept."""
    packed = _written(session, batch_id)
    if packed is None:
        return None
    held = Packed(packed)
    firms, figures, titles = (_part(held, part) for part in PARTS)
    codes = {part: tuple(held.contents[part]) for part in PARTS}
    return Written(
        firms,
        figures,
        titles,
        held.frame("former_names"),
        held.frame("origins"),
        held.contents["source"],
        codes["firms"],
        codes["figures"],
        codes["titles"],
    )


def _written(session: Session, batch_id: int) -> bytes | None:
    return session.exec(select(ImportPayload.written).where(ImportPayload.batch_id == batch_id)).first()


def _part(held: Packed, part: str) -> pl.DataFrame:
    new, changed = (held.frame(f"{part}.{which}") for which in ("new", "changed"))
    blank = [pl.lit(None, dtype=new.schema[name]).alias(name + STORED) for name in held.contents[part]]
    parts = [new.with_columns(*blank, exists=pl.lit(False)), changed.with_columns(exists=pl.lit(True))]
    return pl.concat(parts, how="diagonal")


def keep_left(session: Session, batch_id: int, left: pl.DataFrame) -> None:
    """Keep which values an undo left as they were: beside what people are shown of the batch, for the images never change.

    Of a batch that an earlier version committed nothing is shown but the images.
    """
    columns = select(ImportPayload.plan, ImportPayload.written).where(ImportPayload.batch_id == batch_id)
    plan, written = session.exec(columns).one()
    held = Packed(plan or written or b"")
    packed = pack({**{name: held.frame(name) for name in held.names}, LEFT: left}, held.contents)
    place = {"plan" if plan else "written": packed}
    session.execute(update(PAYLOAD).where(PAYLOAD.c.batch_id == batch_id).values(place))


def find_left(session: Session, batch_id: int) -> pl.DataFrame | None:
    """What `keep_left` kept, or None before an undo; earlier versions kept it beside what was written."""
    columns = select(ImportPayload.plan, ImportPayload.written).where(ImportPayload.batch_id == batch_id)
    for packed in session.exec(columns).one():
        if packed and LEFT in (held := Packed(packed)):
            return held.frame(LEFT)
    return None
