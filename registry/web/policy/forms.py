"""The forms of the policy desk: shape only; what the values mean is checked by the reader of rule files."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import DateInput

from registry.web.policy.lines import CASE_WORDS

NEEDED = InputRequired(lazy_gettext("必须填写"))
SHORT, LONG = 300, 4000


def text_field(label: Any, hint: Any = "", *, needed: bool = False, most: int = SHORT, **extra: Any) -> Any:
    """A line of text of a sane length."""
    longest = Length(max=most, message=lazy_gettext("最多 %(most)d 个字", most=most))
    checks = [NEEDED, longest] if needed else [longest]
    return StringField(label, checks, description=hint, render_kw={"autocomplete": "off", **extra})


def day_field(label: Any, hint: Any = "") -> Any:
    """A day, asked with the browser's own calendar; what was typed stays in the field."""
    return StringField(label, description=hint, widget=DateInput())


def choice_field(label: Any, choices: Any, hint: Any = "") -> Any:
    """One of a fixed set."""
    return SelectField(label, choices=[SelectChoice(*choice) for choice in choices], description=hint)


class BeginningForm(FlaskForm):
    """What a new draft begins with."""

    name = text_field(lazy_gettext("草稿名称"), lazy_gettext("例如：2027 年瞪羚企业认定条件"))
    source = SelectField(lazy_gettext("从哪里开始"), validate_choice=False)
    tier = SelectField(
        lazy_gettext("层级"), validate_choice=False, description=lazy_gettext("从模板开始时选；复制版本时沿用它的层级")
    )
    is_overlay = BooleanField(lazy_gettext("只写与所选版本不同的条件，其余沿用"))
    place = text_field(lazy_gettext("适用地区"), lazy_gettext("名称或代码：全国、湖北省、4201、东湖高新区"))
    effective_from = day_field(lazy_gettext("生效日期"))


class HeadForm(FlaskForm):
    """Where, when and from which document a draft shall hold."""

    version = HiddenField()
    name = text_field(lazy_gettext("草稿名称"), needed=True)
    place = text_field(
        lazy_gettext("适用地区"), lazy_gettext("名称或代码：全国、湖北省、4201、东湖高新区"), needed=True
    )
    cases = choice_field(
        lazy_gettext("适用情形"),
        [("", lazy_gettext("两者")), *((key.value, words) for key, words in CASE_WORDS.items())],
    )
    effective_from = day_field(lazy_gettext("生效日期"))
    effective_to = day_field(lazy_gettext("截止日期"), lazy_gettext("没有就留空"))
    number = text_field(lazy_gettext("文号"))
    title = text_field(lazy_gettext("文件名称"))
    issuer = text_field(lazy_gettext("发文单位"))
    issued_on = day_field(lazy_gettext("发文日期"))
    url = text_field(lazy_gettext("原文网址"))
    checked_on = day_field(lazy_gettext("核对原文日期"))
    notes = TextAreaField(
        lazy_gettext("说明"),
        [Length(max=LONG)],
        description=lazy_gettext("每行一条"),
        render_kw={"rows": 4},
    )


class TextForm(FlaskForm):
    """The draft as one text, typed or from a file."""

    version = HiddenField()
    text = TextAreaField(lazy_gettext("文本"), render_kw={"rows": 26, "spellcheck": "false", "wrap": "off"})
    file = FileField(lazy_gettext("或上传改好的文件"), description=lazy_gettext("下载的 .yaml 改好后原样传回"))
