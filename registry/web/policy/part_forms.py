"""The form of one part of a score, with as many rows as the part needs."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField

from registry.web.policy.forms import choice_field, text_field
from registry.web.policy.lines import CONFIDENCES
from registry.web.policy.node_form import COMPARATOR_WORDS, FORMULA

WAY_WORDS = (
    ("bands", lazy_gettext("一个数分档得分")),
    ("steps", lazy_gettext("逐条对照，第一条符合的得分")),
    ("parts", lazy_gettext("各项相加")),
    ("best_of", lazy_gettext("几种口径取得分高的")),
    ("person", lazy_gettext("由人评分")),
)
STEP_COMPARATORS = [each for each in COMPARATOR_WORDS if each[0] != "between"]


class PartForm(FlaskForm):
    """One part; the fields of the other ways to earn are left out of account."""

    version = HiddenField()
    kind = choice_field(lazy_gettext("怎样得分"), WAY_WORDS)
    code = text_field(
        lazy_gettext("代码"), lazy_gettext("小写英文、数字和下划线，同一层内不重复"), needed=True, most=60
    )
    label_zh = text_field(lazy_gettext("名称"), needed=True)
    label_en = text_field(lazy_gettext("英文名称"), lazy_gettext("留空则与中文相同"))
    article = text_field(lazy_gettext("依据条款"))
    confidence = choice_field(lazy_gettext("把握程度"), CONFIDENCES.items())
    note = text_field(lazy_gettext("说明"))
    cap = text_field(lazy_gettext("封顶（分）"), lazy_gettext("没有封顶就留空"), most=12)
    person = text_field(lazy_gettext("评分范围"), lazy_gettext("从最低到最高，例如 0-10"), most=24)
    formula = text_field(lazy_gettext("取什么数（公式）"), lazy_gettext("例如 rd_expense / revenue"), **FORMULA)
    comparator = choice_field(lazy_gettext("比较"), COMPARATOR_WORDS[:4])
    otherwise = text_field(
        lazy_gettext("其他得分"), lazy_gettext("一档都不到时；留空为 0；→ 加代码表示另一项"), most=80
    )


def part_form(rows: range) -> type[PartForm]:
    """The form with so many bands and steps."""
    fields: dict[str, Any] = {}
    for n in rows:
        fields[f"limit_{n}"] = text_field(lazy_gettext("第 %(n)d 档的门槛", n=n), most=40)
        fields[f"points_{n}"] = text_field(lazy_gettext("第 %(n)d 档得分", n=n), most=24)
        fields[f"step_value_{n}"] = text_field(lazy_gettext("第 %(n)d 条取什么数", n=n), **FORMULA)
        fields[f"step_comparator_{n}"] = choice_field(lazy_gettext("第 %(n)d 条比较", n=n), STEP_COMPARATORS)
        fields[f"step_threshold_{n}"] = text_field(lazy_gettext("第 %(n)d 条门槛", n=n), most=200)
        fields[f"step_earns_{n}"] = text_field(lazy_gettext("第 %(n)d 条得分", n=n), most=80)
    return type("RowedPartForm", (PartForm,), fields)
