"""Targets: the list, one target with its chart and the firms that could close the gap, and the forms that keep them."""
