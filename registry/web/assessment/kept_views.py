"""Drafts: kept when asked, opened by their link, deleted at once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext

from registry.services.assessing.drafts import delete_draft, open_draft, save_draft
from registry.web.assessment.sent import known_texts, sent_draft_key, sent_texts
from registry.web.assessment.views import blueprint, form_page, topics_today
from registry.web.limits import limiter
from registry.web.security import public
from registry.web.site import browsing, site, writing

KEEPING = "10 per minute; 60 per hour"
OPENING = "30 per minute; 300 per hour"


@blueprint.post("/drafts")
@public
@limiter.limit(KEEPING)
def save() -> Any:
    texts = sent_texts(topics_today())
    if not texts:
        flash(gettext("还没有填任何内容，不用保存。"), "note")
        return redirect(url_for(".start"), 303)
    with writing() as session:
        draft = save_draft(session, texts, key=sent_draft_key(), now=site().now())
    flash(gettext("已保存。请收藏这个页面的地址，只有知道地址的人能打开。"), "done")
    return redirect(url_for(".draft", key=draft.key), 303)


@blueprint.get("/drafts/<key>")
@public
@limiter.limit(OPENING)
def draft(key: str) -> Any:
    with browsing() as session:
        kept = open_draft(session, key, now=site().now())
    return form_page(known_texts(topics_today(), kept.texts), draft=kept, draft_key=key)


@blueprint.post("/drafts/<key>/delete")
@public
@limiter.limit(OPENING)
def delete(key: str) -> Any:
    with writing() as session:
        delete_draft(session, key, now=site().now())
    flash(gettext("草稿已删除，系统里不再有这份内容。"), "done")
    return redirect(url_for(".start"), 303)
