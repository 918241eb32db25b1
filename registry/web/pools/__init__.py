"""Pools 培育库: the list, entry and exit of one firm or many, and the funnel."""
