"""The upload form: a file, and what the file itself may not say; and what was chosen when it is committed."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from registry.services.imports import source_code
from registry.web.languages import in_words
from registry.web.site import site

ACCEPTS = ("valid", "clean", "all-or-nothing")
SUFFIXES = ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv"


class UploadForm(FlaskForm):
    """One workbook and whose figures it brings; a sheet and a year only where the whole file is not meant or says no year."""

    file = FileField(
        lazy_gettext("台账文件"),
        [FileRequired(lazy_gettext("请选择一个文件"))],
        description=lazy_gettext("Excel、WPS 或 CSV；可以含多个工作表，列名按台账原样即可。"),
        render_kw={"accept": SUFFIXES},
    )
    source = SelectField(
        lazy_gettext("来源"),
        description=lazy_gettext("决定与库中已有的值不同时以谁为准"),
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        sources = site().catalogue.sources
        kwargs.setdefault("source", source_code(site().catalogue, ""))
        super().__init__(*args, **kwargs)
        self.source.choices = [(code, in_words(source.label)) for code, source in sources.items()]


def acceptance() -> dict[str, Any]:
    """How much of the file is wanted, as `imports.commit` takes it; anything unknown is everything that can be taken."""
    wanted = request.form.get("accept", "")
    return {"accept": wanted if wanted in ACCEPTS else "valid", "override": request.form.get("override") == "1"}
