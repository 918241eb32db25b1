"""What somebody asks for by its address and does not find is kept, for administrators to see."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from registry.services.attempts import note_attempt
from registry.web.route_table import route_table
from registry.web.security import person
from registry.web.site import site, writing


def _keep_attempt(response: Response) -> Response:
    """After the answer is made, so that it takes no part in what the request did."""
    if response.status_code == 404 and _named_an_object() and current_user.is_authenticated:
        route = route_table()[request.endpoint or ""]
        try:
            with writing() as session:
                note_attempt(session, person(), route.object, request.path, request.method, now=site().now())
        except SQLAlchemyError:
            current_app.logger.warning("request %s: the attempt could not be kept", g.get("request_id", ""))
    return response


def _named_an_object() -> bool:
    """Whether the address names an object by number; an address that holds a key is a secret and is never kept."""
    values = request.view_args or {}
    return request.endpoint in route_table() and "key" not in values and any(name.endswith("_id") for name in values)


def prepare_attempts(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(_keep_attempt)
