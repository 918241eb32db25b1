"""The form that uploads an official list of recognised firms: the file, and what the list says once for all of its rows."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired

from importers.listed import ListedTitle
from registry.services.titles.fields import TitleFields, checked, with_proposed_term
from registry.web.choices import tier_choices
from registry.web.imports.forms import SUFFIXES
from registry.web.site import site
from registry.web.titles.fields import DayField, text_field


class ListForm(FlaskForm):
    """One list: every row of it is recognised as this title unless the row says otherwise."""

    tier = SelectField(
        lazy_gettext("称号"),
        [DataRequired(lazy_gettext("请选择称号"))],
        description=lazy_gettext("名单里只写“小巨人”“单项冠军”时，按这里选的级别登记"),
    )
    batch = text_field(lazy_gettext("批次"), lazy_gettext("例如 2025年第一批"))
    document = text_field(lazy_gettext("文号"), lazy_gettext("认定文件的文号"))
    recognised_on = DayField(lazy_gettext("认定日期"))
    valid_from = DayField(lazy_gettext("有效期起"), description=lazy_gettext("留空按认定日期"))
    valid_to = DayField(lazy_gettext("有效期止"), description=lazy_gettext("留空按这一层级的规定计算"))
    is_open = BooleanField(lazy_gettext("长期有效，没有到期日"))
    file = FileField(
        lazy_gettext("名单文件"),
        [FileRequired(lazy_gettext("请选择一个文件"))],
        description=lazy_gettext("Excel、WPS 或 CSV，有企业名称或信用代码一列即可；名称可以是曾用名"),
        render_kw={"accept": SUFFIXES},
    )
    sheet = text_field(lazy_gettext("工作表"), lazy_gettext("只导入其中一张表时填写"), 100)
    makes_firms = BooleanField(lazy_gettext("名单有信用代码时，同时新增库中没有的企业"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tier.choices = [("", gettext("请选择")), *tier_choices()]

    def listed(self) -> ListedTitle:
        """What was sent, with the term that the tier proposes. Raises TitleFaults."""
        written = TitleFields(
            self.tier.data,
            batch=(self.batch.data or "").strip() or None,
            document=(self.document.data or "").strip() or None,
            recognised_on=self.recognised_on.data,
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
        )
        ladder, is_open = site().catalogue.ladder, bool(self.is_open.data)
        fields = with_proposed_term(ladder[written.tier], written, is_open=is_open)
        checked(ladder, fields, site().today())
        return ListedTitle(
            fields.tier,
            fields.batch,
            fields.document,
            fields.recognised_on,
            fields.valid_from,
            fields.valid_to,
            is_open,
            bool(self.makes_firms.data),
        )
