"""A local rung of the ladder: added, changed, retired, taken away."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from registry.domain.access import Action
from registry.services.policy import tier_ends, tiers
from registry.services.policy.reach import own_jurisdiction
from registry.store.policy import LocalTier
from registry.web.languages import translated
from registry.web.policy.attempts import attempt, read_day
from registry.web.policy.forms import choice_field, text_field
from registry.web.policy.places import place_text, read_place
from registry.web.policy.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing
from registry.web.tracks import TRACKS


class TierForm(FlaskForm):
    """A local tier."""

    label = text_field(lazy_gettext("层级名称"), lazy_gettext("例如：市级隐形冠军"))
    label_en = text_field(lazy_gettext("英文名称"), lazy_gettext("留空则与中文相同"))
    code = text_field(lazy_gettext("代码"), lazy_gettext("小写英文、数字和下划线，以后不能改"), most=40)
    track = choice_field(lazy_gettext("所属序列"), TRACKS.items())
    place = text_field(lazy_gettext("适用地区"), lazy_gettext("名称或代码：全国、湖北省、4201、东湖高新区"))
    authority = text_field(lazy_gettext("认定单位"))
    validity = choice_field(
        lazy_gettext("称号有效期"),
        (
            ("years", lazy_gettext("若干年")),
            ("calendar_year", lazy_gettext("当年年底止")),
            ("open", lazy_gettext("长期")),
        ),
    )
    years = text_field(lazy_gettext("有效年数"), most=2)


@blueprint.route("/tiers/new", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def new_tier() -> Any:
    form = TierForm(data={"place": place_text(own_jurisdiction(person(), site().catalogue)), "years": "3"})

    def save() -> None:
        with writing() as session:
            tiers.add_tier(session, person(), site().catalogue, _sent(form, form.code.data or ""), now=site().now())

    faults = attempt(form, save) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        site().fresh_catalogue()
        flash(gettext("层级已加入梯度，可以为它起草标准了。"), "done")
        return redirect(url_for(".new_draft"), 303)
    return render_template("policy/new_tier.html", form=form, faults=faults), 422 if faults else 200


@blueprint.route("/tiers/<code>", methods=["GET", "POST"])
@requires(Action.MANAGE_RULES)
def edit_tier(code: str) -> Any:
    with browsing() as session:
        held = tiers.local_tier(session, person(), site().catalogue, code)
        uses = tier_ends.uses_of(session, site().catalogue, code)
    form = TierForm(data=_shown(held))

    def save() -> None:
        with writing() as session:
            tiers.change_tier(session, person(), site().catalogue, _sent(form, code), now=site().now())

    faults = attempt(form, save) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        return _done(gettext("层级已修改。"))
    told = [(translated(label), count) for label, count in uses.items()]
    page = render_template("policy/edit_tier.html", form=form, faults=faults, tier=held, uses=told)
    return page, 422 if faults else 200


@blueprint.post("/tiers/<code>/retire")
@requires(Action.MANAGE_RULES)
def retire_tier(code: str) -> Any:
    day = read_day(request.form.get("day"), "day", needed=False)
    with writing() as session:
        tier_ends.retire_tier(session, person(), site().catalogue, code, day, now=site().now())
    return _done(gettext("停用日期已保存。") if day else gettext("层级不再停用。"))


@blueprint.post("/tiers/<code>/remove")
@requires(Action.MANAGE_RULES)
def remove_tier(code: str) -> Any:
    with writing() as session:
        tier_ends.remove_tier(session, person(), site().catalogue, code, now=site().now())
    return _done(gettext("层级已删除。"))


def _done(words: str) -> Any:
    site().fresh_catalogue()
    flash(words, "done")
    return redirect(url_for(".index"), 303)


def _sent(form: TierForm, code: str) -> tiers.NewTier:
    years = form.years.data or ""
    return tiers.NewTier(
        code=code,
        label=form.label.data or "",
        label_en=form.label_en.data or "",
        track=form.track.data or "",
        jurisdiction=read_place(form.place.data or ""),
        authority=form.authority.data or "",
        validity=form.validity.data or "",
        years=int(years) if years.isdecimal() else 0,
    )


def _shown(held: LocalTier) -> dict[str, Any]:
    same = {name: getattr(held, name) for name in ("label", "label_en", "code", "track", "authority", "validity")}
    return same | {"place": place_text(held.jurisdiction), "years": str(held.validity_years)}
