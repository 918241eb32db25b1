"""Titles: lists, the history of a firm, entry, renewal, correction and revocation, and lists of recognised firms."""
