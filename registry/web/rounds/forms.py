"""The forms of rounds: shape only; what may be is checked by the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TextArea

from registry.domain.levels import LABELS as LEVEL_LABELS
from registry.domain.outcomes import Case
from registry.services.rounds.drafting import OPINION_LEVELS, RoundFields
from registry.store.rounds import Round
from registry.web.choices import tier_choices
from registry.web.languages import translated
from registry.web.security import person
from registry.web.site import site

NEEDED = InputRequired(lazy_gettext("必须填写"))
LONG, SHORT = 2000, 200


def day_field(label: Any, *, description: Any = "", optional: bool = False) -> Any:
    """A day, asked with the browser's own calendar."""
    needed = Optional() if optional else NEEDED
    return DateField(label, [needed], description=description, widget=DateInput())


class RoundForm(FlaskForm):
    """A round as it is written down."""

    version = HiddenField()
    name = StringField(lazy_gettext("批次名称"), [NEEDED, Length(max=SHORT)], render_kw={"autocomplete": "off"})
    tier = SelectField(lazy_gettext("层级"))
    case = SelectField(lazy_gettext("情形"))
    year = IntegerField(lazy_gettext("年度"), [NEEDED, NumberRange(1990, 2200)], render_kw={"inputmode": "numeric"})
    opens_on = day_field(lazy_gettext("申报开始"))
    closes_on = day_field(lazy_gettext("申报截止"))
    as_of = day_field(lazy_gettext("截止日"), description=lazy_gettext("按这一天有效的标准和称号判断"))
    data_year = IntegerField(
        lazy_gettext("数据年"), [NEEDED, NumberRange(1990, 2200)], render_kw={"inputmode": "numeric"}
    )
    division = SelectField(lazy_gettext("范围：地区"), validate_choice=False)
    park = SelectField(lazy_gettext("范围：园区"), validate_choice=False)
    rule_set = SelectField(
        lazy_gettext("认定标准"),
        validate_choice=False,
        description=lazy_gettext("不选时取截止日有效、适用于整个范围的最具体的标准"),
    )
    document = StringField(lazy_gettext("通知文号"), [Length(max=SHORT)], render_kw={"autocomplete": "off"})
    levels = SelectMultipleField(
        lazy_gettext("审核层级"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def offer(self, divisions: list[tuple[str, str]], parks: list[tuple[str, str]]) -> None:
        """Fill in what can be chosen."""
        who, catalogue = person(), site().catalogue
        self.tier.choices = tier_choices()
        self.case.choices = [(Case.NEW.value, lazy_gettext("新认定")), (Case.REVIEW.value, lazy_gettext("复核"))]
        every = (
            [(who.division, catalogue.divisions.name(who.division))] if who.division else [("", lazy_gettext("全部"))]
        )
        self.division.choices = list(dict([*every, *divisions]).items())
        self.park.choices = [(who.park, who.park)] if who.park else [("", lazy_gettext("全部")), *parks]
        rule_sets = [(one.id, f"{one.source.number} · {one.id}") for one in catalogue.rule_sets]
        self.rule_set.choices = [("", lazy_gettext("自动选取")), *rule_sets]
        self.levels.choices = [(level.value, translated(LEVEL_LABELS[level])) for level in OPINION_LEVELS]

    def fields(self) -> RoundFields:
        """What was sent, for the service."""
        return RoundFields(
            name=self.name.data or "",
            tier=self.tier.data,
            year=_number(self.year.data),
            as_of=_day(self.as_of.data),
            data_year=_number(self.data_year.data),
            opens_on=_day(self.opens_on.data),
            closes_on=_day(self.closes_on.data),
            levels=tuple(self.levels.data or ()),
            rule_set=self.rule_set.data or "",
            case=self.case.data,
            division=self.division.data or "",
            park=self.park.data or "",
            document=self.document.data or "",
        )


def usual_round(today: date, division: str, park: str, levels: list[str]) -> dict[str, Any]:
    """What a new round mostly is: this year's, from today on, judged by the last complete year."""
    return {
        "year": today.year,
        "opens_on": today,
        "closes_on": date(today.year, 12, 31),
        "as_of": today,
        "data_year": today.year - 1,
        "division": division,
        "park": park,
        "levels": levels,
        "tier": "little_giant",
    }


def written_round(round_: Round) -> dict[str, Any]:
    """A round as its form shows it."""
    return round_.model_dump()


class NoticeForm(FlaskForm):
    """When and with which words the list is shown to the public."""

    since = day_field(lazy_gettext("公示开始"))
    to = day_field(lazy_gettext("公示截止"))
    text = TextAreaField(lazy_gettext("公示内容"), [NEEDED, Length(max=LONG)], widget=TextArea())


class ReasonForm(FlaskForm):
    """A step that needs its reason."""

    reason = TextAreaField(lazy_gettext("取消原因"), [NEEDED, Length(max=LONG)])


class ResultForm(FlaskForm):
    """The official list as a file."""

    file = FileField(
        lazy_gettext("认定名单"),
        [FileRequired(lazy_gettext("请选择一个文件"))],
        description=lazy_gettext("Excel、WPS 或 CSV；有企业名称即可，有信用代码更准，曾用名也能识别。"),
        render_kw={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv"},
    )


class RecogniseForm(FlaskForm):
    """The document that recognises, and from when on the titles are valid."""

    document = StringField(lazy_gettext("认定文号"), [NEEDED, Length(max=SHORT)], render_kw={"autocomplete": "off"})
    recognised_on = day_field(lazy_gettext("认定日期"))
    valid_from = day_field(
        lazy_gettext("有效期起"), description=lazy_gettext("不填时为认定日期；有效期止按层级规则计算"), optional=True
    )


def _number(value: int | None) -> int:
    return value or 0


def _day(value: date | None) -> date:
    return value or date.min
