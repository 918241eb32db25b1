"""A ledger to fill in: firms, figures of each year, titles, with drop-downs, prompts, units and an example row.

Heads are Chinese in every language, since they are what the import recognises; prompts and the guide follow the language.
The guide and the example rows are left out on import, so that a filled template asks no questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from importers.template_columns import TemplateColumn, indicator_columns, title_columns
from registry.domain.indicators import Indicators, Level, Text
from registry.domain.tiers import Ladder

GUIDE, FIRMS, TITLES = "填写说明", "企业名录", "称号"
ROWS = 5000  # rows with drop-downs and prompts
NAMES_COLUMN = 4  # of the guide: the names of titles, which the drop-down refers to
LINES = (
    Text(
        "一行一家企业；先填“企业名录”，再填各年的数据和称号。",
        "One row per firm: first the firms, then figures and titles.",
    ),
    Text(
        "统一社会信用代码为 18 位文本；各表用它（或企业全称）对应到同一家企业。",
        "The credit code has 18 characters and ties the sheets together; the full name will do too.",
    ),
    Text(
        "金额按列名中的单位填写，只填数字；没有的数据留空，不要填 0。",
        "Numbers only, in the unit of the head; leave blank what is not known, never 0.",
    ),
    Text("灰色的示例行不会导入，可以保留也可以删除。", "The grey example rows are not imported; keep or delete them."),
    Text(
        "不需要的列和工作表可以删除，列的顺序可以改变。",
        "Columns and sheets that are not needed may go; columns may change places.",
    ),
    Text("选中单元格会显示该列的填写要求。", "Select a cell to see what its column asks for."),
)
HEADS = (Text("列名", "Column"), Text("填写要求", "What to enter"))
NAMES_HEAD = Text("称号规范名称", "Names of titles")


def ledger_template(indicators: Indicators, ladder: Ladder, years: Sequence[int], *, language: str = "zh_CN") -> bytes:
    """An .xlsx with a guide, the firms, one sheet per year and the titles."""
    titles = [tier.label.zh for tier in ladder.values()]
    source = f"='{GUIDE}'!$E$2:$E${len(titles) + 1}"
    annual = indicator_columns(indicators, Level.ANNUAL, language)
    sheets = {FIRMS: indicator_columns(indicators, Level.FIRM, language)}
    sheets |= {f"{year}年": annual for year in years}
    sheets[TITLES] = title_columns(indicators, source, titles[0], language)
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats = _formats(book)
        _guide(book.add_worksheet(GUIDE), sheets, titles, formats, language)
        for name, columns in sheets.items():
            _sheet(book.add_worksheet(name), columns, formats)
        book.get_worksheet_by_name(FIRMS).activate()
    return stream.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    numbers = {"text": "@", "number": "General", "amount": "#,##0.00####", "percent": "0.00%", "date": "yyyy-mm-dd"}
    formats = {name: book.add_format({"num_format": shown}) for name, shown in numbers.items()}
    grey = {"font_color": "#808080", "bg_color": "#F2F2F2", "italic": True}
    formats |= {f"example {name}": book.add_format({"num_format": shown, **grey}) for name, shown in numbers.items()}
    head = {"bold": True, "bg_color": "#DDE7F0", "border": 1, "text_wrap": True, "valign": "vcenter"}
    formats["head"] = book.add_format(head)
    formats["wrapped"] = book.add_format({"text_wrap": True, "valign": "top"})
    return formats


def _sheet(sheet: Any, columns: Sequence[TemplateColumn], formats: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 36)
    for position, column in enumerate(columns):
        sheet.set_column(position, position, 26 if position < 2 else 15, formats[column.form])
        sheet.write_string(0, position, column.head, formats["head"])
        _example(sheet, position, column, formats[f"example {column.form}"])
        if column.form == "percent":  # programs that fill it in do not look at the format of a column
            for row in range(2, ROWS + 1):
                sheet.write_blank(row, position, None, formats["percent"])
        prompt = {"input_title": column.title, "input_message": column.prompt, "ignore_blank": True}
        sheet.data_validation(2, position, ROWS, position, {**column.check, **prompt})


def _example(sheet: Any, position: int, column: TemplateColumn, form: Any) -> None:
    match column.example:
        case date():
            sheet.write_datetime(1, position, column.example, form)
        case int() | float():
            sheet.write_number(1, position, column.example, form)
        case _:
            sheet.write_string(1, position, str(column.example), form)


def _guide(
    sheet: Any,
    sheets: dict[str, list[TemplateColumn]],
    titles: Sequence[str],
    formats: dict[str, Any],
    language: str,
) -> None:
    """What to know, then every column once; beside it the names of titles, as the drop-down offers them."""
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.set_column(NAMES_COLUMN, NAMES_COLUMN, 28)
    sheet.write_string(0, NAMES_COLUMN, NAMES_HEAD.in_language(language), formats["head"])
    for row, name in enumerate(titles, 1):
        sheet.write_string(row, NAMES_COLUMN, name)
    row = 0
    for line in LINES:
        sheet.write_string(row, 0, line.in_language(language))
        row += 1
    for position, head in enumerate(HEADS):
        sheet.write_string(row + 1, position, head.in_language(language), formats["head"])
    every = {column.head: column for columns in sheets.values() for column in columns}
    for number, column in enumerate(every.values(), row + 2):
        sheet.write_string(number, 0, column.head, formats["wrapped"])
        sheet.write_string(number, 1, column.prompt, formats["wrapped"])
