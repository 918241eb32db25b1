"""Dashboards 看板: counts over many firms, by place and tier, each with the list of firms behind it."""
