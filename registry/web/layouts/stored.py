"""What the form of a layout sends when nothing is changed: for whoever saves after somebody else did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from flask_babel import gettext

from registry.web.layouts.choices import meaning_groups
from registry.web.layouts.lines import ColumnLine
from registry.web.meeting import Stored, plain


def stored_layout(name: str, lines: Sequence[ColumnLine], *, by_hand: bool) -> dict[str, Stored]:
    """Every field of the form by its name, as it is stored."""
    meanings = dict(chain.from_iterable(choices for _, choices in meaning_groups()))
    fields = chain.from_iterable(_column(line, meanings, by_hand) for line in lines)
    return {"name": plain(gettext("名称"), name)} | dict(fields)


def _column(line: ColumnLine, meanings: dict[str, str], by_hand: bool) -> Iterator[tuple[str, Stored]]:
    """The fields that `_columns.html` shows for one column."""
    name, head = f"c{line.number}", line.head or line.letter or str(line.number + 1)
    if by_hand:
        yield f"{name}-order", plain(gettext("“%(head)s”的顺序", head=head), line.number + 1)
        yield f"{name}-head", plain(gettext("第 %(number)s 列的列名", number=line.number + 1), line.head)
    yield f"{name}-meaning", plain(gettext("“%(head)s”由什么填写", head=head), line.meaning, meanings)
    if line.years:
        yield f"{name}-year", plain(gettext("“%(head)s”的年度", head=head), line.year, dict(line.years))
    if line.units:
        units = dict(chain.from_iterable(choices for _, choices in line.units))
        yield f"{name}-unit", plain(gettext("“%(head)s”的单位", head=head), line.unit, units)
    if line.fields:
        yield f"{name}-field", plain(gettext("“%(head)s”写称号的哪一项", head=head), line.field, dict(line.fields))
    if line.meaning in ("", "text"):
        yield f"{name}-text", plain(gettext("“%(head)s”的固定文字", head=head), line.text)
