"""Dashboards: boards of counts with their charts, the firms behind each number, and rankings."""
