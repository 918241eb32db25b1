"""What a column was taken for, and why."""

from __future__ import annotations

from dataclasses import dataclass

from importers.words import words
from registry.domain.texts import mark

# Why a column is read as it is; `title:…` is a field of a title.
REASONS = {
    "remembered": mark("按确认过的对应关系"),
    "label": mark("列名相同"),
    "synonym": mark("同义列名"),
    "learned": mark("您单位确认过的列名"),
    "variant": mark("列名相近"),
    "similar": mark("列名相似，请核对"),
    "year": mark("数据年"),
    "serial": mark("序号"),
    "names_down": mark("指标名称"),
    "status": mark("导入状态列，不读取"),
    "left_out": mark("按确认过的对应关系不导入"),
    "title": mark("称号信息"),
    "duplicate": mark("与另一列重复，未采用"),
    "unit": mark("单位不适用，未导入"),
    "future_year": mark("将来的年份，未导入"),
    "unmapped": mark("没有对应的指标"),
    "empty": mark("空列"),
}


@dataclass(frozen=True)
class ColumnMapping:
    """One column of a sheet: what it says and what it was taken for."""

    letter: str
    header: str
    indicator: str | None
    unit: str = ""  # a name of words.yaml; of a ratio also "1", which says that its numbers are fractions
    year: int | None = None
    reason: str = "unmapped"
    samples: tuple[str, ...] = ()  # the first few values, as a person sees them
    suggestion: str | None = None  # the indicator whose name is most alike, where none was recognised
    confidence: float = 1.0  # of the suggestion or of a similar name; 1 where the column was recognised
    key: str = ""  # what its mapping and unit are remembered under; distinct within a table
    question: str = ""  # what only a person can answer: "mixed_percent", to be answered by a unit

    @property
    def why(self) -> str:
        """The reason as a message id."""
        return REASONS[self.reason.partition(":")[0]]


@dataclass(frozen=True)
class Meaning:
    """What a head was recognised as: an indicator's code or, without one, only a role."""

    reason: str
    code: str | None = None
    confidence: float = 1.0
    confirmed: bool = False  # by a person, for this very table


def roles() -> tuple[str, ...]:
    """What a column can be remembered as besides an indicator: `year`, `serial`, and `title:…` for each field of a title.

    >>> "year" in roles(), "title:batch" in roles()
    (True, True)
    """
    fields = dict.fromkeys(words().title_headers.values())
    return ("year", "serial", *(f"title:{field}" for field in fields))
