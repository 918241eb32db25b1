"""Upload, preview, commit or discard, and the list of past imports."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from registry.domain.access import Action
from registry.web.security import requires

blueprint = Blueprint("imports", __name__, url_prefix="/imports")


@blueprint.get("")
@requires(Action.USE_IMPORTS)
def index() -> Any:
    return render_template("imports/index.html")
