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

from registry.web.policy.lines import CASE_WORDS, CONFIDENCES, MISSING_WORDS

NEEDED = InputRequired(lazy_gettext("必须填写"))
SHORT, LONG = 300, 4000
COMPARATOR_WORDS = (
    ("at_least", lazy_gettext("≥ 不低于")),
    ("more_than", lazy_gettext("> 高于")),
    ("at_most", lazy_gettext("≤ 不高于")),
    ("less_than", lazy_gettext("< 低于")),
    ("between", lazy_gettext("介于两数之间（含两端）")),
    ("is", lazy_gettext("等于（是、否或文字）")),
    ("one_of", lazy_gettext("属于其中之一")),
)
KIND_WORDS = (
    ("test", lazy_gettext("按数据判断的条件")),
    ("question", lazy_gettext("由人判断的条件")),
    ("mark", lazy_gettext("得分门槛")),
    ("all", lazy_gettext("条件组：须全部达到")),
    ("any", lazy_gettext("条件组：达到任一项即可")),
)


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
    place = text_field(lazy_gettext("适用地区"), lazy_gettext("名称或代码：全国、湖北省、4201、东湖高新区"))
    effective_from = day_field(lazy_gettext("生效日期"))


class NodeForm(FlaskForm):
    """One condition, group or pass mark."""

    version = HiddenField()
    kind = choice_field(lazy_gettext("种类"), KIND_WORDS)
    code = text_field(
        lazy_gettext("代码"), lazy_gettext("小写英文、数字和下划线，本草稿内不重复"), needed=True, most=60
    )
    label_zh = text_field(lazy_gettext("名称"), needed=True)
    label_en = text_field(lazy_gettext("英文名称"), lazy_gettext("留空则与中文相同"))
    formula = text_field(
        lazy_gettext("取什么数（公式）"),
        lazy_gettext("例如 rd_expense / revenue、growth(revenue)、sum(rd_expense, 2)、title(hnte)"),
        list="formula-starts",
        **{"data-formula": "1", "spellcheck": "false"},
    )
    score = text_field(lazy_gettext("得分代码"), lazy_gettext("只用于得分门槛，例如 total 或 total.growth"))
    comparator = choice_field(lazy_gettext("比较"), COMPARATOR_WORDS)
    threshold = text_field(
        lazy_gettext("门槛"), lazy_gettext("数字带单位，例如 3%、5000 万元；是否类填 是 或 否；几个文字用顿号分开")
    )
    threshold_to = text_field(lazy_gettext("上限"), lazy_gettext("只用于“介于两数之间”"))
    band_by = text_field(
        lazy_gettext("门槛按什么分档（公式）"),
        lazy_gettext("不分档就留空；分档时不填上面的门槛"),
        list="formula-starts",
        **{"data-formula": "1", "spellcheck": "false"},
    )
    missing = choice_field(lazy_gettext("缺数据时"), [(key.value, words) for key, words in MISSING_WORDS.items()])
    each = text_field(lazy_gettext("逐年检查的年数"), lazy_gettext("1 为只看数据年，2 为近两年每年都要达到"), most=2)
    veto = BooleanField(lazy_gettext("一票否决"))
    unmet_manual = BooleanField(lazy_gettext("不符合时交人工核定"))
    margin = text_field(lazy_gettext("临近幅度（%）"), lazy_gettext("留空用层级的幅度；0 表示永不算临近"), most=6)
    cases = choice_field(
        lazy_gettext("适用情形"),
        [("", lazy_gettext("两者")), *((key.value, words) for key, words in CASE_WORDS.items())],
    )
    industries = text_field(lazy_gettext("只对这些行业适用"), lazy_gettext("门类字母，可加前几位数字，例如 C、K702"))
    article = text_field(lazy_gettext("依据条款"), needed=True)
    confidence = choice_field(lazy_gettext("把握程度"), CONFIDENCES.items())
    note = text_field(lazy_gettext("说明"))
    guidance_zh = text_field(lazy_gettext("给判断人的提示"))
    guidance_en = text_field(lazy_gettext("提示的英文"))


def with_bands(rows: range) -> type[NodeForm]:
    """The form with so many rows for a threshold that depends on another value."""
    fields: dict[str, Any] = {}
    for number in rows:
        fields[f"band_limit_{number}"] = text_field(lazy_gettext("第 %(n)d 档不超过", n=number), most=40)
        fields[f"band_value_{number}"] = text_field(lazy_gettext("第 %(n)d 档的门槛", n=number), most=40)
    return type("BandedNodeForm", (NodeForm,), fields)


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
