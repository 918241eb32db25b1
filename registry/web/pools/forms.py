"""The forms of an entry, an exit and a correction. What is true about them is checked by the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from registry.domain.errors import InvalidInput
from registry.services.plans.people import Officer
from registry.services.pools.exits import exit_kinds
from registry.services.pools.fields import Entry, Exit
from registry.services.pools.own_fields import COLUMNS, fields_of_tier
from registry.store.pools import PoolMember
from registry.web.errors_in_forms import Fault, faults_of
from registry.web.languages import in_words, sentence, translated
from registry.web.titles.fields import DayField

PLACES = {
    "入库日期": "entered_on",
    "入库理由": "basis",
    "培育专员": "officer",
    "预计申报年度": "expected_year",
    "板块": "board",
    "上市进度": "progress",
    "出库日期": "exited_on",
    "出库类型": "exit_kind",
    "出库原因": "exit_reason",
}


class EntryForm(FlaskForm):
    """An entry into a pool."""

    entered_on = DayField(lazy_gettext("入库日期"))
    basis = TextAreaField(
        lazy_gettext("入库理由"), description=lazy_gettext("依据什么纳入培育，例如文件、走访结论或缺的条件")
    )
    officer = SelectField(lazy_gettext("培育专员"))
    expected_year = StringField(
        lazy_gettext("预计申报年度"),
        description=lazy_gettext("可以不填"),
        render_kw={"inputmode": "numeric", "maxlength": "4", "autocomplete": "off"},
    )

    board = StringField(render_kw={"autocomplete": "off", "list": "board-choices"})
    progress = StringField(render_kw={"autocomplete": "off", "list": "progress-choices"})

    def keep_own(self, tier: str) -> None:
        """Leave only the fields that the pool of the tier has, under their own labels."""
        labels = {one.code: in_words(one.label) for one in fields_of_tier(tier)}
        for code in COLUMNS:
            if code in labels:
                self[code].label.text = labels[code]
            else:
                del self[code]

    def offer(self, officers: Iterable[Officer], former: tuple[int, str] | None = None) -> EntryForm:
        """Fill the officers to choose from; `former` is one who stays eligible because they are named already."""
        told = {str(one.id): translated(one.label) for one in officers}
        if former:
            told.setdefault(str(former[0]), translated(former[1]))
        self.officer.choices = [("", gettext("未指定")), *told.items()]
        return self

    def entry(self) -> Entry:
        """What was sent. Raises InvalidInput for a year that is none."""
        year = (self.expected_year.data or "").strip()
        if year and not (year.isdecimal() and len(year) == 4):
            raise InvalidInput(field="预计申报年度", reason=gettext("请填写四位年份，例如 2027。"))
        officer = self.officer.data or ""
        return Entry(
            self.entered_on.data,
            self.basis.data or "",
            int(officer) if officer.isdecimal() else None,
            int(year) if year else None,
            **{code: self[code].data for code in COLUMNS if code in self},
        )


class ExitForm(FlaskForm):
    """An exit from a pool."""

    exited_on = DayField(lazy_gettext("出库日期"))
    exit_kind = SelectField(lazy_gettext("出库类型"))
    exit_reason = TextAreaField(lazy_gettext("出库原因"), description=lazy_gettext("“已认定”可以不写，其他必须写明"))

    def offer(self) -> ExitForm:
        """Fill the kinds to choose from."""
        self.exit_kind.choices = [("", gettext("请选择")), *_kinds()]
        return self

    def exit(self) -> Exit:
        """What was sent."""
        return Exit(self.exited_on.data, self.exit_kind.data or "", self.exit_reason.data or "")


class StayForm(EntryForm, ExitForm):
    """A stay as a whole, to be corrected; `version` is the state that the form was opened on."""

    version = HiddenField()

    def offer_all(self, officers: Iterable[Officer], former: tuple[int, str] | None) -> StayForm:
        """Fill all lists to choose from."""
        EntryForm.offer(self, officers, former)
        self.exit_kind.choices = _kinds()
        return self


def _kinds() -> list[tuple[str, str]]:
    return [(code, in_words(kind.label)) for code, kind in exit_kinds().items()]


def values_of(stay: PoolMember) -> dict[str, Any]:
    """A stay as its form shows it."""
    return {
        "version": str(stay.version),
        "entered_on": stay.entered_on,
        "basis": stay.basis,
        "officer": str(stay.officer_id or ""),
        "expected_year": str(stay.expected_year or ""),
        "board": stay.board or "",
        "progress": stay.progress or "",
        "exited_on": stay.exited_on,
        "exit_kind": stay.exit_kind,
        "exit_reason": stay.exit_reason,
    }


def shape_faults(form: FlaskForm) -> list[Fault]:
    """What cannot be read at all."""
    return [] if form.validate() else faults_of(form)


def placed(form: FlaskForm, error: InvalidInput) -> Fault:
    """The refusal at the field that it speaks of."""
    name = PLACES.get(str(error.facts.get("field")), "")
    if name not in form:
        return Fault("", sentence(error))
    form[name].errors = [sentence(error)]
    return Fault(name, sentence(error))
