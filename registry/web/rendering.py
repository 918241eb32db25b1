"""What templates can use beside Jinja itself: icons, formats, names, places, and addresses of our own files."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from os import stat
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from flask.sansio.blueprints import BlueprintSetupState
from flask_login import current_user

from registry.domain.masking import masked
from registry.web import formats, names, places, quantities, statuses
from registry.web.heads import sort_head
from registry.web.icons import icon
from registry.web.languages import translated
from registry.web.listing import layout_address
from registry.web.options import option_list
from registry.web.patterns import url_for
from registry.web.security import allowed
from registry.web.shown_columns import other_arguments
from registry.web.site import site


@cache
def _stamp(path: str, _changed: float) -> str:
    return sha256(Path(path).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of one of our static files; changes with its content, so browsers may keep it for a year."""
    path = f"{current_app.static_folder}/{name}"
    return url_for("static", filename=name, v=_stamp(path, stat(path).st_mtime))


def here() -> str:
    """The address of this page, to come back to; of a sent form only the page itself."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


FUNCTIONS = (
    asset,
    here,
    names.division_name,
    names.industry_name,
    names.tier_label,
    icon,
    sort_head,
    layout_address,
    masked,
    other_arguments,
    option_list,
    allowed,
    places.places,
    places.standing_place,
    places.scope_label,
    places.role_label,
    statuses.status_word,
    statuses.status_icon,
    statuses.status_mark,
    statuses.import_status,
    translated,
    site,
)
FILTERS = (
    formats.count,
    formats.day,
    formats.file_size,
    formats.moment,
    formats.share,
    formats.trimmed,
    quantities.cell,
)


def templates_know(**words: Any) -> Callable[[BlueprintSetupState], None]:
    """What a part of the site gives all templates: `blueprint.record_once(templates_know(…))`.

    As globals rather than by a context processor: macros know them without a context, and no page pays for them.
    """
    return lambda state: state.app.jinja_env.globals.update(words)


def prepare_rendering(app: Flask) -> None:
    """Filters and functions for all templates."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update({function.__name__: function for function in FUNCTIONS})
    app.jinja_env.filters.update({function.__name__: function for function in FILTERS})
    app.context_processor(lambda: {"person": current_user if current_user.is_authenticated else None})
