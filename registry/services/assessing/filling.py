"""Filling the form from what a firm has already: lines pasted from a table, or its own sheet, read like an import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from importers.issues import INFO, Issue
from importers.reading import Readout
from importers.vocabulary import Vocabulary
from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.errors import InvalidInput
from registry.domain.texts import mark
from registry.services import ledger_reading
from registry.services.assessing.pasted import Found, Reader, Values, cut, is_table, read_lines

LONGEST_TEXT, MOST_MEGABYTES, MOST_SECONDS, MOST_MEMORY = 100_000, 5, 20, 1024
PASTED = "paste.csv"
THIS_FIRM = mark("本企业")
# What only a register asks: whose row it is. Here it is the visitor's own.
NOT_ASKED = frozenset({"missing_key", "missing_credit_code", "missing_firm", "guide_sheet", "no_year"})
KEYS = frozenset({"sheet", "row", "credit_code", "name", "year"})


class SeveralFirms(InvalidInput):
    """A sheet with several firms, and nothing said about which one is the visitor's."""

    template = mark("表里有 {count} 家企业。请先填写统一社会信用代码或企业名称再读入，或者只保留自己的一行。")


class TooLong(InvalidInput):
    """More text than anybody's figures take."""

    template = mark("粘贴的内容太长，请只复制自己的数据，或者上传文件。")


@dataclass(frozen=True)
class Sheet:
    """What was sent: the content of a file and its name."""

    content: bytes
    filename: str


def from_text(
    catalogue: Catalogue, text: str, known: Mapping[str, str], *, data_year: int, today: date, settings: Settings
) -> Found:
    """The values in pasted text. `known` are the code and name that the form holds; they choose among several firms.

    Raises TooLong, SeveralFirms or a kind of UnusableFile.
    """
    if len(text) > LONGEST_TEXT:
        raise TooLong(field=mark("粘贴"), reason="")
    lines = cut(text)
    if not is_table(lines, catalogue.indicators):
        return read_lines(lines, Reader(Vocabulary(catalogue.indicators), data_year, today))
    sheet = Sheet(text.encode(), PASTED)
    return from_sheet(catalogue, sheet, known, data_year=data_year, today=today, settings=settings)


def from_sheet(
    catalogue: Catalogue, sheet: Sheet, known: Mapping[str, str], *, data_year: int, today: date, settings: Settings
) -> Found:
    """The values of the visitor's firm in a sheet, read in a process of its own with tight limits. Raises as from_text."""
    tight = replace(
        settings,
        reader_seconds=min(settings.reader_seconds, MOST_SECONDS),
        reader_megabytes=min(settings.reader_megabytes, MOST_MEMORY),
        upload_megabytes=min(settings.upload_megabytes, MOST_MEGABYTES),
    )
    firm = known.get("credit_code") or known.get("name") or THIS_FIRM
    readout = ledger_reading.read(
        catalogue, sheet.content, sheet.filename, firm=firm, year=data_year, today=today, settings=tight
    )
    issues = [issue for issue in readout.issues if issue.code not in NOT_ASKED and _is_worth_telling(issue)]
    return Found(_values(catalogue, readout, known), issues)


def _is_worth_telling(issue: Issue) -> bool:
    return issue.level != INFO or issue.code == "unmapped_column"


def _values(catalogue: Catalogue, readout: Readout, known: Mapping[str, str]) -> Values:
    frames = (readout.firms, readout.figures)
    key = _own_key(frames, known)
    return {
        (code, year): value
        for frame in frames
        for row in frame.iter_rows(named=True)
        if key is None or _key(row) in (key, "")
        for code, year, value in _of_row(row, catalogue)
    }


def _of_row(row: Mapping[str, Any], catalogue: Catalogue) -> Iterator[tuple[str, int | None, Any]]:
    for code, value in row.items():
        if value is not None and code not in KEYS and code in catalogue.indicators:
            yield code, row.get("year"), value
    for code in ("credit_code", "name"):
        if row[code] and row[code] != THIS_FIRM and "year" not in row:
            yield code, None, row[code]


def _key(row: Mapping[str, Any]) -> str:
    name = row["name"] if row["name"] != THIS_FIRM else ""
    return str(row["credit_code"] or name or "")


def _own_key(frames: tuple[pl.DataFrame, ...], known: Mapping[str, str]) -> str | None:
    """The key of the visitor's own rows where the sheet has several firms; None where it has one."""
    rows = [row for frame in frames for row in frame.select("credit_code", "name").unique().iter_rows(named=True)]
    keys = {key for key in map(_key, rows) if key}
    if len(keys) <= 1:
        return None
    named = {row["name"]: _key(row) for row in rows}
    own = known.get("credit_code", ""), named.get(known.get("name", ""), "")
    chosen = next((key for key in own if key in keys and key), None)
    if chosen is None:
        raise SeveralFirms(field=mark("文件"), reason="", count=len(keys))
    return chosen
