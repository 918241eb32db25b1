"""Why a file cannot be read as tables at all: one class, one sentence per reason.

A file that can be read but has faults inside raises nothing; its faults are issues (issues.py).
"""

from __future__ import annotations

from typing import ClassVar

from registry.domain.errors import UnusableFile
from registry.domain.texts import mark


class NotASpreadsheet(UnusableFile):
    """The content is something else altogether."""

    template: ClassVar[str] = mark(
        "「{file}」不是电子表格（内容看起来是{actual}）。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"
    )


class WrongExtension(UnusableFile):
    """A workbook, but not of the kind that its name says."""

    template: ClassVar[str] = mark(
        "「{file}」的内容是{actual}，扩展名却不是。请把扩展名改为 {suffix}，或在 Excel 中另存为 .xlsx 后再上传。"
    )


class UnknownExtension(UnusableFile):
    """A name whose extension is none that can be read."""

    template: ClassVar[str] = mark(
        "「{file}」的扩展名不能识别。可以上传 .xlsx、.xlsm、.xls、.xlsb、.ods 或 .csv 文件。"
    )


class NotXlsx(UnusableFile):
    """A workbook that can be read but not be given back in its own form."""

    template: ClassVar[str] = mark(
        "「{file}」不能作为表样：表样只能是 .xlsx 或 .xlsm 文件。请在 Excel 或 WPS 中另存为 .xlsx。"
    )


class Encrypted(UnusableFile):
    """A workbook with a password to open it."""

    template: ClassVar[str] = mark("「{file}」设置了打开密码。请在 Excel 中取消密码（文件→信息→保护工作簿）后再上传。")


class HalfWritten(UnusableFile):
    """A workbook that was cut off or damaged."""

    template: ClassVar[str] = mark("「{file}」不完整或已损坏。请重新打开原文件、另存一份后再上传。")


class EmptyFile(UnusableFile):
    """No bytes, or no cell with a value."""

    template: ClassVar[str] = mark("「{file}」是空的，没有任何数据。请确认上传的是保存好的文件。")


class TooLarge(UnusableFile):
    """Past a limit of size; `what` names the quantity."""

    template: ClassVar[str] = mark("「{file}」太大：{what}为 {found}，上限是 {limit}。请拆成几个文件后分别上传。")


class HiddenSheetsOnly(UnusableFile):
    """All that holds data is hidden."""

    template: ClassVar[str] = mark(
        "「{file}」中有数据的工作表都被隐藏了（{sheets}）。请取消隐藏需要导入的工作表后再上传。"
    )


class NoHeaderFound(UnusableFile):
    """No row that could be the head of a table."""

    template: ClassVar[str] = mark(
        "「{file}」的前 {rows} 行里没有找到表头。"
        "请确认表中有一行写明各列名称，例如“企业名称、统一社会信用代码、营业收入（万元）”。"
    )


class SheetNotFound(UnusableFile):
    """The sheet that was asked for is not in the workbook."""

    template: ClassVar[str] = mark("「{file}」中没有名为「{sheet}」的工作表。现有工作表：{sheets}。")


class ReaderTimeout(UnusableFile):
    """The reader did not come to an end within its time."""

    template: ClassVar[str] = mark(
        "读取「{file}」超过 {seconds} 秒，已停止。请删去多余的格式和空白行列，或拆成几个文件后再上传。"
    )


class ReaderCrashed(UnusableFile):
    """The reader was killed by the file, or ran out of its memory."""

    template: ClassVar[str] = mark(
        "「{file}」无法读取：文件内部结构异常，或所需内存超过限额。请在 Excel 中另存为新的 .xlsx 后再上传。"
    )
