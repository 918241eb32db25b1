"""The form of one condition, group or pass mark: shape only; what the values mean is checked by the reader of rule files."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField

from registry.web.policy.forms import choice_field, text_field
from registry.web.policy.lines import CASE_WORDS, CONFIDENCES, MISSING_WORDS

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

FORMULA: dict[str, Any] = {"list": "formula-starts", "data-formula": "1", "spellcheck": "false"}


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
        **FORMULA,
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
        **FORMULA,
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
