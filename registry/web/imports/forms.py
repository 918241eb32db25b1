"""The upload form: a file, and what the file itself may not say."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional

SUFFIXES = ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv"


class UploadForm(FlaskForm):
    """One workbook; a sheet and a year only where the whole file is not meant or says no year."""

    file = FileField(
        lazy_gettext("台账文件"),
        [FileRequired(lazy_gettext("请选择一个文件"))],
        description=lazy_gettext("Excel、WPS 或 CSV；可以含多个工作表，列名按台账原样即可。"),
        render_kw={"accept": SUFFIXES},
    )
    year = IntegerField(
        lazy_gettext("数据年"),
        [Optional(), NumberRange(1949, 2200, lazy_gettext("请填写四位年份，例如 2025"))],
        description=lazy_gettext("只在表里没有写年份时填写"),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    sheet = StringField(
        lazy_gettext("工作表"),
        [Optional(), Length(max=100, message=lazy_gettext("最多 100 个字"))],
        description=lazy_gettext("只导入其中一张表时填写"),
        render_kw={"autocomplete": "off"},
    )
