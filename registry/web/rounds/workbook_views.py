"""The whole round as one workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import send_file
from flask_babel import gettext

from registry.domain.access import Action
from registry.services.rounds.reach import get_round
from registry.services.rounds.workbook import write_round
from registry.web.file_types import XLSX
from registry.web.languages import wording
from registry.web.long_lists import written_later
from registry.web.rounds.views import blueprint
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing


@blueprint.get("/<int:round_id>/round.xlsx")
@requires(Action.EXPORT_LISTS)
def workbook(round_id: int) -> Any:
    with browsing() as session:
        get_round(session, person(), round_id)
    if job := written_later("workbook", round_id=str(round_id)):
        return job
    with writing() as session:
        name = get_round(session, person(), round_id).name
        content = write_round(session, person(), site().catalogue, round_id, now=site().now(), wording=wording())
    file = f"{name}-{gettext('整批工作簿')}-{site().today()}.xlsx"
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=file)
