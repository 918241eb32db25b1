"""The morning page: what waits for an officer today, counted in their scope, each number with the list behind it."""

from registry.services.morning.fresh import mark_seen, mark_taken_back
from registry.services.morning.overview import Morning, morning

__all__ = ["Morning", "mark_seen", "mark_taken_back", "morning"]
