"""The forms that record, correct and revoke a title. What is true about it is checked by the services."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from registry.domain.tiers import Tier
from registry.services.titles.fields import TitleFields, with_proposed_term
from registry.services.titles.revoking import Revocation
from registry.store.titles import TitleRecord
from registry.web.choices import tier_choices
from registry.web.firms.titles import term_of
from registry.web.languages import in_words
from registry.web.names import tier_label
from registry.web.site import site
from registry.web.titles.fields import DayField, text_field

LONGEST_REASON = 500
OTHER = "other"


class TitleForm(FlaskForm):
    """One title; `stamp` is the state of it that the form was opened on."""

    stamp = HiddenField()
    tier = SelectField(lazy_gettext("称号"), [DataRequired(lazy_gettext("请选择称号"))])
    batch = text_field(lazy_gettext("批次"), lazy_gettext("例如 2025年第一批"))
    document = text_field(lazy_gettext("文号"), lazy_gettext("认定文件的文号"))
    number = text_field(lazy_gettext("证书编号"))
    recognised_on = DayField(lazy_gettext("认定日期"))
    recognised_as = text_field(
        lazy_gettext("名单上的名称"), lazy_gettext("名单写的是旧名称时照原样填写，例如 隐形冠军示范企业")
    )
    valid_from = DayField(lazy_gettext("有效期起"), description=lazy_gettext("留空按认定日期"))
    valid_to = DayField(lazy_gettext("有效期止"), description=lazy_gettext("留空按这一层级的规定计算"))
    is_open = BooleanField(lazy_gettext("长期有效，没有到期日"))
    renews = SelectField(lazy_gettext("续自"), coerce=int, description=lazy_gettext("这项称号延续的原称号"))

    def offer(self, titles: Iterable[TitleRecord]) -> TitleForm:
        """Fill the lists to choose from: the tiers, and the firm's other titles."""
        self.tier.choices = [("", gettext("请选择")), *tier_choices()]
        told = [(title.id, f"{tier_label(title.tier)} {term_of(title)}") for title in titles]
        self.renews.choices = [(0, gettext("不是续期")), *told]
        return self

    def fields(self) -> TitleFields:
        """What was sent, with the term that the tier proposes where none was written."""
        written = TitleFields(
            tier=self.tier.data,
            batch=_text(self.batch.data),
            number=_text(self.number.data),
            document=_text(self.document.data),
            recognised_on=self.recognised_on.data,
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            recognised_as=_text(self.recognised_as.data),
            renews=self.renews.data or None,
        )
        return with_proposed_term(site().catalogue.ladder[written.tier], written, is_open=bool(self.is_open.data))


class RevokeForm(FlaskForm):
    """A revocation; `ground` is one of those whose bar the documents of the tier tell, or another one."""

    stamp = HiddenField()
    revoked_on = DayField(lazy_gettext("撤销日期"), description=lazy_gettext("撤销决定的日期，从这一天起称号无效"))
    revoke_reason = TextAreaField(
        lazy_gettext("撤销原因"),
        [Length(max=LONGEST_REASON, message=lazy_gettext("最多 %(most)d 个字", most=LONGEST_REASON))],
        description=lazy_gettext("写明事实和文件，会显示在企业页和变更记录里"),
    )
    ground = RadioField(lazy_gettext("不得再次申报的期限"), default=OTHER)
    barred_until = DayField(
        lazy_gettext("不得申报至"),
        description=lazy_gettext("最后一天。按上面的规定计算时留空；决定书另有期限的以填写的为准"),
    )
    is_free = BooleanField(lazy_gettext("不限制再次申报"))

    def offer(self, tier: Tier | None) -> RevokeForm:
        """Fill the grounds to choose from."""
        told = [(str(number), _ground(tier, number)) for number in range(len(tier.bars))] if tier else []
        self.ground.choices = [*told, (OTHER, gettext("其他情形：期限由下面填写"))]
        return self

    def revocation(self) -> Revocation:
        """What was sent."""
        ground = self.ground.data
        return Revocation(
            on=self.revoked_on.data,
            reason=self.revoke_reason.data or "",
            ground=int(ground) if ground and ground != OTHER else None,
            barred_until=self.barred_until.data,
            is_free=bool(self.is_free.data),
        )


def _ground(tier: Tier, number: int) -> str:
    bar = tier.bars[number]
    lasts = gettext("当年年底前") if bar.years is None else gettext("%(years)d 年内", years=bar.years)
    return gettext(
        "%(ground)s：%(lasts)s不得再次申报（%(source)s）", ground=in_words(bar.ground), lasts=lasts, source=bar.source
    )


def _text(text: str | None) -> str | None:
    return (text or "").strip() or None
