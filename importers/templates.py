"""Ledgers to fill in, and ledgers filled with what is stored: firms, figures of each year, titles, under one layout.

Heads are Chinese in every language, since they are what the import recognises; prompts and the guide follow the language.
The guide and the example rows are left out on import, so that a filled template asks no questions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

import polars as pl

from importers.template_book import Guide, LedgerSheet, write_ledger
from importers.template_columns import TemplateColumn, indicator_columns, title_columns
from registry.domain.indicators import Indicators, Level, Text
from registry.domain.tiers import Ladder

GUIDE, FIRMS, TITLES = "填写说明", "企业名录", "称号"
KEYS_TIE = Text(
    "统一社会信用代码为 18 位文本；各表用它（或企业全称）对应到同一家企业。",
    "The credit code has 18 characters and ties the sheets together; the full name will do too.",
)
NUMBERS_ONLY = Text(
    "金额按列名中的单位填写，只填数字；没有的数据留空，不要填 0。",
    "Numbers only, in the unit of the head; leave blank what is not known, never 0.",
)
EXAMPLE_ROWS = Text(
    "灰色的示例行不会导入，可以保留也可以删除。", "The grey example rows are not imported; keep or delete them."
)
MAY_GO = Text(
    "不需要的列和工作表可以删除，列的顺序可以改变。",
    "Columns and sheets that are not needed may go; columns may change places.",
)
PROMPTS = Text("选中单元格会显示该列的填写要求。", "Select a cell to see what its column asks for.")
LEDGER_LINES = (
    Text(
        "一行一家企业；先填“企业名录”，再填各年的数据和称号。",
        "One row per firm: first the firms, then figures and titles.",
    ),
    KEYS_TIE,
    NUMBERS_ONLY,
    EXAMPLE_ROWS,
    MAY_GO,
    PROMPTS,
)
TITLE_LINES = (
    Text(
        "一行一家企业；只有企业全称、没有信用代码也可以。", "One row per firm; the full name will do without the code."
    ),
    Text(
        "工作表名就是称号，请不要改；多种称号的名单请另下“各层级”模板。",
        "The sheet's name is the title, please keep it; for lists of several titles take the template of all titles.",
    ),
    EXAMPLE_ROWS,
    PROMPTS,
)
ONE_TITLE_A_ROW = Text(
    "一行一家企业的一项称号；只有企业全称、没有信用代码也可以。",
    "One row per firm and title; the full name will do without the code.",
)
EXPORT_LINES = (
    Text(
        "本表由登记库导出，与导入模板同一格式；原样导回不会改变任何数据。",
        "Exported from the registry in the layout of the template; importing it unchanged changes nothing.",
    ),
    Text(
        "改动后导回，只有改动过的单元格会变更；清空单元格不会清除已有数据。",
        "Imported after changes, only the changed cells change; emptying a cell erases nothing.",
    ),
    KEYS_TIE,
    NUMBERS_ONLY,
    MAY_GO,
)
HEADS = (Text("列名", "Column"), Text("填写要求", "What to enter"))
NAMES_HEAD = Text("称号规范名称", "Names of titles")


def ledger_template(indicators: Indicators, ladder: Ladder, years: Sequence[int], *, language: str = "zh_CN") -> bytes:
    """The ledger of a park or a bureau: a guide, the firms, one sheet per year and the titles."""
    guide = make_guide(LEDGER_LINES, language, ladder)
    annual = indicator_columns(indicators, Level.ANNUAL, language)
    sheets = {FIRMS: LedgerSheet(indicator_columns(indicators, Level.FIRM, language))}
    sheets |= {sheet_of_year(year): LedgerSheet(annual) for year in years}
    sheets[TITLES] = LedgerSheet(title_columns(indicators, guide.source, guide.names[0], language))
    return _written(guide, sheets)


def titles_template(indicators: Indicators, ladder: Ladder, tier: str = "", *, language: str = "zh_CN") -> bytes:
    """A list of recognised firms: of one tier, whose name is the sheet's, or of all tiers with a column to choose from."""
    if not tier:
        guide = make_guide((ONE_TITLE_A_ROW, *TITLE_LINES[-2:]), language, ladder)
        columns = title_columns(indicators, guide.source, guide.names[0], language)
        return _written(guide, {TITLES: LedgerSheet(columns)})
    guide = replace(make_guide(TITLE_LINES, language, ladder), names=(), names_head="")
    columns = title_columns(indicators, "", "", language)
    return _written(guide, {ladder[tier].label.zh: LedgerSheet(columns)})


def filled_ledger(
    stream: BinaryIO,
    indicators: Indicators,
    ladder: Ladder,
    frames: Mapping[str, Iterable[pl.DataFrame]],
    *,
    without: Collection[str] = (),
    language: str = "zh_CN",
    remark: str = "",
) -> None:
    """Writes the ledger with rows: `frames`, one after the other, by the name of their sheet (`FIRMS`, `sheet_of_year`, `TITLES`).

    Each frame has a column per code, titles a `title` in words; `without` are indicators that get no column at all.
    """
    guide = make_guide(EXPORT_LINES, language, ladder)
    guide = replace(guide, lines=[*([remark] if remark else []), *guide.lines])
    annual = indicator_columns(indicators, Level.ANNUAL, language, without=without)
    columns: dict[str, Sequence[TemplateColumn]] = {
        FIRMS: indicator_columns(indicators, Level.FIRM, language, without=without),
        TITLES: title_columns(indicators, guide.source, guide.names[0], language),
    }
    write_ledger(stream, guide, {name: LedgerSheet(columns.get(name, annual), rows) for name, rows in frames.items()})


def sheet_of_year(year: int) -> str:
    """The name of the sheet that holds the figures of a year."""
    return f"{year}年"


def make_guide(lines: Sequence[Text], language: str, ladder: Ladder) -> Guide:
    """The guide sheet with these lines and the names of all titles."""
    return Guide(
        GUIDE,
        [line.in_language(language) for line in lines],
        (HEADS[0].in_language(language), HEADS[1].in_language(language)),
        NAMES_HEAD.in_language(language),
        [tier.label.zh for tier in ladder.values()],
    )


def _written(guide: Guide, sheets: Mapping[str, LedgerSheet]) -> bytes:
    stream = BytesIO()
    write_ledger(stream, guide, sheets)
    return stream.getvalue()
