"""The saved views of the list that is being shown, for the bar on any list page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import request

from registry.domain.access import Action
from registry.services.saved_views import View, kept_query, views_of
from registry.web.security import allowed, person
from registry.web.site import browsing


@dataclass(frozen=True)
class ViewLink:
    """A view to open; `is_current` where the list shows just that."""

    view: View
    is_current: bool


def views_here() -> list[ViewLink]:
    """The views of this page that the visitor may open; none for somebody who keeps none."""
    if not allowed(Action.SAVE_VIEWS.value):
        return []
    with browsing() as session:
        found = views_of(session, person(), request.path)
    now = sorted(parse_qsl(query_here())) if found else []
    return [ViewLink(view, sorted(parse_qsl(view.query)) == now) for view in found]


def query_here() -> str:
    """The arguments of this address as a view would keep them."""
    return kept_query(request.query_string.decode("utf-8", "replace")[:4000])
