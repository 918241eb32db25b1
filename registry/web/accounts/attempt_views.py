"""The attempts to open what lies outside one's scope, as administrators see them."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import lazy_gettext

from registry.domain.access import Action
from registry.services.attempts import attempts
from registry.web.accounts.admin_views import blueprint, words
from registry.web.security import person, requires
from registry.web.site import browsing

KINDS = {
    "account": lazy_gettext("账号"),
    "correction": lazy_gettext("更正申请"),
    "decision": lazy_gettext("人工判断"),
    "evidence": lazy_gettext("佐证材料"),
    "figure": lazy_gettext("年度数据"),
    "financing": lazy_gettext("融资"),
    "firm": lazy_gettext("企业"),
    "grouping": lazy_gettext("产业链、集群或载体"),
    "head": lazy_gettext("记住的列"),
    "import": lazy_gettext("导入"),
    "institution": lazy_gettext("研发机构"),
    "job": lazy_gettext("后台工作"),
    "layout": lazy_gettext("表样"),
    "name_decision": lazy_gettext("名称对照"),
    "personal": lazy_gettext("联系人信息"),
    "plan": lazy_gettext("一企一策"),
    "pool": lazy_gettext("培育库"),
    "ranking": lazy_gettext("榜单"),
    "round": lazy_gettext("申报批次"),
    "rule_set": lazy_gettext("认定标准"),
    "saved_view": lazy_gettext("保存的视图"),
    "service": lazy_gettext("服务记录"),
    "sign_in": lazy_gettext("登录记录"),
    "submission": lazy_gettext("企业提交"),
    "target": lazy_gettext("目标"),
    "title": lazy_gettext("称号"),
}


@blueprint.get("/attempts")
@requires(Action.SEE_ATTEMPTS)
def attempted() -> Any:
    with browsing() as session:
        rows = attempts(session, person())
    return render_template("account_keeping/attempts.html", rows=rows, kinds=KINDS, **words())
