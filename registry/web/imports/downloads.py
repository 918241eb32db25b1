"""What the import pages give away: an example ledger, and the user's own file with its marks."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath

from flask import Blueprint, Response, flash, send_file
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.demo.ledger import FILE_NAME, example_ledger
from registry.services.marked_ledgers import note_download, original_of
from registry.web.languages import wording
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
}

blueprint = Blueprint("downloads", __name__, url_prefix="/imports")


@blueprint.get("/example")
@requires(Action.USE_IMPORTS)
def example() -> Response:
    return _file(example_ledger(division=person().division, park=person().park), FILE_NAME)


@blueprint.get("/<int:batch_id>/marked")
@requires(Action.USE_IMPORTS)
def marked(batch_id: int) -> Response:
    """The remark on what did not survive comes with the next page, since a download has no room for it."""
    here = site()
    with browsing() as session:
        original = original_of(session, person(), here.catalogue, batch_id)
    made = original.marked(here.settings, wording())
    with writing() as session:
        note_download(session, person(), batch_id, made.filename, now=here.now())
    if remark := made.remark(wording().translate):
        flash(remark, "note")
    return _file(made.content, _marked_name(made.filename) if made.is_original else made.filename)


def _marked_name(filename: str) -> str:
    """A name of its own, so that the marked file does not lie beside the original as its second copy."""
    path, tail = PurePath(filename), "-" + gettext("已标注")
    return f"{path.stem.removesuffix(tail)}{tail}{path.suffix}"


def _file(content: bytes, name: str) -> Response:
    kind = TYPES[PurePath(name).suffix.lower()]
    return send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)
