"""The blueprint of the policy desk with every page on it."""

from registry.web.policy import draft_views, impact_views, node_views, publish_views, trial_views  # noqa: F401 - they add to the blueprint
from registry.web.policy.views import blueprint

__all__ = ["blueprint"]
