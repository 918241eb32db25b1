"""The form that takes a blank workbook."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import Length, Optional


class BlankForm(FlaskForm):
    """One blank workbook and what the office calls it."""

    file = FileField(
        lazy_gettext("空白表"),
        [FileRequired(lazy_gettext("请选择一个文件"))],
        description=lazy_gettext("官方下发的空表，.xlsx 或 .xlsm；有说明页、有多个工作表也可以。"),
        render_kw={"accept": ".xlsx,.xlsm"},
    )
    name = StringField(
        lazy_gettext("名称"),
        [Optional(), Length(max=60, message=lazy_gettext("最多 60 个字"))],
        description=lazy_gettext("不填就用文件名"),
        render_kw={"autocomplete": "off"},
    )
    sheet = StringField(
        lazy_gettext("工作表"),
        [Optional(), Length(max=100, message=lazy_gettext("最多 100 个字"))],
        description=lazy_gettext("只在认错了表时填写"),
        render_kw={"autocomplete": "off"},
    )
