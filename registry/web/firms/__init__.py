"""Firms: the list, one firm with its reasons, and the forms that change it."""
