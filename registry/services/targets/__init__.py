"""Targets: what an office has to reach, how far it is, what was measured on the way, and who could close the gap."""
