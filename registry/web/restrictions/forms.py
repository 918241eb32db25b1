"""The forms that enter, change and lift a restriction. What is true about it is checked by the services."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from registry.services.restrictions.keeping import RestrictionFields
from registry.web.choices import tier_choices
from registry.web.titles.fields import DayField, text_field

LONGEST = 500
LIMIT = Length(max=LONGEST, message=lazy_gettext("最多 %(most)d 个字", most=LONGEST))


class RestrictionForm(FlaskForm):
    """One restriction; `version` is the state of it that the form was opened on."""

    version = HiddenField()
    is_for_all = BooleanField(lazy_gettext("全部层级"))
    tiers = SelectMultipleField(
        lazy_gettext("限制的层级"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    reason = TextAreaField(
        lazy_gettext("限制原因"), [LIMIT], description=lazy_gettext("写明事实，会显示在企业页、候选名单和变更记录里")
    )
    document = text_field(lazy_gettext("依据文件"), lazy_gettext("文件名称或文号"))
    first_on = DayField(lazy_gettext("限制起"))
    last_on = DayField(lazy_gettext("限制止"), description=lazy_gettext("最后一天；没有到期日的不填"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.tiers.choices = tier_choices()

    def fields(self) -> RestrictionFields:
        """What was sent."""
        return RestrictionFields(
            reason=self.reason.data or "",
            document=self.document.data or "",
            first_on=self.first_on.data,
            last_on=self.last_on.data,
            tiers=tuple(self.tiers.data or ()),
            is_for_all=bool(self.is_for_all.data),
        )


class LiftForm(FlaskForm):
    """A lifting: from which day on the firm may apply again, and why."""

    version = HiddenField()
    lifted_on = DayField(lazy_gettext("解除日期"), description=lazy_gettext("从这一天起可以申报"))
    lift_reason = TextAreaField(lazy_gettext("解除原因"), [LIMIT])
