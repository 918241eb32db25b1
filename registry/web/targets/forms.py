"""The forms of a target; what the values mean is checked by the service."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import DateInput

from registry.domain.indicators import Kind
from registry.domain.targets import KIND_LABELS, TEST_LABELS
from registry.web.choices import tier_choices
from registry.web.languages import in_words, translated
from registry.web.site import site

LONGEST = 500
TESTS = ("firms_1", "firms_2", "among_1", "among_2")
NOT_TESTED = (Kind.PERSONAL, Kind.DATE)


def _text(label: Any, hint: Any = "", **extra: Any) -> Any:
    longest = Length(max=LONGEST, message=lazy_gettext("最多 %(most)d 个字", most=LONGEST))
    return StringField(label, [longest], description=hint, render_kw={"autocomplete": "off"}, **extra)


def _day(label: Any, hint: Any = "") -> Any:
    return StringField(label, description=hint, widget=DateInput())


def _number(label: Any, hint: Any = "") -> Any:
    return StringField(label, description=hint, render_kw={"inputmode": "decimal", "autocomplete": "off"})


def _choice(label: Any, hint: Any = "") -> Any:
    return SelectField(label, choices=[], description=hint, validate_choice=False)


class OfficeForm(FlaskForm):
    """What can be said about any target, that of a document too; `version` is the state the form was opened on."""

    version = HiddenField()
    due_on = _day(lazy_gettext("期限"), lazy_gettext("没有期限就留空；每年新增的目标默认每年年底"))
    owner = _text(lazy_gettext("牵头单位"))
    responsible = _text(lazy_gettext("责任单位"), lazy_gettext("几个单位用顿号分开"))
    starts_on = _day(lazy_gettext("起点日期"), lazy_gettext("直线进度的起点；留空则从第一个测点起"))
    base_year = _number(lazy_gettext("基年"), lazy_gettext("只用于“比基年翻几倍”"))
    base_value = _number(lazy_gettext("起点或基年的数"), lazy_gettext("比率填百分数；不知道就留空"))


class TargetForm(OfficeForm):
    """A whole target of one's own."""

    label = _text(lazy_gettext("目标名称"), lazy_gettext("例如：2027 年高新技术企业 500 家"))
    kind = _choice(lazy_gettext("类型"))
    goal = _number(lazy_gettext("目标值"), lazy_gettext("存量和每年新增填家数，比率填百分数，翻几倍填倍数"))
    is_strict = BooleanField(lazy_gettext("要超过目标值，等于不算达到"))
    division = _text(lazy_gettext("地区"), lazy_gettext("名称或代码，例如 武汉市、洪山区、4201"))
    park = _text(lazy_gettext("园区"), lazy_gettext("与企业登记的所属园区一致；不限就留空"))
    cluster = _text(lazy_gettext("集群"), lazy_gettext("与企业登记的所属产业链一致；不限就留空"))
    document = _text(lazy_gettext("文件"), lazy_gettext("名称、文号和日期"))
    holds = _choice(lazy_gettext("持有称号"), lazy_gettext("截止日有效"))
    enters = _choice(lazy_gettext("新增称号"), lazy_gettext("只用于“每年新增”：当年首次获得"))
    among_holds = _choice(lazy_gettext("分母：持有称号"), lazy_gettext("只用于比率和全覆盖"))
    industries = _text(lazy_gettext("分母：行业门类"), lazy_gettext("门类字母，用空格分开，例如工业 B C D"))


for place in TESTS:
    of_what = lazy_gettext("条件") if place.startswith("firms") else lazy_gettext("分母条件")
    setattr(TargetForm, f"{place}_indicator", _choice(of_what))
    setattr(TargetForm, f"{place}_test", _choice(lazy_gettext("要求")))
    setattr(TargetForm, f"{place}_value", _text(lazy_gettext("数值或选项")))


class ClosingForm(FlaskForm):
    """What became of a target, and why."""

    version = HiddenField()
    outcome = RadioField(
        lazy_gettext("结果"),
        choices=[
            SelectChoice("reached", lazy_gettext("已达到")),
            SelectChoice("missed", lazy_gettext("未达到")),
            SelectChoice("withdrawn", lazy_gettext("取消：设错了，或不再考核")),
        ],
        validate_choice=False,
    )
    note = TextAreaField(lazy_gettext("依据或原因"), render_kw={"rows": 3, "maxlength": LONGEST})


def offered(form: TargetForm) -> TargetForm:
    """The form with its choices in the reader's language."""
    tiers = [SelectChoice("", translated("不限")), *(SelectChoice(*choice) for choice in tier_choices())]
    indicators = [
        SelectChoice(each.code, in_words(each.label))
        for each in site().catalogue.indicators.values()
        if each.kind not in NOT_TESTED
    ]
    form.kind.choices = [SelectChoice(kind.value, translated(label)) for kind, label in KIND_LABELS.items()]
    for field in (form.holds, form.enters, form.among_holds):
        field.choices = tiers
    for place in TESTS:
        form[f"{place}_indicator"].choices = [SelectChoice("", translated("不限")), *indicators]
        form[f"{place}_test"].choices = [
            SelectChoice(test.value, translated(label)) for test, label in TEST_LABELS.items()
        ]
    return form
