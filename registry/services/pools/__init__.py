"""Pools 培育库: firms that an office cultivates for a tier; entry, exit, correction, the list, and the funnel behind it."""
