"""The blueprint of titles with all of its pages."""

from __future__ import annotations

from registry.web.titles import end_views, import_views, keep_views, list_views  # noqa: F401 - they add to the blueprint
from registry.web.titles.views import blueprint

__all__ = ["blueprint"]
