"""The list of targets, one target, the firms behind its numbers, and both lists as workbooks."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, render_template, send_file, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.targets.closing_gap import firms_answering
from registry.services.targets.exporting import export_firms
from registry.services.targets.finding import target_detail
from registry.services.targets.places import get_own_target
from registry.web.file_types import XLSX
from registry.web.kept_pages import kept_until_written
from registry.web.languages import wording
from registry.web.listing import asked_page, pages_of
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing
from registry.web.targets.listing import asked_targets, target_list
from registry.web.targets.page import page_of
from registry.web.targets.words import place_words, progress_icon, progress_word, target_label

blueprint = Blueprint("targets", __name__, url_prefix="/targets")
blueprint.app_template_global("progress_word")(progress_word)
blueprint.app_template_global("progress_icon")(progress_icon)


@blueprint.get("")
@requires(Action.VIEW_TARGETS)
@kept_until_written
def index() -> Any:
    with browsing() as session:
        listed = target_list(session, person(), asked_targets())
    return render_template("targets/index.html", list=listed)


@blueprint.get("/<int:target_id>")
@requires(Action.VIEW_TARGETS)
def show(target_id: int) -> Any:
    with browsing() as session:
        detail = target_detail(session, person(), site().catalogue, target_id, today=site().today())
        return render_template("targets/show.html", target=page_of(session, person(), detail))


@blueprint.get("/<int:target_id>/firms/<answer>")
@requires(Action.VIEW_TARGETS)
def firms(target_id: int, answer: str) -> Any:
    with browsing() as session:
        target = get_own_target(session, person(), target_id)
        found = firms_answering(
            session, person(), site().catalogue, target_id, answer, day=site().today(), page=asked_page()
        )
        label, place = target_label(target), place_words(target)
    return render_template(
        "targets/firms.html",
        target_id=target_id,
        label=label,
        place=place,
        answer=answer,
        heading=answer_words()[answer],
        found=found,
        pages=pages_of(found.page, found.pages),
        download=url_for(".download_firms", target_id=target_id, answer=answer),
        data_year=site().today().year - 1,
    )


@blueprint.get("/<int:target_id>/firms/<answer>.xlsx")
@requires(Action.EXPORT_LISTS)
def download_firms(target_id: int, answer: str) -> Any:
    content = BytesIO()
    with writing() as session:
        export_firms(
            session,
            person(),
            site().catalogue,
            target_id,
            answer,
            content,
            today=site().today(),
            now=site().now(),
            wording=wording(),
        )
    return _sent(content, f"{answer_words()[answer]}-{site().today()}.xlsx")


def answer_words() -> dict[str, str]:
    """What each list of firms is called."""
    return {
        "yes": gettext("已计入的企业"),
        "no": gettext("还没有达到要求的企业"),
        "open": gettext("无法判断的企业"),
        "outside": gettext("不知道是否属于分母的企业"),
    }


def _sent(content: BytesIO, name: str) -> Response:
    content.seek(0)
    return send_file(content, mimetype=XLSX, as_attachment=True, download_name=name)
