"""The blueprint of the policy desk with every page on it."""

from registry.web.policy import (  # noqa: F401 - they add to the blueprint
    draft_views,
    freshness_views,
    head_views,
    impact_views,
    node_views,
    overlay_views,
    part_views,
    publish_views,
    score_views,
    text_views,
    tier_views,
    trial_views,
    withdraw_views,
)
from registry.web.policy.views import blueprint

__all__ = ["blueprint"]
